"""Before a desk is drawn: does its person have a PIN, and do they sit at another desk already?"""

from __future__ import annotations

from dataclasses import replace

import click

from agentdesk.common.clock import local
from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _
from agentdesk.common.names import visible
from agentdesk.store.audit import Actor
from agentdesk.store.desks import new_desk
from agentdesk.store.pins import has_pin, require_good, set_pin
from agentdesk.store.single_desk import Earlier, enter, take_over


def alone(actor: Actor) -> Actor:
    """The actor at a desk of their own, the only one; asks first where another one lives. UserError for leaving it."""
    seated = replace(actor, desk=new_desk())
    found = enter(seated)
    if found:
        click.echo("\n".join(_said(actor, one) for one in found))
        click.echo(_("1  take it over: the other one saves what is typed and ends"))
        click.echo(_("2  leave it as it is"))
        if click.prompt(_("1 or 2"), type=click.Choice(["1", "2"]), show_choices=False) != "1":
            raise UserError(_("Nothing was changed; the other desk goes on."))
        take_over(seated)
    return seated


def with_pin(actor: Actor) -> Actor:
    """The actor, who has a PIN if they log in over SSH: the first time it is asked for here, and only the hash is kept.

    A wall screen is nobody's and has none.
    """
    if actor.origin == "ssh" and actor.role != "board" and not has_pin(actor):
        click.echo(_("Choose a PIN of 4 to 12 digits: it opens your desk again when it has locked itself."))
        set_pin(actor, _chosen())
    return actor


def _chosen() -> str:
    """A good PIN, asked for again where it was a bad one or the two differed; UserError the third time."""
    for _again in range(2):
        try:
            return ask_pin()
        except UserError as error:
            click.echo(str(error), err=True)
    return ask_pin()


def ask_pin() -> str:
    """A new PIN, asked for twice and not shown; UserError where it is a bad one or the two differ."""
    first = click.prompt(_("PIN"), hide_input=True, type=str)
    require_good(first)
    if click.prompt(_("PIN again"), hide_input=True, type=str) != first:
        raise UserError(_("The two PINs differ; nothing was stored."))
    return str(first)


def _said(actor: Actor, earlier: Earlier) -> str:
    said = _("{name}'s desk is open already: since {since}, last sign of life {beat}, from {address}.")
    return said.format(
        name=visible(actor.name), since=f"{local(earlier.session.opened_at):%H:%M}",
        beat=f"{local(earlier.session.beat_at):%H:%M}", address=visible(earlier.address) or _("this machine"),
    )  # fmt: skip
