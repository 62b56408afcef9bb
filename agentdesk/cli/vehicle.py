"""`agentdesk vehicle`: when a car's next maintenance is due, and why."""

from __future__ import annotations

from typing import Any

import click

from agentdesk.cli.session import caller, opened, print_json
from agentdesk.common.i18n import N_, _

READERS = ("agent", "handler", "supervisor")
USES = {
    "used": N_("used"),
    "doubtful": N_("doubtful"),
    "merged": N_("merged with the next"),
    "left_out": N_("left out"),
    "blank": N_("no reading"),
}
METHODS = {
    "siegel": N_("from its own readings (repeated median)"),
    "default": N_("the usual rate, for want of readings"),
    "time": N_("by time alone"),
}
CONFIDENCES = {"low": N_("low confidence"), "medium": N_("medium confidence"), "high": N_("high confidence")}
DOUBTS = {"falling": N_("the mileage falls"), "jump": N_("the mileage jumps")}


@click.group(help=_("Vehicles and their next maintenance.\n\nExample: agentdesk vehicle predict 皖M12345"))
def command() -> None:
    """Hold the commands of vehicles."""


@command.command(
    help=_(
        "Say when a vehicle's next maintenance is due, and from which readings.\n\n"
        "Example: agentdesk vehicle predict 皖M12345 --json"
    )
)
@click.argument("vehicle", metavar="PLATE|VIN")
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def predict(vehicle: str, as_json: bool) -> None:
    """Explain a vehicle's next maintenance."""
    from agentdesk.queue.explain_service import outlook

    with opened():
        caller().require(*READERS)
        found = outlook(vehicle)
        if as_json:
            print_json(found.as_json())
        else:
            click.echo(_shown(found))


def _shown(found: Any) -> str:
    from tabulate import tabulate

    car = found.as_json()
    titles = [_("Day"), _("Mileage"), _("Told by"), _("Use")]
    lines = [[row["on"], _km(row["km"]), _from(row), _(USES[row["use"]])] for row in car["readings"]]
    align = ("left", "right", "left", "left")
    table = tabulate(lines, titles, tablefmt="simple", disable_numparse=True, colalign=align) if lines else ""
    head = " ".join(filter(None, (car["model"], car["plate"], car["vin"])))
    return "\n".join(filter(None, [head, table, *_conclusion(car)]))


def _from(row: dict[str, Any]) -> str:
    if row["told"]:
        return _("the customer")
    return _("maintenance") if row["service"] else _("repair")


def _conclusion(car: dict[str, Any]) -> list[str]:
    """The rate, both dates and what counts, a line each."""
    made = car["prediction"]
    lines = _reckoned(car, made) if made else [_("No maintenance is known, so none is predicted.")]
    if car["source"] == "given":
        lines.append(_("Another system gave {day}; that day counts.").format(day=car["next_service_on"]))
    return lines


def _reckoned(car: dict[str, Any], made: dict[str, Any]) -> list[str]:
    rate = f"{made['km_a_day']:.1f}" if made["km_a_day"] else "—"
    interval = f"{car['interval']['km']:,}"
    figures = {
        "rate": rate, "method": _(METHODS[made["method"]]), "count": made["readings"], "days": made["span_days"],
        "confidence": _(CONFIDENCES[made["confidence"]]), "last": made["serviced_on"], "km": interval,
        "months": car["interval"]["months"], "by_km": made["due_by_km"] or "—", "by_time": made["due_by_time"],
    }  # fmt: skip
    lines = [
        _("{rate} km a day, {method}: {count} readings over {days} days, {confidence}").format(**figures),
        _("Last maintenance {last}; {km} km later: {by_km}; {months} months later: {by_time}").format(**figures),
    ]
    earlier = {"km": N_("by mileage"), "time": N_("by time")}[made["earlier"]]
    lines.append(_("Due on {day}, {earlier}.").format(day=made["due_on"], earlier=_(earlier)))
    if made["doubt"]:
        lines.append(_odd(made["doubt"]))
    return lines


def _odd(doubt: dict[str, Any]) -> str:
    what = _(DOUBTS[doubt["kind"]])
    state = _("the customer has been asked since") if doubt["asked"] else _("ask the customer")
    return _("{what}: {km} on {day}; {state}").format(what=what, km=_km(doubt["km"]), day=doubt["on"], state=state)


def _km(km: int | None) -> str:
    return _("{n} km").format(n=f"{km:,}") if km is not None else "—"
