"""`agentdesk customer consent`: what customers agreed to, by purpose and channel, and its withdrawal."""

from __future__ import annotations

import click

from agentdesk.cli.session import caller, opened, print_json
from agentdesk.common.i18n import _
from agentdesk.common.names import mask, visible

PURPOSES = ("service", "care", "marketing")


@click.group(
    help=_(
        "What customers agreed to, by purpose and channel.\n\n"
        "Example: agentdesk customer consent add C17 marketing --channel sms --source form --evidence 合同20261120"
    )
)
def consent() -> None:
    """Hold the commands of consents."""


_channel = click.option(
    "--channel", default="", help=_("Only phone, sms, card or newsletter; every channel without it.")
)


@consent.command(
    help=_("Note a consent.\n\nExample: agentdesk customer consent add C17 marketing --source form --evidence 合同17")
)
@click.argument("customer")
@click.argument("purpose", type=click.Choice(PURPOSES))
@_channel
@click.option(
    "--source", default="call", show_default=True, help=_("call, form, message or counter: where it was given.")
)
@click.option("--evidence", default="", help=_("Where it can be looked up: a contract's number, a form's page."))
def add(customer: str, purpose: str, channel: str, source: str, evidence: str) -> None:
    """Note a consent."""
    from agentdesk.queue import consents
    from agentdesk.queue.whom import customer_named

    with opened():
        actor = caller()
        actor.require(*consents.ALLOWED)
        found = customer_named(customer)
        consents.add(actor, found.id, purpose, channel=channel, source=source, evidence=evidence)
        text = _("Noted: {name} agrees to {purpose}.")
        click.echo(text.format(name=mask(found.name), purpose=_(consents.PURPOSE_NAMES[purpose])))


@consent.command(
    help=_(
        "Withdraw a consent, or note a refusal.\n\nExample: agentdesk customer consent withdraw C17 care --reason 来电"
    )
)
@click.argument("customer")
@click.argument("purpose", type=click.Choice(PURPOSES))
@_channel
@click.option("--reason", metavar="WHY", required=True, help=_("Why, in the customer's words."))
def withdraw(customer: str, purpose: str, channel: str, reason: str) -> None:
    """Withdraw a consent."""
    from agentdesk.queue import consents
    from agentdesk.queue.whom import customer_named

    with opened():
        actor = caller()
        actor.require(*consents.ALLOWED)
        found = customer_named(customer)
        consents.withdraw(actor, found.id, purpose, channel=channel, reason=reason)
        text = _("Noted: {name} does not agree to {purpose} any more.")
        click.echo(text.format(name=mask(found.name), purpose=_(consents.PURPOSE_NAMES[purpose])))


@consent.command("list", help=_("List consents.\n\nExample: agentdesk customer consent list C17 --all"))
@click.argument("customer", required=False)
@click.option("--all", "withdrawn", is_flag=True, help=_("Also those that were withdrawn."))
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def list_(customer: str | None, withdrawn: bool, as_json: bool) -> None:
    """List consents."""
    from tabulate import tabulate

    from agentdesk.queue import consents
    from agentdesk.queue.held_back import CHANNELS
    from agentdesk.queue.whom import customer_named

    with opened():
        actor = caller()
        actor.require(*consents.ALLOWED)
        found = consents.consents(actor, customer_named(customer).id if customer else None, withdrawn=withdrawn)
    if as_json:
        print_json([row.as_json() for row in found])
        return
    if not found:
        click.echo(_("No consents."))
        return
    titles = [_("No."), _("Customer"), _("Purpose"), _("Channel"), _("Since"), _("Source"), _("Evidence"), _("Until")]
    lines = [
        [visible(row.customer_key), row.customer, _(consents.PURPOSE_NAMES[row.purpose]),
         _(CHANNELS[row.channel]) if row.channel else _("every channel"), row.since,
         _(consents.SOURCES.get(row.source, row.source)), row.evidence, row.withdrawn_on or ""]
        for row in found
    ]  # fmt: skip
    click.echo(tabulate(lines, titles, tablefmt="simple", disable_numparse=True))
