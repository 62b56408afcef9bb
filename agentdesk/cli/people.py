"""`agentdesk people`: the dealer's people, and adding to them."""

from __future__ import annotations

import click

from agentdesk.cli.people_keys import key
from agentdesk.cli.session import caller, opened, person_named, print_json
from agentdesk.common.i18n import N_, _
from agentdesk.common.names import visible
from agentdesk.store.people import LANGUAGES, add_person, everybody
from agentdesk.store.tables.people import POSITIONS, ROLES

ROLE_NAMES = {
    "agent": N_("agent"), "handler": N_("handler"), "supervisor": N_("supervisor"),
    "administrator": N_("administrator"), "board": N_("wall screen, figures only"),
}  # fmt: skip


@click.group(help=_("List the dealer's people and add to them.\n\nExample: agentdesk people list"))
def command() -> None:
    """Hold the commands of the people."""


@command.command("list", help=_("List the dealer's people.\n\nExample: agentdesk people list --json"))
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def list_people(as_json: bool) -> None:
    """List the active people by position."""
    from tabulate import tabulate

    from agentdesk.complaints.model import POSITIONS as JOBS

    with opened():
        actor = caller()
        found = [
            {"code": row.code, "name": row.name, "position": row.position, "role": row.role, "active": row.active}
            for row in everybody(actor)
        ]
    if as_json:
        print_json(found)
        return
    titles = [_("Code"), _("Name"), _("Position"), _("Role")]
    shown = [row for row in found if row["active"]]
    lines = [
        [visible(row["code"]), visible(row["name"]), _(JOBS[row["position"]]), _(ROLE_NAMES[row["role"]])]
        for row in shown
    ]
    click.echo(tabulate(lines, titles, tablefmt="simple", disable_numparse=True))


@command.command(help=_("Show who may do what.\n\nExample: agentdesk people roles"))
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def roles(as_json: bool) -> None:
    """Show each deed with the roles that may do it."""
    from tabulate import tabulate

    from agentdesk.store.rights import RIGHTS

    if as_json:
        found = [{"deed": _(row.words), "roles": list(row.allowed), "functions": sorted(row.names())} for row in RIGHTS]
        print_json(found)
        return
    titles = [_("What"), *(_(ROLE_NAMES[role]) for role in ROLES)]
    lines = [[_(row.words), *("✓" if role in row.allowed else "" for role in ROLES)] for row in RIGHTS]
    click.echo(tabulate(lines, titles, tablefmt="simple", disable_numparse=True))


@command.command(help=_("Add a person.\n\nExample: agentdesk people add li.na 李娜 --position callback_agent"))
@click.argument("code")
@click.argument("name")
@click.option("--position", type=click.Choice(POSITIONS), default="callback_agent", show_default=True,
              help=_("The job."))  # fmt: skip
@click.option("--role", type=click.Choice(ROLES), default="agent", show_default=True,
              help=_("What the program lets them do."))  # fmt: skip
@click.option("--language", type=click.Choice(LANGUAGES), default="zh", show_default=True,
              help=_("The language of their desk."))  # fmt: skip
def add(code: str, name: str, position: str, role: str, language: str) -> None:
    """Add a person."""
    with opened():
        added = add_person(caller(), code, name, position=position, role=role, language=language)
        click.echo(_("Added {name}.").format(name=visible(added.name)))


@command.command(
    help=_(
        "Set the PIN that opens your locked desk; an administrator takes somebody's away with --clear.\n\n"
        "Example: agentdesk people pin 李娜 --clear"
    )
)
@click.argument("person", required=False)
@click.option("--clear", is_flag=True, help=_("Take it away; the next log-in asks for a new one."))
def pin(person: str | None, clear: bool) -> None:
    """Set one's own PIN, or take a person's away."""
    from agentdesk.cli.second_desk import ask_pin
    from agentdesk.store.pins import clear_pin, set_pin

    if clear == (person is None):
        raise click.UsageError(_("Give --clear with a person, or neither."))
    with opened():
        actor = caller()
        if person is not None:
            clear_pin(actor, person_named(person).id)
            click.echo(_("The next log-in asks for a new PIN."))
            return
        set_pin(actor, ask_pin())
        click.echo(_("The PIN is set."))


command.add_command(key)
