"""What `agentdesk db purge` prints: each class with what goes, and what is kept back and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import click

from agentdesk.cli.progress import reporter
from agentdesk.cli.session import print_json
from agentdesk.common.i18n import N_, _
from agentdesk.privacy import ageing, erasing
from agentdesk.privacy.erasing import years
from agentdesk.store import purge_imports
from agentdesk.store.audit import Actor
from agentdesk.store.purge import purge
from agentdesk.store.retention import ClassPlan, classes, plan

CLASSES: dict[str, str] = {
    "complaint": N_("Complaint files"),
    "sale": N_("Sales"),
    "repair_order": N_("Repair orders"),
    "import.sale": N_("Raw import rows of sales"),
    "import.repair_order": N_("Raw import rows of repair orders"),
}
WORDS: dict[str, str] = {
    "call_notes": N_("Notes of calls"),
    "verbatims": N_("Answers in customers' own words"),
    "notices": N_("Texts of notices"),
    "import_rows": N_("Raw import rows"),
    "drafts": N_("Drafts"),
    "sessions": N_("Desks' sessions"),
}
REASONS: dict[str, str] = {
    "complaint": N_("a kept complaint points to it"),
    "open_task": N_("a call about it is open"),
    "not_closed": N_("the complaint is not closed"),
    "no_date": N_("it has no date"),
}


def show_plan(as_json: bool) -> None:
    """What a purge would do today."""
    rows = plan(years())
    copies = {f"import.{files.name}": purge_imports.count(files) for files in classes(years()) if files.name in _COPIED}
    total = sum(row.remove for row in rows)
    waiting, words = len(erasing.waiting()), ageing.counts()
    if as_json:
        print_json({
            "remove": total, "classes": [row.as_json() for row in rows], "copies": copies, "erasures": waiting,
            "words": words,
        })  # fmt: skip
        return
    click.echo(_table(rows))
    for row in rows:
        for reason, count in row.kept_back.items():
            if count:
                click.echo(_kept_line(row, reason, count))
    for name, count in copies.items():
        if count:
            click.echo(_("{class_name} that go with them: {count}").format(class_name=_(CLASSES[name]), count=count))
    if waiting:
        click.echo(_("Customers who asked to be erased and can be by now: {count}").format(count=waiting))
    for name, count in words.items():
        if count:
            click.echo(_("{class_name} that are blanked or go: {count}").format(class_name=_(WORDS[name]), count=count))
    click.echo(_next_line(total, sum(copies.values()) + waiting + sum(words.values())))


def show_removed(actor: Actor, confirm: int, as_json: bool) -> None:
    """Remove, with progress on a terminal."""
    with reporter() as report:
        removed = purge(
            actor, years(), confirm, lambda name, done, of: report(f"{_(CLASSES[name])}: {done:,} / {of:,}")
        )
        aged = ageing.age(actor, lambda name, done, of: report(f"{_(WORDS[name])}: {done:,} / {of:,}"))
    erased = erasing.erase_due(actor)
    if as_json:
        print_json({"removed": removed, "erased": erased, "words": aged})
        return
    for name, count in removed.items():
        click.echo(_("{class_name} removed: {count}").format(class_name=_(CLASSES[name]), count=count))
    for name, count in aged.items():
        if count:
            click.echo(_("{class_name} blanked or removed: {count}").format(class_name=_(WORDS[name]), count=count))
    if erased:
        click.echo(_("Customers erased: {count}").format(count=erased))


_COPIED = tuple(purge_imports.KINDS)


def _table(rows: Sequence[ClassPlan]) -> str:
    from tabulate import tabulate

    titles = [_("Files"), _("Years"), _("Kept from"), _("To be removed"), _("Oldest"), _("Newest")]
    lines = [
        [_(CLASSES[row.name]), str(row.years), row.kept_from.isoformat(), str(row.remove), _day(row.oldest),
         _day(row.newest)]
        for row in rows
    ]  # fmt: skip
    sides = ("left", "right", "left", "right", "left", "left")
    return tabulate(lines, titles, tablefmt="simple", disable_numparse=True, colalign=sides)


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _kept_line(row: ClassPlan, reason: str, count: int) -> str:
    numbers = ", ".join(row.complaints[:5]) + ("…" if len(row.complaints) > 5 else "")
    text = _("{class_name} kept back: {count} ({reason})")
    line = text.format(class_name=_(CLASSES[row.name]), count=count, reason=_(REASONS[reason]))
    return f"{line} {numbers}" if reason == "complaint" and numbers else line


def _next_line(total: int, copies: int) -> str:
    if not total and not copies:
        return _("Nothing is older than it may be kept.")
    return _("Nothing was removed. To remove them: agentdesk db purge --confirm {count}").format(count=total)
