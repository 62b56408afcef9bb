"""The evidence of a call as a page of text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from agentdesk.common import names
from agentdesk.common.i18n import _


def page(found: dict[str, Any]) -> str:
    """The call for people to read, in the order it happened; customers' words show no control characters."""
    return "\n".join(line.rstrip() for line in _lines(found))


def _lines(found: dict[str, Any]) -> Iterator[str]:
    customer, agent = names.visible(found["customer"]["name"]), found["agent"]
    yield _("Call {id}: {customer}, by {agent}").format(id=found["call"], customer=customer, agent=agent)
    yield _("{start} to {end}").format(start=_clock(found["started_at"]), end=_clock(found["ended_at"]))
    yield ""
    yield _("Dialled")
    for row in found["attempts"]:
        yield f"  {_clock(row['started_at'])}  {row['number']}  {_outcome(row)}  {names.visible(row['note'])}"
    yield _("Agenda")
    for row in found["agenda"]:
        yield f"  {row['kind']} {row['name']}  {_outcome(row)}  {names.visible(row['note'])}"
    if found["promises"]:
        yield _("Promised")
    for row in found["promises"]:
        yield f"  {_clock(row['promised_at'])}  {names.visible(row['note'])}"
    for interview in found["interviews"]:
        yield ""
        yield from _interview(interview)


def _interview(row: dict[str, Any]) -> Iterator[str]:
    title = _("Questionnaire {form}, version {version}: {result}")
    yield title.format(form=row["form"], version=row["version"], result=_result(row["result"]))
    yield _("Said")
    for prompt in row["prompts"]:
        yield f"  {_clock(prompt['confirmed_at'])}  {names.visible(prompt['text'])}"
    for prompt in row["not_confirmed"]:
        yield "  " + _("not confirmed: {text}").format(text=names.visible(prompt["text"]))
    yield _("Answered")
    for answer in row["answers"]:
        yield f"  {_clock(answer['answered_at'])}  {names.visible(answer['text'])}"
        yield f"      {names.visible(answer['label'])}{_remark(answer)}"
    for number in row["complaints"]:
        yield _("Complaint {no}").format(no=number)


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
