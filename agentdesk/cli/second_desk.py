"""Before a desk is drawn: does its person sit at another one already, and what is to become of that?"""

from __future__ import annotations

from dataclasses import replace

import click

from agentdesk.common.clock import local
from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _
from agentdesk.common.names import visible
from agentdesk.store.audit import Actor
from agentdesk.store.desks import new_desk
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


def _said(actor: Actor, earlier: Earlier) -> str:
    said = _("{name}'s desk is open already: since {since}, last sign of life {beat}, from {address}.")
    return said.format(
        name=visible(actor.name), since=f"{local(earlier.session.opened_at):%H:%M}",
        beat=f"{local(earlier.session.beat_at):%H:%M}", address=visible(earlier.address) or _("this machine"),
    )  # fmt: skip
