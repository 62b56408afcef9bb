"""`agentdesk complaint clock`: what is to happen by itself to complaints, for cron every few minutes."""

from __future__ import annotations

import click

from agentdesk.cli.session import caller, opened, print_json
from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _


@click.command(
    "clock",
    help=_(
        "Take the due steps of the ladder, each once, and send the notices that leave the house; for cron.\n\n"
        "Example: agentdesk complaint clock"
    ),
)
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def clock_command(as_json: bool) -> None:
    """Take what is due, then send; says nothing where nothing was to be done."""
    from agentdesk.care.sending import Report
    from agentdesk.cli.notices import sent_text
    from agentdesk.complaints.ladder import take_due
    from agentdesk.complaints.notices import send_out, settle

    problem: UserError | None = None
    with opened():
        caller().require("supervisor")
        taken, over, report = take_due(), settle(), Report()
        try:
            report = send_out()
        except UserError as error:  # a channel that is not in order keeps no step of the ladder from being taken
            problem = error
    if as_json:
        print_json({"taken": taken, "over": over, **vars(report)})
    elif taken or report.sent or report.failed or report.given_up:
        click.echo(_("{count} steps of the ladder taken").format(count=taken) + "; " + sent_text(report))
    if problem:
        raise problem


@click.command(
    "ladder",
    help=_("Say what happens to a complaint if nobody acts.\n\nExample: agentdesk complaint ladder T-0031"),
)
@click.argument("no")
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def ladder_command(no: str, as_json: bool) -> None:
    """List the steps that were taken and those to come."""
    from agentdesk.complaints.ladder import preview
    from agentdesk.complaints.listing import show
    from agentdesk.complaints.rows import wall

    with opened():
        caller().require("agent", "handler", "supervisor")
        row = show(no).row
        rungs = preview(row.id)
    if as_json:
        print_json(
            [
                {"at": wall(rung.at), "clock": rung.clock, "step": rung.step, "action": rung.action,
                 "to": rung.to.name if rung.to else None, "taken": rung.taken}
                for rung in rungs
            ]
        )  # fmt: skip
        return
    for rung in rungs:
        click.echo(f"{rung.words}  {_('taken') if rung.taken else ''}".rstrip())
    if row.state == "closed":
        click.echo(_("{no} is closed; its ladder has ended.").format(no=row.no))
    elif not rungs:
        click.echo(_("Nothing happens by itself."))
