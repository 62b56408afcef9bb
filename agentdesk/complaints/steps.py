"""The six steps of complaint handling (CP-03) as a table: in which state what may happen, and who may do it.

1 understand, 2 accept, 3 handle, 4 answer, 5 special handling (only where needed), 6 track: the re-call of CB-10.
"""

from __future__ import annotations

from typing import NamedTuple

from agentdesk.common.i18n import N_
from agentdesk.store import code_words

STATES: dict[str, str] = code_words.COMPLAINT_STATES
OPEN_STATES = tuple(state for state in STATES if state != "closed")
DISSATISFIED_STATE = "dissatisfied"  # between a re-call and the reopening that it is recorded with; never stored
HANDLED_STATES = frozenset({"handled", "recall_due", "cause_due", "closed"})

SATISFIED, DISSATISFIED, UNREACHABLE = "satisfied", "dissatisfied", "unreachable"
RECALL_RESULTS: dict[str, str] = {
    SATISFIED: N_("satisfied"),
    DISSATISFIED: N_("dissatisfied"),
    UNREACHABLE: N_("no word from the customer"),
}

CRITERIA = ("safety", "complexity", "impact", "immediate")  # of the assessment (ISO 10002), beside the severity

HANDLERS = ("handler", "supervisor")
EVERYBODY = ("agent", "handler", "supervisor")


class Action(NamedTuple):
    """Something that can be recorded of a complaint.

    `fields` are the keys its data may have, `required` those it must have; `note` says that it needs a text. What a
    field is called and what it may hold is in fields.py.
    """

    kind: str
    name: str
    step: int | None = None
    roles: tuple[str, ...] = HANDLERS
    note: bool = False
    fields: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    internal: bool = False  # written by a function of its own, never asked for by name


_ALL = (
    Action("raised", N_("Raise"), 1, EVERYBODY, internal=True),
    Action("acknowledged", N_("Accept"), 2, fields=("reply", "promised_at")),
    Action("assessed", N_("Assess"), 2, fields=("severity", *CRITERIA, "remedy_sought", "cause_gap")),
    Action("assigned", N_("Assign"), 2, fields=("responsible_id",), required=("responsible_id",)),
    Action("accepted", N_("Take on"), 3),
    Action("contacted", N_("Contact with the customer"), 3, note=True, fields=("remedy_sought",)),
    Action("proposed", N_("Propose a solution"), 3, note=True),
    Action("handled", N_("Handling finished"), 3, note=True, fields=("cause_gap",)),
    Action("answered", N_("Answer the customer"), 4, note=True, fields=("accepted",), required=("accepted",)),
    Action("external", N_("Tell where else to turn"), 4, note=True, fields=("recourse",)),
    Action(
        "special_requested", N_("Ask for special handling"), 5, note=True, fields=("goodwill_cents", "preferential")
    ),
    Action("special_approved", N_("Approve special handling"), 5),
    Action("special_refused", N_("Refuse special handling"), 5, note=True),
    Action("paused", N_("Pause the clocks"), None, fields=("reason", "until"), required=("reason",)),
    Action("resumed", N_("Resume the clocks"), None),
    # Of a call in the queue this is written by the call's end; by name it is a supervisor's, with what was said.
    Action(
        "recalled",
        N_("Re-call"),
        6,
        ("agent", "supervisor"),
        fields=("satisfied", "wants_callback"),
        required=("satisfied",),
    ),
    Action("reopened", N_("Reopen"), 6, ("supervisor",), note=True),
    Action("closed", N_("Close"), 6, fields=("cause_gap",)),
    Action("merged", N_("Merge as a duplicate"), None, ("supervisor",), internal=True),
    Action("noted", N_("Note"), None, EVERYBODY, note=True),
)
ACTIONS: dict[str, Action] = {action.kind: action for action in _ALL}

_WORKING = ("assessed", "in_progress", "reopened")
_TRACKED = ("handled", "recall_due")
_REFUSED = ("rejected", "external")
_PAUSABLE = ("acknowledged", "assessed", "in_progress", "special", "reopened", "external")
# Each but a closed one and one that only waits for its cause: the customer has had the last word there.
MERGEABLE = ("new", "acknowledged", *_WORKING, "special", *_REFUSED, *_TRACKED)

# Where a state and an action lead that stand for themselves; what holds for several states is added by `_table`.
_ONE_BY_ONE = {
    ("", "raised"): "new",
    ("new", "acknowledged"): "acknowledged",
    ("acknowledged", "assessed"): "assessed",
    ("assessed", "assessed"): "assessed",
    ("in_progress", "assessed"): "in_progress",
    ("reopened", "assessed"): "reopened",
    ("in_progress", "assigned"): "assessed",  # whoever gets it takes it on anew
    ("in_progress", "special_requested"): "special",
    ("special", "special_approved"): "in_progress",
    ("special", "special_refused"): "in_progress",
    ("special", "contacted"): "special",
    ("in_progress", "handled"): "handled",
    ("handled", "answered"): "recall_due",
    ("recall_due", "answered"): "recall_due",
    ("in_progress", "external"): "in_progress",  # a customer may turn there at any time
    ("rejected", "external"): "external",
    ("external", "external"): "external",
    ("external", "assessed"): "external",
    ("external", "accepted"): "in_progress",
    ("external", "proposed"): "in_progress",
    ("external", "special_requested"): "special",
    ("external", "handled"): "handled",  # as the body outside decided
    (DISSATISFIED_STATE, "reopened"): "reopened",
    ("closed", "reopened"): "reopened",
    ("closed", "reopened:merged"): "new",  # no duplicate after all: it begins anew
    ("cause_due", "closed"): "closed",
}


def _table() -> dict[tuple[str, str], str]:
    table = dict(_ONE_BY_ONE)
    for state in ("new", "acknowledged", "assessed", "reopened"):
        table[state, "assigned"] = state
    for state in ("assessed", "reopened"):
        table[state, "accepted"] = "in_progress"
    for state in _WORKING:
        table[state, "proposed"] = table[state, "contacted"] = "in_progress"
    for state in ("new", "acknowledged", *_TRACKED, *_REFUSED):
        table[state, "contacted"] = state
    for state in _REFUSED:
        table[state, "assigned"] = state
        table[state, "answered"] = "recall_due"  # the customer comes round
        table[state, "answered:rejected"] = state
    for state in _PAUSABLE:
        table[state, "paused"] = table[state, "resumed"] = state
    for state in MERGEABLE:
        table[state, "merged"] = "closed"
    for state in _TRACKED:
        table[state, "answered:rejected"] = "rejected"
        table[state, f"recalled:{SATISFIED}"] = "cause_due"
        table[state, f"recalled:{UNREACHABLE}"] = "cause_due"
        table[state, f"recalled:{DISSATISFIED}"] = DISSATISFIED_STATE
    for state in ("cause_due", "closed"):  # only while the customer's word is still missing: rules.require_order
        table[state, f"recalled:{SATISFIED}"] = state
        table[state, f"recalled:{DISSATISFIED}"] = DISSATISFIED_STATE
    for state in STATES:
        table[state, "noted"] = state
    return table


TRANSITIONS: dict[tuple[str, str], str] = _table()


def states_for(kind: str) -> list[str]:
    """The states in which an action is possible, in the order of the handling."""
    possible = {state for state, key in TRANSITIONS if key.partition(":")[0] == kind}
    return [state for state in STATES if state in possible]
