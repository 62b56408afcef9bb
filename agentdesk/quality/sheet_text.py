"""A day's sheet for people to read: sections of labelled values, the same on the screen and on the command line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from agentdesk.common import clock, dates, names
from agentdesk.common.cells import pad
from agentdesk.common.i18n import N_, _, pick
from agentdesk.common.tables import Side, table, terminal_width
from agentdesk.common.wrapping import wrap
from agentdesk.complaints.text import CLOCK_NAMES
from agentdesk.interview.catalogue import outcome_name
from agentdesk.quality.check import CheckedDay, Entry, Sheet, Signature
from agentdesk.quality.flags import numbers_text
from agentdesk.quality.sheet import SKIPPED, UNDECIDED, UNTOUCHED, Figures
from agentdesk.queue.skips import reason_name
from agentdesk.scoreboard.render import TITLES

WIDTH = 78
COUNTS = ("due", "done", "on_time", "reached", "completed", "unfinished", "missed")
_NAMES = {**TITLES, "due": N_("Due, put off too"), "unfinished": N_("Left open"), "missed": N_("Promises missed")}
FINDINGS: dict[str, str] = {
    "wrong_number": N_("wrong number"),
    "contact_mismatch": N_("number of somebody else"),
    "no_phone": N_("no number at all"),
    "other": N_("other"),
}
_INDENT = 14


class Item(NamedTuple):
    """A labelled value; `alert` where somebody should look; beneath it lie complaints by number, or calls."""

    label: str
    value: str = ""
    alert: bool = False
    complaints: tuple[str, ...] = ()
    calls: tuple[int, ...] = ()


class Section(NamedTuple):
    """Items under a title, or the one line that says that there is nothing."""

    title: str
    items: tuple[Item, ...]
    nothing: str = ""


def sections(found: Sheet) -> list[Section]:
    """Everything but the agents' table, in the order in which it is checked."""
    stood = found.figures
    parts: list[tuple[str, Callable[[Figures], Iterator[Item]], str]] = [
        (_("Left open, and why"), _unfinished, _("everything was done")),
        (_("Complaints"), _complaints, ""),
        (_("Yellow cards missing"), _missing, _("none missing")),
        (_("Findings in customer data"), _findings, _("none")),
        (_("Promises missed"), _promises, _("none")),
        (_("More calls than hands"), _overload, _("no day ahead")),
        (_("Numbers to look at"), _flags, _("none")),
    ]
    return [Section(title, tuple(items(stood)), nothing) for title, items, nothing in parts]


def signed_text(signature: Signature | None, day: date) -> str:
    """已签核 方慧 11-20 17:45, and of a day that was signed later 补签."""
    if signature is None:
        return _("not signed")
    at = clock.local(signature.at)
    text = _("signed late by {name}, {at}") if at.date() > day else _("signed by {name}, {at}")
    return text.format(name=signature.by, at=f"{dates.day_name(at.date())} {at:%H:%M}")


def entry_text(row: Entry) -> str:
    """An entry as one text: about whom, what, and the action it led to."""
    about = f"{row.about}{_(': ')}" if row.about else ""
    action = f" {_('(action {id})').format(id=row.action)}" if row.action else ""
    return f"{about}{names.visible(row.text)}{action}"


def page(found: Sheet) -> str:
    """The whole sheet as text."""
    return "\n".join(_lines(found))


def _lines(found: Sheet) -> Iterator[str]:
    closed = "" if found.is_open else f"  {_('closed')}"
    yield f"{_('Daily check')}  {dates.heading(found.day)}{closed}  {signed_text(found.signature, found.day)}"
    if found.signature and found.signature.remark:
        yield from _wrapped(_("Remark"), names.visible(found.signature.remark))
    yield ""
    if found.figures.get("agents"):
        yield agents_table(found.figures["agents"])
    else:
        yield _("The figures of that day were not kept with the signature.")
    if found.figures:
        for section in sections(found):
            yield ""
            yield section.title
            yield from ([f"  {section.nothing}"] if not section.items else [])
            for item in section.items:
                yield from _wrapped(item.label, item.value)
    if found.entries:
        yield ""
        yield _("Found by the check")
    for row in found.entries:
        mark = f" {_('(after the signature)')}" if row.supplement else ""
        yield from _wrapped(f"{dates.moment(row.at)} {row.by}", f"{entry_text(row)}{mark}")


