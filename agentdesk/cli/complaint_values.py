"""What is given to a complaint's commands, as the values that its steps take."""

from __future__ import annotations

from datetime import datetime

import click

from agentdesk.cli.session import YEARS, parse_day, person_named
from agentdesk.common import clock
from agentdesk.common.errors import UsageError, UserError
from agentdesk.common.i18n import _
from agentdesk.complaints.fields import Field, cents

YES_NO = click.Choice(("yes", "no"))
_NAMES = {  # how a field is asked for, where its own name would not be understood
    "cause_gap": "cause",
    "responsible_id": "responsible",
    "goodwill_cents": "goodwill",
    "remedy_sought": "remedy",
    "wants_callback": "callback",
}
_METAVARS = {"choice": "CODE", "text": "TEXT", "day": "DAY", "moment": "TIME", "money": "YUAN", "person": "PERSON"}


def yes_no(text: str | None) -> bool | None:
    """What was answered; None where nothing was."""
    return None if text is None else text == "yes"


def option_name(code: str) -> str:
    """How a field is asked for: --goodwill."""
    return f"--{_NAMES.get(code, code).replace('_', '-')}"


def option(field: Field) -> click.Option:
    """The option of a field of steps: --goodwill YUAN, --accepted yes|no."""
    names = [option_name(field.code), field.code]
    if field.holds == "yes_no":
        return click.Option(names, type=YES_NO, help=_(field.name))
    return click.Option(names, metavar=_METAVARS[field.holds], help=_(field.name))


def value(field: Field, text: str) -> object:
    """A field's value from what was given; UsageError says what is wrong with it. Choices are checked by the step."""
    if field.holds == "yes_no":
        return text == "yes"
    if field.holds == "person":
        return person_named(text).id
    if field.holds == "money":
        try:
            return cents(text)
        except UserError as error:
            raise UsageError(_("Not an amount in yuan like 500 or 500.50: {text}").format(text=text)) from error
    if field.holds == "day":
        return parse_day(text).isoformat()
    if field.holds == "moment":
        return _instant(text).isoformat()
    return text.strip()


def _instant(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise UsageError(_("Not a time like 2026-11-20T14:00: {text}").format(text=text)) from error
    if moment.tzinfo is not None or moment.year not in YEARS:
        raise UsageError(_("Not a time like 2026-11-20T14:00: {text}").format(text=text))
    return clock.to_utc(moment)
