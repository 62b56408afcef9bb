"""The registry of indicators: those of the regulation (KP-01 to KP-09) here, all others from their modules.

Each query gives the ids of its subjects, so that a figure opens to its rows, and the numerator is always a part of the
denominator. Rate and success are two rows (KP-20): "worked" is finished by somebody or closed by the three-day rule,
"success" is a completed questionnaire.
"""

from __future__ import annotations

from fractions import Fraction

from agentdesk.common.errors import UsageError
from agentdesk.common.i18n import N_, _
from agentdesk.playbook import current
from agentdesk.playbook.schema import Playbook
from agentdesk.scoreboard import asked, bookings, calling, customers, effort, handling, outside, queries
from agentdesk.scoreboard.computing import computed
from agentdesk.scoreboard.definition import OWN_DAY, Definition
from agentdesk.store.tables import Task

DEFINITIONS: tuple[Definition, ...] = (
    Definition(
        "KP-01",
        N_("Callbacks done on time"),
        N_("callbacks finished within their window ÷ callbacks whose latest day falls in the period"),
        "task",
        queries.callbacks,
        lambda span: queries.with_outcome(
            queries.callbacks(span), queries.worked() & (Task.closed_on <= Task.latest_on)
        ),
        ground="task",
    ),
    Definition(
        "KP-02",
        N_("After-sales orders called back"),
        N_("orders with a completed questionnaire ÷ all completed orders due in the period"),
        "repair_order",
        queries.orders,
        queries.orders_called(queries.orders, queries.succeeded),
        ground="order",
    ),
    Definition(
        "KP-03",
        N_("Private cars called back"),
        N_("orders of private cars whose callback was worked ÷ all orders of private cars due in the period"),
        "repair_order",
        queries.private,
        queries.orders_called(queries.private, queries.worked),
        ground="order",
    ),
    Definition(
        "KP-04",
        N_("Key customers called back"),
        N_("orders of key customers whose callback was worked ÷ all orders of key customers due in the period"),
        "repair_order",
        queries.key,
        queries.orders_called(queries.key, queries.worked),
        ground="order",
    ),
    Definition(
        "KP-05",
        N_("New-car customers called back"),
        N_("sales whose second callback was worked ÷ all sales due in the period"),
        "sale",
        queries.sales,
        queries.sales_called(queries.worked),
        ground="sale",
    ),
    Definition(
        "KP-06",
        N_("New-car callbacks completed"),
        N_("sales with a completed questionnaire ÷ sales whose second callback was worked"),
        "sale",
        queries.sales_called(queries.worked),
        queries.sales_called(queries.succeeded),
        ground="sale",
    ),
    Definition(
        "KP-07",
        N_("Lost customers called back"),
        N_("lost customers whose callback was worked ÷ the list of the half year that ends in the period"),
        "task",
        queries.lost,
        lambda span: queries.with_outcome(queries.lost(span), queries.worked()),
        ground="task",
    ),
    Definition(
        "KP-08",
        N_("Complaints solved first time"),
        N_("complaints whose first re-call found the customer satisfied, never reopened ÷ complaints first re-called"),
        "complaint",
        queries.complaints("recalled", queries.recalled_in),
        queries.complaints("recalled", lambda row, span: queries.recalled_in(row, span) and row.solved_at_once),
        period=OWN_DAY,
        ground="complaint",
    ),
    Definition(
        "KP-09",
        N_("Complaints timely and proper"),
        N_("complaints handled within every limit and with every step and field ÷ complaints closed in the period"),
        "complaint",
        queries.complaints("closed", queries.closed_in),
        queries.complaints("closed", lambda row, span: queries.closed_in(row, span) and row.timely_and_proper),
        period=OWN_DAY,
        ground="complaint",
    ),
)
BY_ID: dict[str, Definition] = {definition.id: definition for definition in DEFINITIONS}
COUNTED: tuple[Definition, ...] = (
    *DEFINITIONS,
    *bookings.DEFINITIONS,
    *customers.DEFINITIONS,
    *calling.DEFINITIONS,
    *handling.DEFINITIONS,
)
# What the regulation or the standards know and only a playbook can say: its question, its index, its own counting.
UNDEFINED: tuple[tuple[str, str], ...] = (
    ("KP-13", N_("Received at once")),
    ("KP-15A", N_("Flow executed")),
    ("KP-15B", N_("Drills passed")),
    ("KP-16", N_("Fixed at the first visit")),
    ("KP-18", N_("400 number told")),
    ("CES", N_("Customer effort score")),
    ("CSI", N_("Satisfaction index")),
    ("NPS", N_("Net promoter score")),
    ("T2B", N_("Satisfied (top two boxes)")),
)


def registry(playbook: Playbook) -> dict[str, Definition]:
    """Every indicator by its id, in the order of the requirements; texts of the playbook's in the language in use."""
    found = {definition.id: definition for definition in COUNTED}
    found |= {definition.id: definition for definition in asked.definitions(playbook)}
    found |= {definition.id: definition for definition in effort.definitions(playbook)}

    def ours(code: str, span: queries.Span) -> Fraction | None:
        return computed(found[code], span).value if code in found else None

    def unit_of(code: str) -> str:
        return found[code].unit if code in found else "percent"

    for definition in outside.definitions(playbook, ours, unit_of):
        found[definition.id] = definition
    for code, name in UNDEFINED:
        found.setdefault(code, _undefined(code, name))
    return dict(sorted(found.items(), key=lambda item: _place(item[0])))


def find(code: str) -> Definition:
    """An indicator of the playbook in force by its id; UsageError names the known ones."""
    known = registry(current.current())
    found = known.get(code.strip().upper())
    if found is None:
        raise UsageError(_("{value} is not one of: {allowed}").format(value=code, allowed=", ".join(known)))
    return found


def _undefined(code: str, name: str) -> Definition:
    why = N_("The playbook does not say how it is counted: see [[asked]], [[index]] ... in targets.toml.")
    formula = N_("defined by the playbook")
    return Definition(code, name, formula, "", measure="outside", compute=lambda _span: outside.NOTHING,
                      why_empty=lambda _span: why)  # fmt: skip


def _place(code: str) -> tuple[int, str]:
    """The regulation's indicators first, then the appliance branch's, then what customers say and how calls end."""
    return (0 if code.startswith("KP-") else 1 if code.startswith("AB-") else 2), code
