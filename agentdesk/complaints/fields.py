"""What a step may be given beside its note: the fields of steps.ACTIONS by name, with what each may hold.

A screen builds a step's form from `of_action(ACTIONS[kind])`; `rules.py` checks the same table.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from agentdesk.common.errors import UsageError, UserError
from agentdesk.common.i18n import N_, _, pick
from agentdesk.complaints.steps import Action
from agentdesk.playbook import current

_YUAN = re.compile(r"(\d{1,9})(?:\.(\d{1,2}))?", re.ASCII)
Holds = Literal["choice", "yes_no", "text", "day", "moment", "money", "person"]


@dataclass(frozen=True)
class Field:
    """One field: `name` in English for gettext, what it `holds`, and the codes of a choice that no playbook names.

    money is a whole number of cents, a day an ISO date, a moment an ISO instant, a person an id.
    """

    code: str
    name: str
    holds: Holds
    codes: tuple[tuple[str, str], ...] = ()


_ALL = (
    Field(
        "reply",
        N_("Reply"),
        "choice",
        (("at_once", N_("answered at once")), ("investigate", N_("to be looked into"))),
    ),
    Field("promised_at", N_("Answer promised for"), "moment"),
    Field("severity", N_("Severity"), "choice"),
    Field("safety", N_("Safety is concerned"), "yes_no"),
    Field("complexity", N_("Complexity"), "choice", (("simple", N_("simple")), ("complex", N_("complex")))),
    Field("impact", N_("Impact"), "choice", (("low", N_("low")), ("medium", N_("medium")), ("high", N_("high")))),
    Field("immediate", N_("Something must be done at once"), "yes_no"),
    Field("remedy_sought", N_("Remedy sought"), "text"),
    Field("cause_gap", N_("Cause"), "choice"),
    Field("responsible_id", N_("Responsible"), "person"),
    Field("accepted", N_("The customer accepts the answer"), "yes_no"),
    Field("recourse", N_("Where the customer turns"), "choice"),
    Field("goodwill_cents", N_("Goodwill amount"), "money"),
    Field("preferential", N_("Preferential claim"), "yes_no"),
    Field("satisfied", N_("The customer is satisfied"), "yes_no"),
    Field("wants_callback", N_("Wants a call back"), "yes_no"),
    Field("reason", N_("Reason of the pause"), "choice"),
    Field("until", N_("Paused until"), "day"),
)
FIELDS: dict[str, Field] = {field.code: field for field in _ALL}


def cents(text: str) -> int:
    """An amount in yuan as it is written (500, 1,200.50, ¥500, 500元) in cents; UserError for anything else."""
    plain = unicodedata.normalize("NFKC", text).lower().replace(",", "").replace(" ", "")
    found = _YUAN.fullmatch(plain.removeprefix("¥").removesuffix("yuan").removesuffix("元"))
    if found is None:
        raise UserError(_("Write the amount in yuan, such as 500 or 500.50"))
    return int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0"))


def of_action(action: Action) -> list[Field]:
    """The fields of an action, in its order."""
    return [FIELDS[code] for code in action.fields]


def field_name(code: str) -> str:
    """A field in the language in use; its code where it is none."""
    return _(FIELDS[code].name) if code in FIELDS else code


def choices(code: str) -> dict[str, str]:
    """The codes a choice may hold with their names, by the playbook in force; empty for any other field."""
    field = FIELDS[code]
    if field.codes:
        return {value: _(name) for value, name in field.codes}
    rows: Any = current.current().complaints
    found = {"severity": rows.severities, "cause_gap": rows.gaps, "reason": rows.pauses, "recourse": rows.recourses}
    return {row.code: pick(row.zh, row.en) for row in found.get(code, ())}


def require_value(code: str, value: Any) -> None:
    """UsageError where a field cannot hold a value; None is no value and holds."""
    if value is None:
        return
    field = FIELDS[code]
    if field.holds == "choice" and value not in choices(code):
        raise UsageError(_("{value} is not one of: {allowed}").format(value=value, allowed=", ".join(choices(code))))
    if field.holds == "yes_no" and not isinstance(value, bool):
        raise UsageError(_("{field} is answered with yes or no.").format(field=_(field.name)))
    if field.holds == "money" and (isinstance(value, bool) or not isinstance(value, int) or value < 0):
        raise UsageError(_("A goodwill amount is a whole number of cents, not below nought."))
    if field.holds == "day" and _day(value) is None:
        raise UsageError(_("{value} is no day; write it like 2026-11-25.").format(value=value))


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return None
