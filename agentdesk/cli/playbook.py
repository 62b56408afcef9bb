"""`agentdesk playbook`: check and publish what a manager may decide, and show what is in force."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from agentdesk.cli.session import caller, opened, parse_day, print_json
from agentdesk.common.errors import UsageError, UserError
from agentdesk.common.i18n import _, pick

if TYPE_CHECKING:
    from agentdesk.playbook.house import Calendar
    from agentdesk.playbook.read import Problem
    from agentdesk.playbook.schema import Playbook


@click.group(help=_("Check and publish what a manager may decide.\n\nExample: agentdesk playbook show"))
def command() -> None:
    """Hold the commands of the playbook."""


@command.command(
    help=_(
        "Name every fault of a playbook with file, line and key.\n\nExample: agentdesk playbook check car_dealership"
    )
)
@click.argument("folder", metavar="DIR")
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
@click.pass_context
def check(ctx: click.Context, folder: str, as_json: bool) -> int:
    """Check a playbook's folder; exit code 1 where there is a fault."""
    from agentdesk.playbook.check import check as faults_of
    from agentdesk.playbook.read import shipped

    path = shipped(folder)
    if not path.is_dir():
        raise UsageError(_("There is no playbook folder {path}.").format(path=path))
    faults = faults_of(path) + _form_faults(path)
    if as_json:
        print_json([fault._asdict() for fault in faults])
    else:
        click.echo("\n".join(map(str, faults)) or _("No faults in {path}.").format(path=path))
    return 1 if faults else 0


def _form_faults(folder: Path) -> list[Problem]:
    """What is wrong with the playbook's questionnaires, as the form compiler says it."""
    from agentdesk.interview.compile import check_form
    from agentdesk.playbook.read import Problem

    found = []
    for form in sorted((folder / "forms").glob("*.md")):
        name = f"forms/{form.name}"
        try:
            errors = check_form(form, name=form.stem).errors
        except UserError as error:  # this one cannot be read; the others are checked all the same
            found.append(Problem(name, 0, "", str(error)))
            continue
        found += [Problem(name, each.row, each.cell or each.column, each.message) for each in errors]
    return found


@command.command(
    help=_(
        "Put a playbook and its forms in force.\n\nExample: agentdesk playbook publish car_dealership --from 2026-12-01"
    )
)
@click.argument("folder", metavar="DIR")
@click.option("--from", "day", metavar="D", help=_("In force from this date on; today where none is given."))
def publish(folder: str, day: str | None) -> None:
    """Publish a playbook; the same content again makes no new version."""
    from agentdesk.interview.publish import prepare
    from agentdesk.playbook.publish import publish as publish_playbook

    with opened():
        version = publish_playbook(caller(), folder, prepare, parse_day(day))
        text = _("{name} version {version} is in force from {day}.")
        click.echo(text.format(name=version.name, version=version.version, day=version.effective_from))


@command.command(help=_("Show the playbook in force.\n\nExample: agentdesk playbook show --json"))
@click.option("--date", "day", metavar="D", help=_("In force on this date; today where none is given."))
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def show(day: str | None, as_json: bool) -> None:
    """Show the kinds in force, or the whole playbook as JSON."""
    import msgspec

    from agentdesk.playbook.current import current_version, of_version

    with opened():
        version = current_version(parse_day(day))
        playbook = of_version(version)
    if as_json:
        content = msgspec.to_builtins(playbook)
        print_json({"version": version.version, "effective_from": version.effective_from, **content})
        return
    head = playbook.head
    title = _("{title} ({name}), version {version}, in force from {day}")
    day_text = version.effective_from.isoformat()
    click.echo(title.format(title=pick(head.zh, head.en), name=head.name, version=version.version, day=day_text))
    click.echo(_hours(head.calendar))
    click.echo("")
    click.echo(_table(playbook))


def _hours(house: Calendar) -> str:
    """When customers may be called: the preset, and the weekdays that have windows of their own."""
    from agentdesk.playbook.presets import PRESETS
    from agentdesk.playbook.vocabulary import WEEKDAYS

    own = {day: house.calling.ranges(day) for day in WEEKDAYS}
    parts = [f"{house.preset} {'  '.join(PRESETS[house.preset].ranges)}"] if house.preset else []
    parts += [
        f"{day} {'  '.join(ranges) or _('nobody is called')}" for day, ranges in own.items() if ranges is not None
    ]
    return _("Calling hours: {hours}").format(hours=" · ".join(parts))


def _table(playbook: Playbook) -> str:
    from tabulate import tabulate

    titles = [
        _("Kind"),
        _("Name"),
        _("Step"),
        _("Trigger"),
        _("Days"),
        _("Expires"),
        _("Owner"),
        _("Channel"),
        _("Form"),
    ]
    lines = []
    for kind in playbook.kinds:
        served = kind.same_as or kind.goes_with
        if served:
            lines.append([kind.code, pick(kind.zh, kind.en), "", _("with {kind}").format(kind=served), *[""] * 5])
        for schedule in kind.schedules:
            step = playbook.step(kind, schedule)
            days = f"{schedule.offset_from:+d}" if schedule.offset_to is None else (
                f"{schedule.offset_from:+d} … {schedule.offset_to:+d}"
            )  # fmt: skip
            hours = f"-{schedule.hours_before} h" if schedule.hours_before else days
            lines.append([
                kind.code, pick(kind.zh, kind.en), schedule.step, schedule.trigger, hours, f"+{schedule.expires_after}",
                step.owner_role, step.channel, step.form or "",
            ])  # fmt: skip
    return tabulate(lines, titles, tablefmt="simple", disable_numparse=True)
