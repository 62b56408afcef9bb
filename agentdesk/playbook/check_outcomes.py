"""What outcomes must not contradict: codes the desk's rules use, AAPOR classes, and that each one leaves the queue."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agentdesk.common.i18n import _
from agentdesk.playbook.check_kinds import Place, duplicates
from agentdesk.playbook.outcomes import Outcome
from agentdesk.playbook.read import Problem, Source
from agentdesk.playbook.schema import Playbook

# Codes that rules and turns of a call name; a playbook may add others and change what these say, not leave them out.
REQUIRED = (
    *("wrong_person", "promised", "completed", "partial", "broken_off", "refused", "refused_do_not_contact"),
    *("unreachable", "expired", "registered", "not_recorded", "not_needed", "sent"),
)
_CLASSES = (
    (r"1\.1", "I"),
    (r"1\.2", "P"),
    (r"2\.1\d*", "R"),
    (r"2\.2\d*", "NC"),
    (r"2\.(3|9)\d*", "O"),
    (r"3\.1\d*", "UH"),
    (r"3\.(2|3|9)\d*", "UO"),
    (r"4\.\d+", "NE"),
)


def aapor_class(code: str) -> str:
    """The class an AAPOR disposition code counts in, or empty for a code that is none (standards: 4.x is NE)."""
    return next((name for pattern, name in _CLASSES if re.fullmatch(pattern, code)), "")


def problems(playbook: Playbook, source: Source) -> Iterator[Problem]:
    """Every contradiction in outcomes.toml."""
    codes = [outcome.code for outcome in playbook.outcomes]
    yield from duplicates(source, "outcome", codes)
    for code in REQUIRED:
        if code not in codes:
            text = _("The outcome {code} is missing; the desk's own rules use it.").format(code=code)
            yield Problem(source.name, 0, code, text)
    keys: dict[str, str] = {}
    for number, outcome in enumerate(playbook.outcomes):
        at: Place = ("outcome", number)
        yield from _key(outcome, keys, source, at)
        yield from _way_out(outcome, source, at)
        yield from _class(outcome, source, at)


def _key(outcome: Outcome, keys: dict[str, str], source: Source, at: Place) -> Iterator[Problem]:
    if outcome.group == "rule":
        if outcome.key:
            yield source.problem((*at, "key"), _("What a rule gives has no key; nobody chooses it."))
        return
    if not re.fullmatch(r"[0-9a-z]", outcome.key):
        yield source.problem((*at, "key"), _("{code} needs one digit or letter as its key.").format(code=outcome.code))
    elif outcome.key in keys:
        text = _("The key {key} belongs to {code} already.").format(key=outcome.key, code=keys[outcome.key])
        yield source.problem((*at, "key"), text)
    keys.setdefault(outcome.key, outcome.code)


def _way_out(outcome: Outcome, source: Source, at: Place) -> Iterator[Problem]:
    """An outcome ends the task, or says when it comes back; otherwise the task stays in the queue for ever."""
    comes_back = outcome.retry_minutes is not None or "promise" in outcome.effects
    if not outcome.final and not comes_back:
        text = _("{code} can never leave the queue: it is not final and has neither retry_minutes nor a promise.")
        yield source.problem(at, text.format(code=outcome.code))
    if outcome.final and comes_back:
        text = _("{code} is final and yet comes back.").format(code=outcome.code)
        yield source.problem((*at, "final"), text)
    if "next_number" in outcome.effects and not outcome.final:
        yield source.problem((*at, "effects"), _("next_number goes with a final outcome only."))
    if outcome.settles and not (outcome.final and outcome.contacted):
        text = _("{code} settles nothing: it is no final answer of the customer's.").format(code=outcome.code)
        yield source.problem((*at, "settles"), text)
    if outcome.contacted and outcome.group == "not_reached":
        text = _("{code} is not reached and yet contacted.").format(code=outcome.code)
        yield source.problem((*at, "contacted"), text)


def _class(outcome: Outcome, source: Source, at: Place) -> Iterator[Problem]:
    if not outcome.aapor and outcome.klass is None:
        if outcome.group != "rule":
            text = _("{code} needs an AAPOR code and class, or no rate can count it.").format(code=outcome.code)
            yield source.problem(at, text)
        return
    wanted = aapor_class(outcome.aapor)
    if not wanted:
        yield source.problem((*at, "aapor"), _("{code} is no AAPOR code.").format(code=outcome.aapor or '""'))
    elif wanted != outcome.klass:
        text = _("AAPOR {code} is of class {right}, not {wrong}.")
        yield source.problem((*at, "class"), text.format(code=outcome.aapor, right=wanted, wrong=outcome.klass or '""'))