def agents_table(rows: Sequence[dict[str, Any]]) -> str:
    """The agents' day."""
    titles = [_("Agent"), *(_(_NAMES[name]) for name in COUNTS)]
    lines = [[row["person"] or _("in nobody's list"), *(str(row[name]) for name in COUNTS)] for row in rows]
    right: Side = "right"
    sides: list[Side] = ["left", *(right for _count in COUNTS)]
    return table(titles, lines, sides, width=terminal_width())


def days_table(rows: Sequence[CheckedDay]) -> str:
    """The days with their signatures."""
    titles = [_("Day"), "", _("Sign-off"), _("Entries")]
    lines = [
        [row.day.isoformat(), dates.weekday(row.day), state_of(row), str(row.entries or "")] for row in rows
    ]  # fmt: skip
    return table(titles, lines, ("left", "left", "left", "right"), width=terminal_width())


def state_of(row: CheckedDay) -> str:
    """How a day stands in the list."""
    if row.signature is None and not row.is_open:
        return _("closed, needs none")
    if row.signature is None and row.day == clock.today():
        return _("today, still to be signed")
    return signed_text(row.signature, row.day)


def count_title(name: str) -> str:
    """The title of a count of the agents' table."""
    return _(_NAMES[name])


def _wrapped(label: str, text: str) -> Iterator[str]:
    head = pad(f"  {label}", _INDENT) + "  "
    for line in wrap(text, WIDTH - _INDENT - 2) or [""]:
        yield (head + line).rstrip()
        head = " " * (_INDENT + 2)


def _unfinished(stood: Figures) -> Iterator[Item]:
    for row in stood.get("unfinished", ()):
        yield Item(_why(row["why"], row["code"]), str(row["count"]), alert=row["why"] == UNTOUCHED)


def _why(why: str, code: str) -> str:
    if why == UNTOUCHED:
        return _("not dialled")
    if why == SKIPPED:
        return _("skipped: {reason}").format(reason=reason_name(code))
    return _("undecided") if code == UNDECIDED else outcome_name(code)


def _complaints(stood: Figures) -> Iterator[Item]:
    found = stood.get("complaints", {})
    counts = (
        ("raised", N_("raised")), ("handled", N_("handled")), ("closed", N_("closed")), ("escalated", N_("escalated")),
    )  # fmt: skip
    text = "  ".join(f"{_(name)} {found.get(key, 0)}" for key, name in counts)
    yield Item(_("That day"), text)
    for row in found.get("overdue", ()):
        late = _("{what} overdue").format(what=_(CLOCK_NAMES[row["clock"]]))
        yield Item(row["no"], f"{late}  {row['responsible']}", alert=True, complaints=(row["no"],))


def _missing(stood: Figures) -> Iterator[Item]:
    for row in stood.get("missing", ()):
        yield Item(row["advisor"] or _("nobody's"), str(row["count"]), alert=True)


def _findings(stood: Figures) -> Iterator[Item]:
    for row in stood.get("findings", ()):
        yield Item(_(FINDINGS.get(row["code"], "other")), str(row["count"]))


def _promises(stood: Figures) -> Iterator[Item]:
    for row in stood.get("promises", ()):
        yield Item(row["agent"], str(row["count"]), alert=True)


def _overload(stood: Figures) -> Iterator[Item]:
    for row in stood.get("overload", ()):
        day = date.fromisoformat(row["date"])
        yield Item(f"{day:%m-%d} {dates.weekday(day)}", f"+{row['over']}", alert=True)


def _flags(stood: Figures) -> Iterator[Item]:
    for row in stood.get("flags", ()):
        text = f"{pick(row['zh'], row['en'])}{_(': ')}{numbers_text(row['rule'], row['numbers'])}"
        yield Item(row["agent"], text, calls=tuple(row["calls"]))
