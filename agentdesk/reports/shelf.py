"""The reports as a desk lists them, how one is laid out to be read, and where a desk may save one.

    for row in shelf(actor): ...                      # what this person may read, each with its last whole period
    made = make(actor, row.name, row.period)          # making.py
    for line in reading(made, 118): ...               # laid out for that width
    save(actor, made, "xlsx", target_of(made, "xlsx"))

A desk may sit at the end of an SSH session whose person may do nothing else on this machine, so the folder is the
house's, beside the database, and never chosen at the desk.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from agentdesk.common.errors import UserError
from agentdesk.common.i18n import N_, _
from agentdesk.common.settings import database_url
from agentdesk.common.wrapping import wrap
from agentdesk.complaints.model import POSITIONS
from agentdesk.reports import making, texts
from agentdesk.reports.making import Made
from agentdesk.reports.periods import Period, last_whole
from agentdesk.reports.registry import REPORTS, Report, find
from agentdesk.reports.text import section_lines
from agentdesk.store.audit import Actor
from agentdesk.store.database import is_postgres

FOLDER = "reports"
# Each format by the digit that chooses it: its ending, and what it is for.
FORMATS: dict[str, tuple[str, str]] = {
    "html": ("html", N_("HTML: to read in a browser and to print")),
    "xlsx": ("xlsx", N_("Excel: tables and charts to go on with")),
    "md": ("md", N_("Markdown: to paste into a document")),
    "text": ("txt", N_("Text: for a letter or a terminal")),
}
UNASKED, MISSING, DRAFT, WRITTEN = "unasked", "missing", "draft", "written"
STATES: dict[str, str] = {
    UNASKED: "",
    MISSING: N_("not written yet"),
    DRAFT: N_("begun"),
    WRITTEN: N_("written"),
}


@dataclass(frozen=True)
class OnShelf:
    """A report with a period; `text` says how the supervisor's own text stands, `comments` how many sections have one.

    `whole` is whether the period is over: one that is not is read as far as it goes.
    """

    name: str
    title: str
    about: str
    recipients: str
    period: Period
    whole: bool
    text: str
    comments: int


class ReadLine(NamedTuple):
    """A line as it is read: `kind` is title, rule or "" for the rest; `section` is the number of its section from 0."""

    text: str
    kind: str
    section: int


def shelf(actor: Actor, periods: Mapping[str, Period] | None = None) -> list[OnShelf]:
    """The reports that this person may read, each with its last whole period or the one that `periods` names."""
    chosen = periods or {}
    allowed = (report for report in REPORTS if _may_read(actor, report))
    return [on_shelf(actor, report.name, chosen.get(report.name)) for report in allowed]


def on_shelf(actor: Actor, name: str, period: Period | None = None) -> OnShelf:
    """A report with a period, the last whole one where none is given; Forbidden for who may not read it."""
    actor.require("agent", "handler", "supervisor")
    report = find(name)
    actor.require(*report.readers)
    when = period or last_whole(report.length)
    written = texts.of_report(name, when)
    return OnShelf(
        name=name,
        title=_(report.title),
        about=_(report.about),
        recipients=_(", ").join(_(POSITIONS[position]) for position in making.recipients(report)),
        period=when,
        whole=when.is_over,
        text=_text_state(actor, report, when, written),
        comments=sum(section not in report.asked for section in written),
    )


def may_write(actor: Actor) -> bool:
    """Whether this person writes the texts of reports."""
    return actor.role in (*texts.WRITERS, "administrator", "system") and actor.person_id is not None


def reading(made: Made, width: int) -> Iterator[ReadLine]:
    """The report's sections in lines of at most `width` cells; its head is the screen's affair."""
    for number, section in enumerate(made.document.sections):
        if number:
            yield ReadLine("", "", number - 1)
        title, rule, *rest = section_lines(section, width)
        yield ReadLine(title, "title", number)
        yield ReadLine(rule, "rule", number)
        for line in rest:
            yield ReadLine(line, "rule" if line and not line.strip("-─ ") else "", number)
    for doubt in made.doubts:
        text = _("Not as it was known then: {doubt}").format(doubt=doubt)
        for line in wrap(text, width):
            yield ReadLine(line, "", max(len(made.document.sections) - 1, 0))


def folder() -> Path:
    """Where a desk saves reports: beside the database's file, or in this account's data where that is a server's."""
    if is_postgres(database_url()):
        import platformdirs

        return Path(platformdirs.user_data_dir("agentdesk", appauthor=False)) / FOLDER
    return Path(database_url()).expanduser().resolve().parent / FOLDER


def target_of(made: Made, form: str) -> Path:
    """The file that a report is saved to in a format: its name, period and language."""
    document = made.document
    return folder() / f"{document.name}_{document.period}_{document.language}.{FORMATS[form][0]}"


def make_folder() -> None:
    """Make the folder, for nobody but its owner; UserError where that is not possible."""
    try:
        folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        text = _("The folder {path} could not be made: {reason}")
        raise UserError(text.format(path=folder(), reason=error.strerror or str(error))) from error


def _may_read(actor: Actor, report: Report) -> bool:
    return actor.role in (*report.readers, "administrator", "system")


def _text_state(actor: Actor, report: Report, period: Period, written: Mapping[str, texts.Written]) -> str:
    if not report.asked:
        return UNASKED
    if any(texts.kept(actor, report.name, period, section) for section in report.asked):
        return DRAFT
    return WRITTEN if all(section in written for section in report.asked) else MISSING
