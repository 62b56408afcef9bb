"""`agentdesk call`: a day's calls, the evidence of one, and taking an open one over."""

from __future__ import annotations

from typing import Any

import click

from agentdesk.cli.session import caller, opened, parse_day, person_named, print_json
from agentdesk.common.i18n import _


@click.group(help=_("List calls, show the evidence of one, take an open one over.\n\nExample: agentdesk call list"))
def command() -> None:
    """Hold the commands of calls."""


@command.command(
    "list",
    help=_(
        "List the calls of a date with their numbers; agents see their own, supervisors all.\n\n"
        "Example: agentdesk call list --date 2026-11-20 --agent 李娜"
    ),
)
@click.option("--date", "day", metavar="D", help=_("The date, as 2026-11-20; today where none is given."))
@click.option("--agent", metavar="A", help=_("Only the calls of this person, by name or staff code."))
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def list_(day: str | None, agent: str | None, as_json: bool) -> None:
    """List the calls of a date."""
    from agentdesk.interview.calls import calls_of

    with opened():
        found = calls_of(caller(), parse_day(day), person_named(agent).id if agent else None)
        if as_json:
            print_json(found)
        else:
            click.echo(_listed(found))


def _listed(found: list[dict[str, Any]]) -> str:
    from tabulate import tabulate

    if not found:
        return _("No calls.")
    titles = [_("No."), _("Time"), _("Agent"), _("Customer"), _("Kind"), _("Outcome"), _("Minutes")]
    lines = [
        [row["id"], row["started_at"][11:], row["agent"], row["customer"], _kinds(row), _outcome(row), row["minutes"]]
        for row in found
    ]
    sides = ("right", "left", "left", "left", "left", "left", "right")
    return tabulate(lines, titles, tablefmt="simple", disable_numparse=True, colalign=sides)


def _kinds(row: dict[str, Any]) -> str:
    named = zip(row["kinds"], row["kind_names"], strict=True)
    return _(", ").join(f"{code} {name}" for code, name in named)


def _outcome(row: dict[str, Any]) -> str:
    if row["open"]:
        return _("under way")
    return row["outcome"]["name"] if row["outcome"] else _("not dialled")


@command.command(
    help=_(
        "Show who called when, on which numbers (masked), the prompts confirmed, the answers and what came of it.\n\n"
        "Example: agentdesk call show 1204 --json"
    )
)
@click.argument("call_id", metavar="ID", type=int)
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def show(call_id: int, as_json: bool) -> None:
    """Show one call."""
    from agentdesk.interview.evidence import evidence, masked
    from agentdesk.interview.evidence_text import page

    with opened():
        found = masked(evidence(caller(), call_id))
        if as_json:
            print_json(found)
        else:
            click.echo(page(found))


@command.command(
    help=_(
        "Take over a colleague's open call, with its answers and the complaint begun in it: the agent is ill, the "
        "terminal is gone. A supervisor can at any time, an agent once the colleague's desk has been silent for "
        "ten minutes; your own desk then offers to resume it.\n\n"
        "Example: agentdesk --as 方慧 call takeover 1204"
    )
)
@click.argument("call_id", metavar="ID", type=int)
def takeover(call_id: int) -> None:
    """Take over one call."""
    from agentdesk.interview.takeover import take_over

    with opened():
        found = take_over(caller(), call_id)
    text = _("Call {id} with {customer} is taken over from {name}; your desk offers to resume it.")
    click.echo(text.format(id=call_id, customer=found.customer, name=found.former))
    if found.has_form:
        click.echo(_("The complaint that was begun in it is yours to submit now."))
