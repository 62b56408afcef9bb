"""`agentdesk db rollup`: what closed days come to, stored so that figures of a year need not be counted again."""

from __future__ import annotations

from typing import Any

import click

from agentdesk.cli.progress import reporter
from agentdesk.cli.session import caller, opened, print_json
from agentdesk.common.errors import UsageError, UserError
from agentdesk.common.i18n import _

_SHOWN = 20  # differences that are told one by one


@click.command(
    help=_(
        "Count and store the closed days of the indicators that are not stored or were written to since; the night's "
        "build does the same. --anew throws away what is stored first.\n\n"
        "With --check every stored day is counted again and compared; nothing is changed. "
        "Exit code 1 where one differs.\n\nExample: agentdesk db rollup --check"
    )
)
@click.option("--check", is_flag=True, help=_("Count every stored day again, and say what differs."))
@click.option("--anew", is_flag=True, help=_("Throw away what is stored, and count all of it."))
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def rollup(check: bool, anew: bool, as_json: bool) -> None:
    """Store closed days, or compare them with what counting gives."""
    from agentdesk.scoreboard import rolling

    if check and anew:
        raise UsageError(_("Give either --check or --anew."))
    with opened(), reporter() as progress:
        actor = caller()
        if check:
            actor.require("supervisor")
            found = [row._asdict() for row in rolling.differences(progress)]
        else:
            done = rolling.roll_up(actor, progress, anew=anew)
    if check:
        _say(found, as_json)
    elif as_json:
        print_json(done._asdict())
    else:
        click.echo(_("{stored} closed days were stored, {dropped} removed.").format(**done._asdict()))
        if done.left:
            click.echo(_("{left} wait: they were written to meanwhile, or are not over.").format(left=done.left))


def _say(found: list[dict[str, Any]], as_json: bool) -> None:
    if as_json:
        print_json({"equal": not found, "differences": found})
    for row in found[:_SHOWN] if not as_json else []:
        click.echo("{indicator} {day}: {stored} -> {counted}".format(**row))
    if found:
        raise UserError(
            _("{count} stored figures are not what counting gives; mend them with: agentdesk db rollup --anew").format(
                count=len(found)
            )
        )
    if not as_json:
        click.echo(_("Every stored day is what counting gives."))
