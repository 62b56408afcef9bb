"""`agentdesk queue register` and `record`: colleagues' own calls, and the list of the sales department."""

from __future__ import annotations

from typing import Any

import click

from agentdesk.cli.session import caller, opened, parse_day, person_named, print_json
from agentdesk.common.errors import UsageError
from agentdesk.common.i18n import _
from agentdesk.common.names import mask, visible


@click.command(
    help=_(
        "List the morning's register: colleagues' calls of the day before with their records, and the sales "
        "department's list of the day.\n\nExample: agentdesk queue register --json"
    )
)
@click.option("--date", "day", metavar="D", help=_("The morning, as 2026-11-20; today where none is given."))
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def register(day: str | None, as_json: bool) -> None:
    """List the register of a morning."""
    from agentdesk.queue.register import register as entries

    with opened():
        caller().require("agent", "handler", "supervisor")
        found = [{**row.as_json(), "customer": mask(row.customer)} for row in entries(parse_day(day))]
    if as_json:
        print_json(found)
    else:
        click.echo(_listed(found))


def _listed(found: list[dict[str, Any]]) -> str:
    from tabulate import tabulate

    from agentdesk.queue.register import STATES

    if not found:
        return _("Nothing is expected.")
    titles = [_("No."), _("State"), _("Kind"), _("Customer"), _("Vehicle"), _("Advisor"), _("Called"), _("Remark")]
    lines = [
        [row["task"], _(STATES[row["state"]]), f"{row['kind']} {row['kind_name']}", row["customer"],
         visible(f"{row['model']} {row['plate']}".strip()), visible(row["advisor"]),
         f"{row['called_at']:%m-%d %H:%M}" if row["called_at"] else "", visible(row["remark"] or row["note"])]
        for row in found
    ]  # fmt: skip
    return tabulate(lines, titles, tablefmt="simple", disable_numparse=True)


@click.command(
    help=_(
        "Copy a colleague's call from the yellow card, or take that back.\n\n"
        "Example: agentdesk queue record 17 --at 18:05 --answer arrived=yes --remark 满意"
    )
)
@click.argument("task", type=int)
@click.option("--at", "called", metavar="T", help=_("When the call was made: 18:05, or 2026-11-19 18:05."))
@click.option("--by", metavar="A", help=_("Who called, by name or staff code; the advisor where nobody is given."))
@click.option("--answer", "answers", multiple=True, metavar="C=A", help=_("A content and yes, no or unasked."))
@click.option("--remark", default="", metavar="TEXT", help=_("What else stands on the card."))
@click.option("--undo", is_flag=True, help=_("Take the record back."))
def record(task: int, called: str | None, by: str | None, answers: tuple[str, ...], remark: str, undo: bool) -> None:
    """Register one call, and raise the complaint that stands on its card."""
    from agentdesk.complaints.cards import copy_card
    from agentdesk.queue.card_moment import moment
    from agentdesk.queue.register import day_of
    from agentdesk.queue.registering import take_back

    with opened():
        actor = caller()
        if undo:
            take_back(actor, task)
            click.echo(_("Taken back."))
            return
        at = moment(called or "", day_of(task))
        if at is None:
            raise UsageError(_("Give the time of the call, as --at 18:05."))
        given = dict(answer.partition("=")[::2] for answer in answers)
        copied = copy_card(actor, task, at, by=person_named(by).id if by else None, answers=given, remark=remark)
        click.echo(_("Registered."))
        if copied.complaint_no:
            click.echo(_("The customer was dissatisfied: complaint {no} is raised.").format(no=copied.complaint_no))
