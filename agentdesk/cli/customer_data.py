"""`agentdesk customer show|export|erase`: what is held of a customer, and what the customer may ask for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from agentdesk.cli.purging import CLASSES
from agentdesk.cli.session import caller, opened, print_json
from agentdesk.common.errors import UsageError
from agentdesk.common.i18n import _
from agentdesk.common.names import mask

if TYPE_CHECKING:
    from agentdesk.privacy.erasing import Plan
    from agentdesk.privacy.showing import Shown


@click.command(
    help=_(
        "Show what is held of a customer, masked; in full with a reason, which is audited.\n\n"
        "Example: agentdesk customer show C17 --full --reason 本人来店查询"
    )
)
@click.argument("customer")
@click.option("--full", is_flag=True, help=_("Unmasked; supervisors only."))
@click.option("--reason", metavar="WHY", default="", help=_("Why; kept in the audit trail."))
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def show(customer: str, full: bool, reason: str, as_json: bool) -> None:
    """Show what is held of a customer."""
    from agentdesk.privacy import showing
    from agentdesk.queue.whom import customer_named

    if reason and not full:
        raise UsageError(_("--reason goes with --full."))
    with opened():
        actor = caller()
        actor.require("agent", "handler", "supervisor")
        found = showing.show(actor, customer_named(customer).id, full=full, reason=reason)
    if as_json:
        print_json(found.as_json())
    else:
        click.echo("\n".join(_lines(found)))


@click.command(
    help=_(
        "Write everything that is held of a customer to a new file; audited.\n\n"
        "Example: agentdesk customer export C17 -o C17.json --reason 本人申请查阅"
    )
)
@click.argument("customer")
@click.option("-o", "--output", metavar="FILE", required=True, type=click.Path(path_type=Path),
              help=_("The file; one that is there is never overwritten."))  # fmt: skip
@click.option("--format", "form", type=click.Choice(("json", "text")), default="json", show_default=True,
              help=_("JSON, or a page to read."))  # fmt: skip
@click.option("--reason", metavar="WHY", required=True, help=_("Why; kept in the audit trail."))
def export(customer: str, output: Path, form: str, reason: str) -> None:
    """Hand a customer their data."""
    from agentdesk.privacy import exporting
    from agentdesk.queue.whom import customer_named

    with opened():
        actor = caller()
        actor.require("supervisor")
        found = customer_named(customer)
        count = exporting.export(actor, found.id, output, reason, "text" if form == "text" else "json")
        text = _("{count} rows of {name} written to {path}; only your account can read it.")
        click.echo(text.format(count=count, name=mask(found.name), path=output))


@click.command(
    help=_(
        "Show what an erasure would do; do it when the customer's name is given once more. Figures stay, and an import "
        "of the same number brings nobody to call. Where a file must be kept the data is only stored until then, and "
        "`db purge` erases it. Backups made before still hold it.\n\n"
        "Example: agentdesk customer erase C17 --confirm 王建国 --reason 本人申请删除"
    )
)
@click.argument("customer")
@click.option("--dry-run", is_flag=True, help=_("Only show what would go, as without options."))
@click.option("--confirm", metavar="NAME", help=_("Do it; the customer's whole name."))
@click.option("--reason", metavar="WHY", default="", help=_("Why; kept in the audit trail."))
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def erase(customer: str, dry_run: bool, confirm: str | None, reason: str, as_json: bool) -> None:
    """Erase a customer."""
    from agentdesk.privacy import erasing
    from agentdesk.queue.whom import customer_named

    if dry_run and confirm is not None:
        raise UsageError(_("Give either --dry-run or --confirm."))
    with opened():
        actor = caller()
        actor.require("administrator")
        found = customer_named(customer)
        if confirm is not None and confirm.strip() != found.name:
            raise UsageError(_("This is not the customer's name; nothing was erased."))
        planned = erasing.plan(actor, found.id) if confirm is None else erasing.erase(actor, found.id, reason)
    if as_json:
        print_json({"done": confirm is not None and planned.now, **planned.as_json()})
    else:
        click.echo("\n".join(_plan_lines(planned, mask(found.name), done=confirm is not None)))


def _lines(found: Shown) -> list[str]:
    from agentdesk.store.trail_names import entity_name

    rows = [
        (_("Customer"), f"{found.name}  {found.number}"),
        (_("Contact"), found.contact_name),
        (_("Numbers"), "  ".join(found.phones)),
        *((_("Car"), "  ".join(filter(None, (car.model, car.plate, car.vin)))) for car in found.cars),
        (_("Born"), found.birthday),
        (_("Address"), found.address),
        (_("Occupation"), found.occupation),
        (_("When to ring"), found.call_note),
        (_("Note"), found.note),
        (_("Only stored since"), str(found.restricted_since or "")),
        (_("Erased on"), str(found.erased_on or "")),
        (_("To be erased on"), str(found.erase_due or "")),
        (_("Held"), ", ".join(f"{entity_name(name)} {count}" for name, count in found.rows.items())),
    ]
    return [_("{label}: {text}").format(label=label, text=text) for label, text in rows if text]


def _plan_lines(planned: Plan, name: str, *, done: bool) -> list[str]:
    if planned.now:
        head = _("Done: {name} is erased; {count} rows hold nobody any more.") if done else _(
            "{name} can be erased today: {count} rows would hold nobody any more."
        )  # fmt: skip
    elif planned.open_complaints:
        head = _("Done: {name} is locked away, stored only until complaint {numbers} is closed and its file may go.")
        if not done:
            head = _("{name} would be stored only until complaint {numbers} is closed and its file may go.")
    else:
        head = _("Done: {name} is locked away, stored only until {day}; then db purge erases it.")
        if not done:
            head = _("{name} would be stored only until {day}; then db purge erases it.")
    total, numbers = sum(planned.rows.values()), ", ".join(planned.open_complaints)
    lines = [head.format(name=name, count=total, numbers=numbers, day=planned.due_on)]
    for kind, day in planned.kept.items():
        lines.append(_("{class_name} are kept until {day}.").format(class_name=_(CLASSES[kind]), day=day))
    if not done:
        lines.append(_("Nothing was changed. To do it: --confirm with the customer's name, and --reason."))
    return lines
