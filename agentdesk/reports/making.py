"""Making a report: the sections that its builder gives, with what the supervisor wrote of them, as one document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from agentdesk.common import clock
from agentdesk.common.errors import UsageError, UserError
from agentdesk.common.i18n import _, language, pick
from agentdesk.complaints.model import POSITIONS
from agentdesk.playbook import current
from agentdesk.playbook import names as house
from agentdesk.queue.as_known import go_back_to
from agentdesk.reports import texts
from agentdesk.reports.document import Document, Prose, Section
from agentdesk.reports.periods import Period
from agentdesk.reports.registry import Report, find
from agentdesk.store.audit import Actor
from agentdesk.store.reading import snapshot
from agentdesk.store.scratch import scratch


@dataclass(frozen=True)
class Made:
    """A finished report; `doubts` say what could not be taken back to the day it is seen on, a line each."""

    document: Document
    doubts: tuple[str, ...] = ()
    running: bool = False  # seen on a day that was not over: what is written until its end can change it


def make(actor: Actor, name: str, period: Period, *, as_of: date | None = None) -> Made:
    """Make a report of a period as it is seen now, or as it was known at the end of a day, in the language in use.

    The same facts give the same document, to the byte of its data. Forbidden for who may not read the report,
    UsageError for an unknown one, for a period that had not begun and for a day that lies ahead, UserError where it is
    not known any more what was there on that day.
    """
    actor.require("agent", "handler", "supervisor")
    report = find(name)
    actor.require(*report.readers)
    if as_of is None or as_of == clock.today():
        with snapshot():
            return Made(_document(actor, report, period), running=True)
    if as_of > clock.today():
        raise UsageError(_("{day} lies ahead.").format(day=as_of.isoformat()))
    with scratch(), clock.travel(datetime.combine(as_of, time(23, 59, 59))):
        doubts = go_back_to(as_of)
        return Made(_document(actor, report, period), tuple(doubts))


def _document(actor: Actor, report: Report, period: Period) -> Document:
    today = clock.today()
    if period.first > today:
        raise UsageError(_("{period} has not begun yet.").format(period=period.title))
    if not current.is_in_force(min(period.last, today)):
        raise UserError(_("Nothing is known of {period}: no playbook was in force yet.").format(period=period.title))
    written = texts.of_report(report.name, period)
    sections = [_with_text(section, report, period, written) for section in report.load()(actor, period)]
    return Document(
        name=report.name,
        title=_(report.title),
        dealer=pick(*house.dealer_name()),
        first=period.first,
        last=period.last,
        seen_on=today,
        sections=tuple(sections),
        recipients=_(", ").join(_(POSITIONS[position]) for position in recipients(report)),
        period=period.code,
        period_title=period.title,
        language=language(),
    )


def recipients(report: Report) -> tuple[str, ...]:
    """Who gets a report, by position: as the playbook in force says, else as the regulation does."""
    chosen = current.current().report(report.name)
    return chosen.recipients if chosen and chosen.recipients else report.recipients


def _with_text(section: Section, report: Report, period: Period, written: Mapping[str, texts.Written]) -> Section:
    """A section with what was written of it, or with the line that says how to write what is owed."""
    found = written.get(section.key)
    if found:
        signed = f"{found.person} {clock.local(found.at):%Y-%m-%d %H:%M}".strip()
        return replace(section, blocks=(*section.blocks, Prose(found.text, signed)))
    if section.key not in report.asked:
        return section
    command = f"agentdesk report text {report.name} --of {period.code} --edit"
    owed = Prose(_("Not written yet; to write it: {command}").format(command=command))
    return replace(section, blocks=(*section.blocks, owed))


def heading(document: Document) -> list[str]:
    """The lines above the sections: title with period, the house and the days, who gets it."""
    days = _("{first} to {last}, as known on {day}")
    said = days.format(first=document.first, last=document.last, day=document.seen_on)
    whom = _("For: {people}").format(people=document.recipients) if document.recipients else ""
    lines = [f"{document.title}  {document.period_title}", "  ".join(filter(None, (document.dealer, said))), whom]
    return [line for line in lines if line]


def foot(made: Made) -> list[str]:
    """The lines below the sections: what could not be taken back, how to make it again, the fingerprint of its data.

    No command makes a report of a day again that was not over when it was made.
    """
    document = made.document
    again = f"agentdesk report {document.name} --of {document.period} --as-of {document.seen_on}"
    if made.running:
        text = _("{day} is not over yet: what is entered until its end can change this report.")
        how = text.format(day=document.seen_on.isoformat())
    else:
        how = _("The same again: {command}").format(command=f"{again} --lang {document.language}")
    return [
        *(_("Not as it was known then: {doubt}").format(doubt=doubt) for doubt in made.doubts),
        how,
        f"SHA-256 {document.fingerprint}",
    ]
