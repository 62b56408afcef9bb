"""The small forms of supervision: a finding, a signature, a comment, handing a judgement over, objecting, answering."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from agentdesk.common import dates, names
from agentdesk.common.errors import UserError
from agentdesk.common.i18n import N_, _
from agentdesk.complaints.preview import PersonLine
from agentdesk.complaints.step_drafts import Place, Typed, ending
from agentdesk.quality import check, feedback, judging
from agentdesk.quality.judged import Judged, Line
from agentdesk.store.audit import Actor
from agentdesk.tui.stages.entry_form import EntryForm, Option, Row
from agentdesk.tui.stages.step_form import day as read_day

TEXT, ABOUT, FOLLOW, OWNER, DUE, EARLY = "text", "about", "follow", "owner", "due", "early"


def finding_place(day: date) -> Place:
    """Where a finding of a day's check is kept while it is typed."""
    return Place("daily_check", day.toordinal(), "finding")


def sign_place(day: date) -> Place:
    """Where the remark of a signature is kept while it is typed."""
    return Place("daily_check", day.toordinal(), "sign")


def judgement_place(judgement_id: int, what: str) -> Place:
    """Where what is said of a judgement is kept while it is typed: its comments, submit, object, answer."""
    return Place("judgement", judgement_id, what)


def finding_form(day: date, people: Sequence[PersonLine], owners: Sequence[PersonLine], typed: Typed) -> EntryForm:
    """A finding: what, about whom, and whether something is to be done about it."""
    rows = (
        Row(TEXT, N_("What was found"), required=True, lines=2),
        Row(ABOUT, N_("About whom"), options=lambda: [Option(0, _("nobody")), *_options(people)]),
        Row(FOLLOW, N_("Follow-up"), options=_follow),
        Row(OWNER, N_("Who sees to it"), options=lambda: _options(owners), required=True, only_if=(FOLLOW, (True,))),
        Row(
            DUE, N_("Done by"), N_("such as: tomorrow, 11-25"), read=read_day, required=True, only_if=(FOLLOW, (True,))
        ),
    )
    title = _("A finding of {day}").format(day=dates.day_name(day))
    return EntryForm(lambda: title, rows, typed, {ABOUT: 0, FOLLOW: False})


def add_finding(actor: Actor, day: date, values: dict[str, Any]) -> object:
    """Write the finding down, and end its draft."""
    follow = bool(values.get(FOLLOW))
    add = partial(
        check.add_entry, actor, day, str(values[TEXT]), about_id=values.get(ABOUT) or None,
        owner_id=values.get(OWNER) if follow else None,
        due_on=date.fromisoformat(values[DUE]) if follow else None,
    )  # fmt: skip
    return ending(actor, finding_place(day), add)


def sign_form(day: date, typed: Typed, open_calls: int = 0) -> EntryForm:
    """The signature of a day, with a remark; a day that is not over, with calls open, is signed by a choice."""
    about = _("The figures are kept as they stand now. Nothing changes them afterwards; entries can supplement them.")
    title = _("Sign {day}").format(day=dates.heading(day))
    rows = [Row(TEXT, N_("Remark"), lines=2)]
    if open_calls:
        about = _("The day is not over, and {n} calls are open. What is signed now is kept as it stands.")
        about = about.format(n=open_calls)
        rows.insert(0, Row(EARLY, N_("Sign now already"), options=_early, required=True))
        typed = Typed(typed.texts)  # whether it is signed early is asked each time
    return EntryForm(lambda: title, rows, typed, about=lambda: about, does=N_("Sign"))


def put_signature(actor: Actor, day: date, values: dict[str, Any]) -> object:
    """Sign the day, and end the remark's draft; UserError where it is to wait."""
    if values.get(EARLY) is False:
        raise UserError(_("Not signed. Esc puts it aside until the day is over."))
    return ending(actor, sign_place(day), partial(check.sign, actor, day, str(values.get(TEXT, ""))))


def comment_form(line: Line, typed: Typed) -> EntryForm:
    """What is said of a criterion; empty takes the comment away."""
    kept = typed if typed else Typed({TEXT: line.comment})
    return EntryForm(lambda: _("Comment"), (Row(TEXT, N_("Comment"), lines=2),), kept, about=lambda: line.name)


def put_comment(actor: Actor, found: Judged, line: Line, values: dict[str, Any]) -> object:
    """Store the comment, and end its draft."""
    place = judgement_place(found.id, f"comment {line.code}")
    return ending(actor, place, partial(judging.comment, actor, found.id, line.code, str(values.get(TEXT, ""))))


def submit_form(found: Judged, score: str, typed: Typed) -> EntryForm:
    """Handing a judgement over; a correction says why it is one."""
    row = Row(TEXT, N_("Why corrected") if found.corrects else N_("Remark"), lines=2, required=bool(found.corrects))
    about = _("{agent} reads criteria, points and comments, and answers to them.").format(agent=found.person)
    return EntryForm(lambda: _("Hand over: {score}").format(score=score), (row,), typed, about=lambda: about)


def hand_over(actor: Actor, found: Judged, values: dict[str, Any]) -> object:
    """Submit the judgement, and end the remark's draft."""
    place = judgement_place(found.id, "submit")
    return ending(actor, place, partial(judging.submit, actor, found.id, str(values.get(TEXT, ""))))


def object_form(typed: Typed) -> EntryForm:
    """What an agent sees otherwise."""
    about = _("Say in a sentence what you see otherwise; the supervisor answers.")
    row = Row(TEXT, N_("Objection"), required=True, lines=2)
    return EntryForm(lambda: _("Object"), (row,), typed, about=lambda: about)


def put_objection(actor: Actor, found: Judged, values: dict[str, Any]) -> object:
    """Object, and end the draft."""
    place = judgement_place(found.id, "object")
    return ending(actor, place, partial(feedback.object_to, actor, found.id, str(values[TEXT])))


def answer_form(found: Judged, typed: Typed) -> EntryForm:
    """A supervisor's answer to the objection above it."""
    said = names.visible(found.history[-1].text) if found.history else ""
    row = Row(TEXT, N_("Answer"), required=True, lines=2)
    return EntryForm(lambda: _("Answer to {name}").format(name=found.person), (row,), typed, about=lambda: said)


def put_answer(actor: Actor, found: Judged, values: dict[str, Any]) -> object:
    """Answer, and end the draft."""
    place = judgement_place(found.id, "answer")
    return ending(actor, place, partial(feedback.answer, actor, found.id, str(values[TEXT])))


def _options(people: Sequence[PersonLine]) -> list[Option]:
    return [Option(each.person_id, names.visible(f"{each.name} {each.position}")) for each in people]


def _early() -> list[Option]:
    return [Option(False, _("no")), Option(True, _("yes"))]


def _follow() -> list[Option]:
    return [Option(False, _("no")), Option(True, _("yes"), _("an improvement action"))]
