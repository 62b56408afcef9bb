"""The six steps of complaint handling (CP-03) as a table: in which state what may happen, and who may do it.

1 understand, 2 accept, 3 handle, 4 answer, 5 special handling (only where needed), 6 track: the re-call of CB-10.
"""

from __future__ import annotations

from dataclasses import dataclass

from agentdesk.common.i18n import N_

STATES: dict[str, str] = {
    "new": N_("to be accepted"),
    "acknowledged": N_("accepted"),
    "assessed": N_("assessed"),
    "in_progress": N_("in hand"),
    "special": N_("special handling asked for"),
    "handled": N_("handled, answer due"),
    "recall_due": N_("re-call due"),
    "cause_due": N_("cause missing"),
    "reopened": N_("reopened"),
    "closed": N_("closed"),
}
OPEN_STATES = tuple(state for state in STATES if state != "closed")
HANDLED_STATES = frozenset({"handled", "recall_due", "cause_due", "closed"})

SATISFIED, DISSATISFIED, UNREACHABLE = "satisfied", "dissatisfied", "unreachable"
RECALL_RESULTS: dict[str, str] = {
    SATISFIED: N_("satisfied"),
    DISSATISFIED: N_("dissatisfied"),
    UNREACHABLE: N_("no word from the customer"),
}

HANDLERS = ("handler", "supervisor")
EVERYBODY = ("agent", "handler", "supervisor")


@dataclass(frozen=True)
class Action:
    """Something that can be recorded of a complaint.

    `fields` are the keys its data may have, `required` those it must have; `note` says that it needs a text.
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
    Action("assessed", N_("Assess"), 2, fields=("severity", "cause_gap")),
    Action("assigned", N_("Assign"), 2, fields=("responsible_id",), required=("responsible_id",)),
    Action("accepted", N_("Take on"), 3),
    Action("contacted", N_("Contact with the customer"), 3, note=True),
    Action("proposed", N_("Propose a solution"), 3, note=True),
    Action("handled", N_("Handling finished"), 3, note=True, fields=("cause_gap",)),
    Action("answered", N_("Answer the customer"), 4, note=True, fields=("accepted",)),
    Action(
        "special_requested", N_("Ask for special handling"), 5, note=True, fields=("goodwill_cents", "preferential")
    ),
    Action("special_approved", N_("Approve special handling"), 5, ("supervisor",)),
    Action("special_refused", N_("Refuse special handling"), 5, ("supervisor",), note=True),
    Action("recalled", N_("Re-call"), 6, ("agent", "supervisor"), internal=True),
    Action("reopened", N_("Reopen"), 6, ("supervisor",), note=True),
    Action("closed", N_("Close"), 6, fields=("cause_gap",)),
    Action("noted", N_("Note"), None, EVERYBODY, note=True),
)
ACTIONS: dict[str, Action] = {action.kind: action for action in _ALL}

_WORKING = ("assessed", "in_progress", "reopened")
_TRACKED = ("handled", "recall_due")


def _table() -> dict[tuple[str, str], str]:
    table = {
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
        ("dissatisfied", "reopened"): "reopened",
        ("closed", "reopened"): "reopened",
        ("cause_due", "closed"): "closed",
    }
    for state in ("new", "acknowledged", "assessed", "reopened"):
        table[state, "assigned"] = state
    for state in ("assessed", "reopened"):
        table[state, "accepted"] = "in_progress"
    for state in _WORKING:
        table[state, "proposed"] = table[state, "contacted"] = "in_progress"
    for state in ("new", "acknowledged", *_TRACKED):
        table[state, "contacted"] = state
    for state in _TRACKED:
        table[state, f"recalled:{SATISFIED}"] = "cause_due"
        table[state, f"recalled:{UNREACHABLE}"] = "cause_due"
        table[state, f"recalled:{DISSATISFIED}"] = "dissatisfied"  # reopened in the same change
    for state in ("cause_due", "closed"):  # only while the customer's word is still missing: rules.require_order
        table[state, f"recalled:{SATISFIED}"] = state
        table[state, f"recalled:{DISSATISFIED}"] = "dissatisfied"
    for state in STATES:
        table[state, "noted"] = state
    return table


TRANSITIONS: dict[tuple[str, str], str] = _table()


def states_for(kind: str) -> list[str]:
    """The states in which an action is possible, in the order of the handling."""
    possible = {state for state, key in TRANSITIONS if key.partition(":")[0] == kind}
    return [state for state in STATES if state in possible]
