"""`agentdesk queue forecast`: the days ahead against the capacity, as a table with bars."""

from __future__ import annotations

from typing import Any

import click

from agentdesk.cli.session import caller, opened, print_json
from agentdesk.common.dates import weekday
from agentdesk.common.i18n import _

BAR = 30  # cells of the longest bar


@click.command(help=_("Show the calls to come against the capacity.\n\nExample: agentdesk queue forecast --days 14"))
@click.option(
    "--days", type=click.IntRange(1, 92), default=30, show_default=True, help=_("How many days from tomorrow.")
)
@click.option("--kinds", is_flag=True, help=_("Also the calls of each kind."))
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def forecast(days: int, kinds: bool, as_json: bool) -> None:
    """Print the days ahead."""
    from agentdesk.queue.forecast import forecast as ahead
    from agentdesk.queue.forecast import overloaded

    with opened():
        found = ahead(caller(), days)
    if as_json:
        print_json({"days": [row.as_json() for row in found], "overload": [row.day for row in overloaded(found)]})
        return
    click.echo(_table(found))
    if kinds:
        click.echo("\n" + _by_kind(found))
    over = overloaded(found)
    click.echo("")
    if over:
        shown = "  ".join(f"{row.day:%m-%d} {weekday(row.day)} +{row.over:.0f}" for row in over)
        click.echo(_("More calls than hands: {days}").format(days=shown))
    else:
        click.echo(_("Every day can bear its calls."))
    click.echo(_("# known  + usual on such a weekday  ! too much"))


def _table(found: list[Any]) -> str:
    from tabulate import tabulate

    longest = max((max(row.calls, row.capacity) for row in found), default=0) or 1
    titles = [_("Date"), "", _("Known"), _("Usual"), _("Carried"), _("Capacity"), ""]
    lines = [
        [f"{row.day:%m-%d}", weekday(row.day), row.known or "", f"{row.expected:.0f}" if row.expected >= 0.5 else "",
         f"{row.carried:.0f}" if row.carried >= 0.5 else "", f"{row.capacity:.0f}" if row.is_open else _("shut"),
         _bar(row, longest)]
        for row in found
    ]  # fmt: skip
    aligned = ("left", "left", "right", "right", "right", "right", "left")
    table: str = tabulate(lines, titles, tablefmt="simple", disable_numparse=True, colalign=aligned)
    return table


def _bar(row: Any, longest: float) -> str:
    """Known and carried calls, then usual ones; what lies over the capacity is marked."""
    scale = BAR / longest
    cells = ["#"] * round((row.carried + row.known) * scale)
    cells += ["+"] * (round(row.calls * scale) - len(cells))
    room: int = round(row.capacity * scale)
    return "".join(cells[:room]) + "!" * max(len(cells) - room, 0)


def _by_kind(found: list[Any]) -> str:
    from tabulate import tabulate

    totals: dict[str, float] = {}
    for row in found:
        for code, number in row.kinds.items():
            totals[code] = totals.get(code, 0) + number
    lines = [[code, f"{number:.0f}"] for code, number in sorted(totals.items()) if number >= 0.5]
    if not lines:
        return ""
    table: str = tabulate(lines, [_("Kind"), _("Calls")], disable_numparse=True, colalign=("left", "right"))
    return table
