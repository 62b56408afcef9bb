"""`agentdesk customer`: whom not to contact, and when to; data that may no longer be used."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from agentdesk.cli.consent import consent
from agentdesk.cli.customer_data import erase, export, show
from agentdesk.cli.session import caller, opened, print_json
from agentdesk.common.i18n import _
from agentdesk.common.names import mask, visible

READERS = ("agent", "handler", "supervisor")


@click.group(help=_("Customers' data, wishes and consents.\n\nExample: agentdesk customer show C17"))
def command() -> None:
    """Hold the commands of customers."""


for part in (show, consent, export, erase):
    command.add_command(part)


@command.group(
    "no-contact",
    help=_(
        "Wishes not to be contacted, by kind and channel.\n\n"
        'Example: agentdesk customer no-contact add 王建国 --channel phone --reason "only by text message"'
    ),
)
def no_contact() -> None:
    """Hold the commands of wishes."""


def _about(function: Callable[..., None]) -> Callable[..., None]:
    """The options that say what a wish is about, and why."""
    for option in (
        click.option("--reason", metavar="WHY", required=True, help=_("Why, in the customer's words.")),
        click.option("--channel", default="", help=_("Only phone, sms, card or newsletter; every channel without it.")),
        click.option("--kind", default="", metavar="CB-01", help=_("Only this kind; every kind without it.")),
        click.argument("customer"),
    ):
        function = option(function)
    return function


@no_contact.command(
    help=_("Note a wish.\n\nExample: agentdesk customer no-contact add 13812345678 --kind RM-04 --reason 已在别处投保")
)
@_about
def add(customer: str, kind: str, channel: str, reason: str) -> None:
    """Note that a customer does not want to be contacted."""
    from agentdesk.queue.held_back import kind_scope
    from agentdesk.queue.whom import customer_named
    from agentdesk.queue.wishes import add as add_wish

    with opened():
        found = customer_named(customer)
        add_wish(caller(), found.id, kind=kind, channel=channel, reason=reason)
        text = _("Noted: {name} does not want {what}.")
        click.echo(text.format(name=mask(found.name), what=kind_scope(kind, channel)))


@no_contact.command(
    help=_("End a wish; it stays on record.\n\nExample: agentdesk customer no-contact lift C17 --reason 本人来电恢复")
)
@_about
def lift(customer: str, kind: str, channel: str, reason: str) -> None:
    """End a wish."""
    from agentdesk.queue.held_back import kind_scope
    from agentdesk.queue.whom import customer_named
    from agentdesk.queue.wishes import lift as lift_wish

    with opened():
        found = customer_named(customer)
        lift_wish(caller(), found.id, kind=kind, channel=channel, reason=reason)
        text = _("Lifted: {name} may be contacted again: {what}.")
        click.echo(text.format(name=mask(found.name), what=kind_scope(kind, channel)))


@no_contact.command("list", help=_("List the wishes.\n\nExample: agentdesk customer no-contact list 皖M12345 --all"))
@click.argument("customer", required=False)
@click.option("--all", "lifted", is_flag=True, help=_("Also those that no longer hold."))
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def list_(customer: str | None, lifted: bool, as_json: bool) -> None:
    """List wishes not to be contacted."""
    from agentdesk.queue.whom import customer_named
    from agentdesk.queue.wishes import wishes

    with opened():
        caller().require(*READERS)
        found = wishes(customer_named(customer).id if customer else None, lifted=lifted)
    if as_json:
        print_json([row.as_json() for row in found])
    else:
        click.echo(_table(found))


def _table(found: list[Any]) -> str:
    from tabulate import tabulate

    from agentdesk.queue.held_back import kind_scope

    if not found:
        return _("No wishes.")
    titles = [_("No."), _("Customer"), _("Not wanted"), _("Since"), _("Until"), _("Who"), _("Why")]
    lines = [
        [visible(row.customer_key), visible(row.customer), kind_scope(row.kind, row.channel), row.since,
         row.lifted_on or "", visible(row.who), row.why]
        for row in found
    ]  # fmt: skip
    return tabulate(lines, titles, tablefmt="simple", disable_numparse=True)


@command.command(
    help=_("Keep a customer's data, use it no more.\n\nExample: agentdesk customer restrict C17 --reason 要求停用")
)
@click.argument("customer")
@click.option("--reason", metavar="WHY", required=True, help=_("Why; kept in the audit trail."))
def restrict(customer: str, reason: str) -> None:
    """Restrict a customer's data."""
    from agentdesk.queue.whom import customer_named
    from agentdesk.queue.wishes import restrict as stop

    with opened():
        found = customer_named(customer)
        stop(caller(), found.id, reason)
        click.echo(_("{name}'s data is kept and not used any more.").format(name=mask(found.name)))


@command.command(
    help=_("Let a customer's data be used again.\n\nExample: agentdesk customer release C17 --reason 本人撤回")
)
@click.argument("customer")
@click.option("--reason", metavar="WHY", required=True, help=_("Why; kept in the audit trail."))
def release(customer: str, reason: str) -> None:
    """End a restriction."""
    from agentdesk.queue.whom import customer_named
    from agentdesk.queue.wishes import release as free

    with opened():
        found = customer_named(customer)
        free(caller(), found.id, reason)
        click.echo(_("{name}'s data may be used again.").format(name=mask(found.name)))


@command.command(
    help=_(
        "Show when a customer wants to be rung, or note it as it was said; an empty text takes it back.\n\n"
        "Example: agentdesk customer hours 王建国 不要周一，晚上"
    )
)
@click.argument("customer")
@click.argument("text", required=False)
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def hours(customer: str, text: str | None, as_json: bool) -> None:
    """Show or note a customer's own hours."""
    from agentdesk.common.own_hours import stored
    from agentdesk.queue.hours import set_hours
    from agentdesk.queue.whom import customer_named

    with opened():
        actor = caller()
        actor.require(*READERS)
        found = customer_named(customer)
        kept = stored(found.own_hours) if text is None else set_hours(actor, found.id, text)
        words = found.call_note if text is None else text.strip()
    if as_json:
        key = {"customer": mask(found.name), "customer_key": found.source_key}
        print_json({**key, "words": words, "hours": str(kept), "understood": kept.said()})
    elif kept:
        click.echo(_("{name} is to be rung: {hours}").format(name=mask(found.name), hours=kept.said()))
    else:
        click.echo(_("{name} has named no hours; the house's calling hours hold.").format(name=mask(found.name)))
