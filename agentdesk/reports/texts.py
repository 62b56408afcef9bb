"""What the supervisor writes for a report: proposals, and comments on its sections; versioned, never overwritten.

write(actor, "aftersales-monthly", period, "proposals", "1. ...")      # a new version; "" takes it back
of_report("aftersales-monthly", period)                                # the texts that count, by section
keep(actor, ...), kept(actor, ...)                                     # what is being typed and not written yet
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import JOIN

from agentdesk.common import clock
from agentdesk.common.errors import UsageError
from agentdesk.common.i18n import _
from agentdesk.reports.periods import Period
from agentdesk.reports.registry import PROPOSALS, find
from agentdesk.store.audit import Actor, change
from agentdesk.store.reading import tuples
from agentdesk.store.tables import Person, ReportText

WRITERS = ("supervisor",)
LONGEST = 20_000  # letters; a text is a page or two


@dataclass(frozen=True)
class Written:
    """A version of a text; `at` is naive UTC. An empty text says that it was taken back."""

    section: str
    text: str
    person: str
    at: datetime

    def as_json(self) -> dict[str, Any]:
        """The version with stable keys."""
        return {"section": self.section, "text": self.text, "person": self.person, "at": clock.local(self.at)}


def write(actor: Actor, report: str, period: Period, section: str, text: str) -> bool:
    """Write a text, which ends this person's draft of it; whether anything changed. Supervisors.

    UsageError for an unknown report, a name that is no section's key, or a text longer than LONGEST.
    """
    actor.require(*WRITERS)
    name, key, words = find(report).name, _key(section), text.strip()
    if len(words) > LONGEST:
        raise UsageError(_("A text has at most {count} letters.").format(count=LONGEST))
    with change(actor, "report_text.write") as audit:
        _draft(actor, name, period, key).execute()
        before = of_report(name, period).get(key)
        if (before.text if before else "") == words:
            audit.skip()
            return False
        row = ReportText.create(
            report=name, period=period.code, section=key, text=words, person=actor.person_id, written_at=clock.now()
        )
        audit(row, after={"report": name, "period": period.code, "section": key, "letters": len(words)})
    return True


def of_report(report: str, period: Period) -> dict[str, Written]:
    """The texts that count, by section; none where nothing was written or it was taken back."""
    latest = {version.section: version for version in history(report, period)}
    return {section: version for section, version in latest.items() if version.text}


def history(report: str, period: Period, section: str = "") -> list[Written]:
    """Every version of a report's texts, the first one first; of one section where one is named."""
    here = (ReportText.report == report) & (ReportText.period == period.code) & ~ReportText.draft
    if section:
        here &= ReportText.section == section
    query = (
        ReportText.select(ReportText.section, ReportText.text, Person.name, ReportText.written_at)
        .join(Person, JOIN.LEFT_OUTER, on=(ReportText.person == Person.id))
        .where(here)
        .order_by(ReportText.id)
    )
    return [Written(key, text, person, at) for key, text, person, at in tuples(query)]


def kept(actor: Actor, report: str, period: Period, section: str = PROPOSALS) -> str | None:
    """What this person has typed there and not written yet; None where there is nothing."""
    actor.require("agent", "handler", "supervisor")
    here = (ReportText.report == report) & (ReportText.period == period.code) & (ReportText.section == section)
    mine = here & (ReportText.person == actor.person_id) & ReportText.draft
    found: str | None = ReportText.select(ReportText.text).where(mine).scalar() if actor.person_id else None
    return found


def keep(actor: Actor, report: str, period: Period, section: str, text: str) -> None:
    """Keep what is being typed, on each pause and every exit; an empty draft is thrown away. Supervisors."""
    actor.require(*WRITERS)
    if actor.person_id is None or kept(actor, report, period, section) == (text or None):
        return
    with change(actor, "report_text.keep") as audit:
        _draft(actor, report, period, section).execute()
        if text:
            ReportText.create(
                report=report, period=period.code, section=_key(section), text=text, draft=True, person=actor.id,
                written_at=clock.now(),
            )  # fmt: skip
        audit("report_text", None, after={"report": report, "period": period.code, "section": section})


def _draft(actor: Actor, report: str, period: Period, section: str) -> Any:
    here = (ReportText.report == report) & (ReportText.period == period.code) & (ReportText.section == section)
    return ReportText.delete().where(here & (ReportText.person == actor.person_id) & ReportText.draft)


def _key(section: str) -> str:
    key = section.strip().lower()
    if not key.replace("-", "").replace("_", "").isalnum() or not key.isascii():
        raise UsageError(_("Not the key of a section: {text}").format(text=section))
    return key
