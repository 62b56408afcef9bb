"""`agentdesk action`: what departments change after complaints, and whether it is done and had its effect (RP-04)."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

import click

from agentdesk.cli.session import caller, opened, parse_day, person_named, print_json
from agentdesk.common.errors import UsageError
from agentdesk.common.i18n import _

READERS = ("agent", "handler", "supervisor")


@click.group(
    help=_("Improvement actions after complaints: owner, due day, follow-up.\n\nExample: agentdesk action list")
)
def command() -> None:
    """Hold the commands of improvement actions."""


@command.command(
    help=_(
        "Make an improvement action.\n\n"
        "Example: agentdesk action add 交车前核对结算单 --owner 吴敏 --due 2026-12-15 --complaint T-0031"
    )
)
@click.argument("title")
@click.option("--owner", required=True, metavar="NAME", help=_("Who sees to it, by name or staff code."))
@click.option("--due", required=True, metavar="D", help=_("The day by which it is to be done."))
@click.option("--complaint", "numbers", multiple=True, metavar="NO", help=_("A complaint it is for; may be repeated."))
@click.option("--from-pattern", "pattern", metavar="BY:NAME", default="",
              help=_("All complaints of a pattern of the last twelve months: advisor:S001, model:Lavida."))  # fmt: skip
@click.option("--cost", metavar="AMOUNT", help=_("What it costs, in yuan."))
def add(title: str, owner: str, due: str, numbers: tuple[str, ...], pattern: str, cost: str | None) -> None:
    """Make an action."""
    from agentdesk.complaints import actions
    from agentdesk.complaints.patterns import pattern as find_pattern

    with opened():
        actor = caller()
        if pattern:
            by, _colon, name = pattern.partition(":")
            shown = find_pattern(actor, by, name)
            numbers, pattern = (*numbers, *shown.complaints), f"{by}:{shown.key}"
        made = actions.add(
            actor, title, owner_id=person_named(owner).id, due_on=parse_day(due), complaints=numbers, pattern=pattern,
            cost_cents=_cents(cost),
        )  # fmt: skip
        click.echo(_("Action {id} is due on {day}.").format(id=made.id, day=made.due_on.isoformat()))


@command.command("list", help=_("List improvement actions by due day.\n\nExample: agentdesk action list --overdue"))
@click.option("--owner", metavar="NAME", help=_("Only of this owner."))
@click.option("--complaint", metavar="NO", default="", help=_("Only for this complaint."))
@click.option("--overdue", is_flag=True, help=_("Only what is past its day."))
@click.option("--all", "everything", is_flag=True, help=_("Also what was checked or given up."))
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def list_(owner: str | None, complaint: str, overdue: bool, everything: bool, as_json: bool) -> None:
    """List actions."""
    from agentdesk.complaints.action_list import list_actions, table

    with opened():
        caller().require(*READERS)
        owner_id = person_named(owner).id if owner else None
        rows = list_actions(owner_id=owner_id, everything=everything, overdue=overdue, complaint=complaint)
        if as_json:
            print_json([row.as_json() for row in rows])
        else:
            click.echo(table(rows))


@command.command(help=_("Show an improvement action with its history.\n\nExample: agentdesk action show 3"))
@click.argument("action_id", metavar="ID", type=int)
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def show(action_id: int, as_json: bool) -> None:
    """Show one action."""
    from agentdesk.complaints.action_list import page, show_action

    with opened():
        caller().require(*READERS)
        found = show_action(action_id)
        if as_json:
            print_json(found.as_json())
        else:
            click.echo(page(found))


@command.command(
    help=_("Note how far it is: its owner's report, or the agent's follow-up.\n\n"
           "Example: agentdesk --as 李娜 action progress 3 '已完成一半'")
)  # fmt: skip
@click.argument("action_id", metavar="ID", type=int)
@click.argument("note")
def progress(action_id: int, note: str) -> None:
    """Report or follow up, by who the caller is."""
    from agentdesk.complaints import actions
    from agentdesk.complaints.action_list import show_action

    with opened():
        actor = caller()
        owns = actor.person_id is not None and actor.person_id == show_action(action_id).owner_id
        (actions.report if owns else actions.follow_up)(actor, action_id, note)
        click.echo(_("Noted."))


@command.command(
    help=_("Say that an action is done, as its owner.\n\nExample: agentdesk --as 吴敏 action done 3 '已改结算流程'")
)
@click.argument("action_id", metavar="ID", type=int)
@click.argument("note")
def done(action_id: int, note: str) -> None:
    """Say that it is done."""
    from agentdesk.complaints import actions

    with opened():
        actions.done(caller(), action_id, note)
        click.echo(_("Noted; somebody else must check whether it had its effect."))


@command.command(
    help=_("Check whether it had its effect, as somebody other than its owner.\n\n"
           "Example: agentdesk --as 方慧 action check 3 '两个月内没有同类抱怨' --effective")
)  # fmt: skip
@click.argument("action_id", metavar="ID", type=int)
@click.argument("note")
@click.option("--effective/--not-effective", required=True, help=_("Whether it had its effect; if not, it goes on."))
def check(action_id: int, note: str, effective: bool) -> None:
    """Record the check."""
    from agentdesk.complaints import actions

    with opened():
        actions.check(caller(), action_id, effective=effective, note=note)
        click.echo(_("Noted."))


@command.command(help=_("Say that an action is also for these complaints.\n\nExample: agentdesk action link 3 T-0040"))
@click.argument("action_id", metavar="ID", type=int)
@click.argument("numbers", metavar="NO...", nargs=-1, required=True)
def link(action_id: int, numbers: tuple[str, ...]) -> None:
    """Link complaints."""
    from agentdesk.complaints import actions

    with opened():
        new = actions.link(caller(), action_id, numbers)
        click.echo(_("Linked: {count}").format(count=new))


@command.command(
    help=_(
        "Give an action another due day, with the reason.\n\nExample: agentdesk action move 3 2027-01-15 '等待厂家批复'"
    )
)
@click.argument("action_id", metavar="ID", type=int)
@click.argument("due", metavar="D")
@click.argument("note")
def move(action_id: int, due: str, note: str) -> None:
    """Move its due day."""
    from agentdesk.complaints import actions

    with opened():
        actions.move(caller(), action_id, parse_day(due), note)
        click.echo(_("Noted."))


@command.command(help=_("Give an action up, with the reason.\n\nExample: agentdesk action drop 3 '车型已停产'"))
@click.argument("action_id", metavar="ID", type=int)
@click.argument("note")
def drop(action_id: int, note: str) -> None:
    """Give it up."""
    from agentdesk.complaints import actions

    with opened():
        actions.drop(caller(), action_id, note)
        click.echo(_("Noted."))


def _cents(text: str | None) -> int | None:
    if text is None:
        return None
    try:
        amount = Decimal(text) * 100
        if amount.is_finite() and amount == int(amount):
            return int(amount)
    except InvalidOperation:
        pass
    raise UsageError(_("Not an amount like 1200.50: {text}").format(text=text))
