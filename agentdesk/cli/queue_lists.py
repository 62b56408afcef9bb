"""`agentdesk queue rebalance`, `reassign` and `release`: what a supervisor does with the agents' lists."""

from __future__ import annotations

from typing import Any

import click

from agentdesk.cli.session import caller, opened, parse_day, person_named, print_json
from agentdesk.common.i18n import _
from agentdesk.common.names import visible


@click.command(
    help=_("Even out the agents' lists; looks only, without --yes.\n\nExample: agentdesk queue rebalance --yes")
)
@click.option("--date", "day", metavar="D", help=_("The date, as 2026-11-20; today where none is given."))
@click.option("--from", "giver", metavar="A", help=_("Only calls of this agent, by name or staff code."))
@click.option("--yes", is_flag=True, help=_("Move the calls."))
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def rebalance(day: str | None, giver: str | None, yes: bool, as_json: bool) -> None:
    """Show the moves, and make them where that is said."""
    from agentdesk.queue import rebalance as lists

    with opened():
        actor = caller()
        actor.require("supervisor")
        giver_id = person_named(giver).id if giver else None
        wanted = parse_day(day)
        found = lists.rebalance(actor, wanted, giver_id) if yes else lists.plan(wanted, giver_id)
    if as_json:
        print_json({"done": yes, **_as_json(found)})
        return
    _show(found)
    if found.moves and not yes:
        click.echo(_("Nothing is moved yet; add --yes to do it."))


def _as_json(found: Any) -> dict[str, Any]:
    after, names = found.after(), {desk.person_id: desk.name for desk in found.desks}
    return {
        "date": found.day,
        "agents": [
            {"agent": desk.name, "capacity": round(desk.capacity, 1), "before": found.loads.get(desk.person_id, 0),
             "after": after.get(desk.person_id, 0)}
            for desk in found.desks
        ],
        "moves": [
            {"customer": move.customer_id, "tasks": list(move.task_ids), "from": names[move.giver],
             "to": names[move.taker]}
            for move in found.moves
        ],
    }  # fmt: skip


def _show(found: Any) -> None:
    from tabulate import tabulate

    rows = _as_json(found)["agents"]
    lines = [[visible(row["agent"]), row["capacity"], row["before"], row["after"]] for row in rows]
    titles = [_("Agent"), _("Capacity"), _("Calls"), _("Afterwards")]
    click.echo(tabulate(lines, titles, disable_numparse=True, colalign=("left", "right", "right", "right")))
    text = _("{customers} customers with {calls} calls change hands.") if found.moves else _("The lists are even.")
    click.echo(text.format(customers=len(found.moves), calls=sum(len(move.task_ids) for move in found.moves)))


@click.command(help=_("Put calls in another agent's list.\n\nExample: agentdesk queue reassign 17 18 --to 李娜"))
@click.argument("tasks", type=int, nargs=-1, required=True)
@click.option("--to", "taker", metavar="A", required=True, help=_("Who gets them, by name or staff code."))
@click.option("--reason", default="", help=_("Why; kept in the audit trail."))
def reassign(tasks: tuple[int, ...], taker: str, reason: str) -> None:
    """Move single calls."""
    from agentdesk.queue.rebalance import reassign as put

    with opened():
        actor, who = caller(), person_named(taker)
        count = put(actor, tasks, who.id, reason)
        click.echo(_("{count} calls now stand in {name}'s list.").format(count=count, name=visible(who.name)))


@click.command(help=_("Free a call that a dead desk holds.\n\nExample: agentdesk queue release 17 --reason 终端断线"))
@click.argument("task", type=int)
@click.option("--reason", required=True, help=_("Why; kept in the audit trail."))
def release(task: int, reason: str) -> None:
    """Break a claim."""
    from agentdesk.queue.rebalance import break_claim

    with opened():
        freed = break_claim(caller(), task, reason)
        click.echo(_("Free again: {tasks}").format(tasks=" ".join(map(str, freed))))
