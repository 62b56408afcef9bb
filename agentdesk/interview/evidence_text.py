"""The evidence of a call as a page of text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from agentdesk.common import names
from agentdesk.common.i18n import N_, _
from agentdesk.common.paper import Part, printed
from agentdesk.store.trail_names import action_name

WIDTH = 78  # columns; a stop may hang over by one of two cells
IN_THE_ANSWERS = ("answer.give", "prompt.confirm")  # what the trail has of them stands in the page already

ENDED = {
    "": N_("still open"),
    "kept": N_("kept"),
    "missed": N_("missed"),
    "withdrawn": N_("withdrawn"),
    "moved": N_("moved to another time"),
}


def page(found: dict[str, Any]) -> str:
    """The call for people to read, in the order it happened, within 80 columns where no single word is longer.

    Customers' words show no control characters.
    """
    return printed(parts(found), WIDTH)


def parts(found: dict[str, Any]) -> Iterator[Part]:
    """The page in parts; a complaint and a task open to their own."""
    customer, agent = names.visible(found["customer"]["name"]), found["agent"]
    title = _("Call {id}: {customer}, by {agent}")
    yield Part(title.format(id=found["call"], customer=customer, agent=agent), style="title")
    yield Part(_("{start} to {end}").format(start=_clock(found["started_at"]), end=_clock(found["ended_at"])))
    for row in found["takeovers"]:
        former, name = names.visible(row["from"]), names.visible(row["to"])
        said = _("taken over from {former} by {name}").format(former=former, name=name)
        yield Part(said, f"{_clock(row['at'])}  ")
    yield Part()
    yield Part(_("Dialled"), style="section")
    for row in found["attempts"]:
        said = f"{row['number']}  {_outcome(row)}  {names.visible(row['note'])}"
        yield Part(said, f"  {_clock(row['started_at'])}  ")
    yield Part(_("Agenda"), style="section")
    for row in found["agenda"]:
        said = f"{row['kind']} {row['name']}  {_outcome(row)}  {names.visible(row['note'])}"
        yield Part(said, "  ", opens=("task", row["task"]))
    if found["promises"]:
        yield Part(_("Promised"), style="section")
    for row in found["promises"]:
        said = f"{_(ENDED[row['ended_how']])}  {names.visible(row['note'])}"
        yield Part(said, f"  {_clock(row['promised_at'])}  ")
    reasons = {row["task"]: f"{row['kind']} {row['name']}" for row in found["agenda"]}
    for interview in found["interviews"]:
        yield Part()
        yield from _interview(interview, reasons[interview["task"]])
    yield from _trail(found["audit"])


def _interview(row: dict[str, Any], reason: str) -> Iterator[Part]:
    title = _("{reason}, questionnaire {form}, version {version}: {result}")
    result = _result(row["result"])
    said = title.format(reason=reason, form=row["form"], version=row["version"], result=result)
    yield Part(said, style="title")
    for name, value in row["metadata"].items():
        yield Part(f"  {name}: {names.visible(value)}")
    yield Part(_("Said"), style="section")
    for prompt in row["prompts"]:
        yield _by_whom(prompt["confirmed_at"], prompt["by"], prompt["text"])
    for prompt in row["not_confirmed"]:
        yield Part(_("not confirmed: {text}").format(text=names.visible(prompt["text"])), "  ")
    yield Part(_("Answered"), style="section")
    for answer in row["answers"]:
        yield _by_whom(answer["answered_at"], answer["by"], answer["text"])._replace(style="dim")
        yield Part(f"{names.visible(answer['label'])}{remark(answer)}", " " * 6)
    for number in row["complaints"]:
        yield Part(_("Complaint {no}").format(no=number), opens=("complaint", number))


def _trail(events: list[dict[str, Any]]) -> Iterator[Part]:
    """What the audit trail has of the call beside its answers, which stand above."""
    yield Part()
    yield Part(_("Audit trail"), style="section")
    for event in events:
        if event["action"] not in IN_THE_ANSWERS:
            said = f"{names.visible(event['by'])}  {action_name(event['action'])}  {names.visible(event['reason'])}"
            yield Part(said, f"  {_clock(event['at'])}  ", "dim")
    hidden = sum(event["action"] in IN_THE_ANSWERS for event in events)
    if hidden:
        said = _("{count} answers and prompts, each with its time and name above").format(count=hidden)
        yield Part(said, "  ", "dim")


def _by_whom(wall: str, name: str, text: str) -> Part:
    """A line of somebody's with its time to the second."""
    return Part(names.visible(text), f"  {_clock(wall)}  {names.visible(name)}  ")


def remark(answer: dict[str, Any]) -> str:
    """What an answer that does not count as it stands is followed by; "" for one that does."""
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
