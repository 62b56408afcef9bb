"""The evidence of a call as a page of text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from agentdesk.common import names
from agentdesk.common.cells import cell_len
from agentdesk.common.i18n import _
from agentdesk.common.wrapping import wrap

WIDTH = 78  # columns; a stop may hang over by one of two cells


def page(found: dict[str, Any]) -> str:
    """The call for people to read, in the order it happened, within 80 columns where no single word is longer.

    Customers' words show no control characters.
    """
    return "\n".join(line.rstrip() for line in _lines(found))


def _lines(found: dict[str, Any]) -> Iterator[str]:
    customer, agent = names.visible(found["customer"]["name"]), found["agent"]
    title = _("Call {id}: {customer}, by {agent}")
    yield from _wrapped("", title.format(id=found["call"], customer=customer, agent=agent))
    yield _("{start} to {end}").format(start=_clock(found["started_at"]), end=_clock(found["ended_at"]))
    for row in found["takeovers"]:
        former, name = names.visible(row["from"]), names.visible(row["to"])
        said = _("taken over from {former} by {name}").format(former=former, name=name)
        yield from _wrapped(f"{_clock(row['at'])}  ", said)
    yield ""
    yield _("Dialled")
    for row in found["attempts"]:
        said = f"{row['number']}  {_outcome(row)}  {names.visible(row['note'])}"
        yield from _wrapped(f"  {_clock(row['started_at'])}  ", said)
    yield _("Agenda")
    for row in found["agenda"]:
        yield from _wrapped("  ", f"{row['kind']} {row['name']}  {_outcome(row)}  {names.visible(row['note'])}")
    if found["promises"]:
        yield _("Promised")
    for row in found["promises"]:
        yield from _wrapped(f"  {_clock(row['promised_at'])}  ", names.visible(row["note"]))
    reasons = {row["task"]: f"{row['kind']} {row['name']}" for row in found["agenda"]}
    for interview in found["interviews"]:
        yield ""
        yield from _interview(interview, reasons[interview["task"]])


def _interview(row: dict[str, Any], reason: str) -> Iterator[str]:
    title = _("{reason}, questionnaire {form}, version {version}: {result}")
    result = _result(row["result"])
    yield from _wrapped("", title.format(reason=reason, form=row["form"], version=row["version"], result=result))
    for name, value in row["metadata"].items():
        yield f"  {name}: {names.visible(value)}"
    yield _("Said")
    for prompt in row["prompts"]:
        yield from _by_whom(prompt["confirmed_at"], prompt["by"], prompt["text"])
    for prompt in row["not_confirmed"]:
        yield from _wrapped("  ", _("not confirmed: {text}").format(text=names.visible(prompt["text"])))
    yield _("Answered")
    for answer in row["answers"]:
        yield from _by_whom(answer["answered_at"], answer["by"], answer["text"])
        yield from _wrapped(" " * 6, f"{names.visible(answer['label'])}{_remark(answer)}")
    for number in row["complaints"]:
        yield _("Complaint {no}").format(no=number)


def _by_whom(wall: str, name: str, text: str) -> Iterator[str]:
    """A line of somebody's with its time to the second."""
    yield from _wrapped(f"  {_clock(wall)}  {names.visible(name)}  ", names.visible(text))


def _wrapped(head: str, text: str) -> Iterator[str]:
    """The text behind its head; what does not fit stands below it, as far in."""
    room = cell_len(head)
    for piece in wrap(text, WIDTH - room):
        yield head + piece
        head = " " * room


def _remark(answer: dict[str, Any]) -> str:
    if answer["draft"]:
        return " " + _("(typed, not given)")
    if answer["replaced"]:
        return " " + _("(changed later)")
    return "" if answer["on_path"] else " " + _("(not counted)")


def _outcome(row: dict[str, Any]) -> str:
    return row["outcome"]["name"] if row["outcome"] else _("undecided")


def _result(code: str) -> str:
    names_of = {"complete": _("complete"), "partial": _("partly complete"), "break_off": _("broken off")}
    return names_of.get(code, _("under way"))


def _clock(wall: str | None) -> str:
    """2026-11-20 09:42:31, a dash where it has not happened."""
    return wall.replace("T", " ") if wall else "–"
