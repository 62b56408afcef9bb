"""The audit trail against the heads that were kept of it: which of them it no longer agrees with."""

from __future__ import annotations

from collections.abc import Sequence

from agentdesk.common.i18n import _
from agentdesk.store.acknowledged import Acknowledgement
from agentdesk.store.heads import Head
from agentdesk.store.verdict import Fault, Verdict

_LISTED = 12  # heads in a line
Found = dict[int, tuple[str, int]]  # for an event's number its hash, and how many events there are up to it


def compare(verdict: Verdict, heads: Sequence[Head], found: Found, seen: Sequence[Acknowledgement]) -> None:
    """Name the first head that does not agree and that nobody knows; what comes after it disagrees with it.

    Of the known ones the first is named for each acknowledgement, with those that it is of too.
    """
    agreed = 0
    against: list[tuple[Head, int]] = []
    for head in heads:
        if found.get(head.last_id) == (head.hash, head.count):
            verdict.agreed += 1
            agreed = head.last_id
        else:
            against.append((head, agreed))
    known: dict[Acknowledgement, list[tuple[Head, int]]] = {}
    for number, (head, agreed) in enumerate(against):
        by = next((each for each in seen if head.line in each.marks), None)
        if by is None:
            fault = _disagreeing(verdict, head, found, agreed)
            fault.marks = tuple(each.line for each, _agreed in against[number:])
            fault.said += _also(against[number + 1 :])
            verdict.faults.append(fault)
            break
        known.setdefault(by, []).append((head, agreed))
    for by, (first, *others) in known.items():
        fault = _disagreeing(verdict, first[0], found, first[1])
        fault.said += _also(others)
        verdict.known.append((fault, by))


def _also(others: Sequence[tuple[Head, int]]) -> str:
    """The other heads that are acknowledged with the one that is named; of many the first ones, the last, how many."""
    events = [str(head.last_id) for head, _agreed in others]
    if not events:
        return ""
    listed = ", ".join(events)
    if len(events) > _LISTED:
        listed = f"{', '.join(events[: _LISTED - 1])} … {events[-1]} ({len(events)})"
    said = _("Also heads at events {events} do not agree; an acknowledgement of this one is of them too.")
    return f" {said.format(events=listed)}"


def _disagreeing(verdict: Verdict, head: Head, found: Found, agreed: int) -> Fault:
    at = head.at.replace("T", " ")[:16]
    if head.last_id not in found and head.last_id > verdict.last:
        said = _("The end of the audit trail was removed: on {at} its last event was {id}, now it is {last}.")
        return Fault("tail", verdict.last + 1, said.format(at=at, id=head.last_id, last=verdict.last))
    said = _("The audit trail was written anew: event {id} is not the one that was kept on {at}. "
             "What was changed lies between event {first} and event {id}.")  # fmt: skip
    return Fault("rewritten", agreed + 1, said.format(id=head.last_id, at=at, first=agreed + 1))
