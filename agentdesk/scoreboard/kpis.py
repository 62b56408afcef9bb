"""The indicators KP-01 to KP-09: name, formula, and where their numerator and denominator are counted.

Each query gives the ids of its subjects, so that a figure opens to its rows, and the numerator is always a part of the
denominator. Rate and success are two rows (KP-20): "worked" is finished by somebody or closed by the three-day rule,
"success" is a completed questionnaire.
"""

from __future__ import annotations

from dataclasses import dataclass

from agentdesk.common.i18n import N_
from agentdesk.scoreboard import queries
from agentdesk.scoreboard.queries import Query
from agentdesk.store.tables import Task


@dataclass(frozen=True)
class Definition:
    """An indicator. `subject` says what the ids of its queries are: task, repair_order, sale or complaint."""

    id: str
    name: str
    formula: str
    subject: str
    denominator: Query
    numerator: Query


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
    ),
    Definition(
        "KP-02",
        N_("After-sales orders called back"),
        N_("orders with a completed questionnaire ÷ all completed orders due in the period"),
        "repair_order",
        queries.orders,
        queries.orders_called(queries.orders, queries.succeeded),
    ),
    Definition(
        "KP-03",
        N_("Private cars called back"),
        N_("orders of private cars whose callback was worked ÷ all orders of private cars due in the period"),
        "repair_order",
        queries.private,
        queries.orders_called(queries.private, queries.worked),
    ),
    Definition(
        "KP-04",
        N_("Key customers called back"),
        N_("orders of key customers whose callback was worked ÷ all orders of key customers due in the period"),
        "repair_order",
        queries.key,
        queries.orders_called(queries.key, queries.worked),
    ),
    Definition(
        "KP-05",
        N_("New-car customers called back"),
        N_("sales whose second callback was worked ÷ all sales due in the period"),
        "sale",
        queries.sales,
        queries.sales_called(queries.worked),
    ),
    Definition(
        "KP-06",
        N_("New-car callbacks completed"),
        N_("sales with a completed questionnaire ÷ sales whose second callback was worked"),
        "sale",
        queries.sales_called(queries.worked),
        queries.sales_called(queries.succeeded),
    ),
    Definition(
        "KP-07",
        N_("Lost customers called back"),
        N_("lost customers whose callback was worked ÷ the list of the half year that ends in the period"),
        "task",
        queries.lost,
        lambda span: queries.with_outcome(queries.lost(span), queries.worked()),
    ),
    Definition(
        "KP-08",
        N_("Complaints solved first time"),
        N_("complaints whose first re-call found the customer satisfied, never reopened ÷ complaints first re-called"),
        "complaint",
        queries.complaints("recalled", queries.recalled_in),
        queries.complaints("recalled", lambda row, span: queries.recalled_in(row, span) and row.solved_at_once),
    ),
    Definition(
        "KP-09",
        N_("Complaints timely and proper"),
        N_("complaints handled within every limit and with every step and field ÷ complaints closed in the period"),
        "complaint",
        queries.complaints("closed", queries.closed_in),
        queries.complaints("closed", lambda row, span: queries.closed_in(row, span) and row.timely_and_proper),
    ),
)
BY_ID: dict[str, Definition] = {definition.id: definition for definition in DEFINITIONS}
