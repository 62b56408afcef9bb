"""Whether an answer can stand: its type, its choices, its constraint, soft or hard."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time

from agentdesk.common.i18n import _
from agentdesk.interview.model import CODES, NUMBERS, SELECTS, WARN, Kind, text_in
from agentdesk.interview.piping import fill
from agentdesk.interview.slots import Slot, names_in
from agentdesk.interview.state import Answers

_INTEGER = re.compile(r"[+-]?\d+")
_DECIMAL = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)")
_SOFT = re.compile(rf"\s*{WARN}\s*[:：]", re.IGNORECASE)
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．－", "0123456789.-")


def tidy(slot: Slot, value: object) -> str:
    """An answer as it is stored: a list as names parted by a space; full-width digits of a number as plain ones.

    A text in which nothing can be read is no answer; NUL goes, since a server's text cannot hold it.
    """
    if isinstance(value, list | tuple):
        return " ".join(str(each) for each in value)
    text = "" if value is None else str(value)
    if slot.model.kind is Kind.TEXT:
        return text.replace("\x00", "") if any(unicodedata.category(each)[0] not in "CZ" for each in text) else ""
    text = " ".join(text.split())
    if slot.model.kind in NUMBERS:
        text = text.translate(_FULL_WIDTH)
    return text


def is_code(slot: Slot, text: str) -> bool:
    """Whether a free question was answered with don't-know or refused, which its appearance allows by name."""
    return text in CODES and slot.model.has(text) and slot.model.kind not in SELECTS


def type_error(slot: Slot, text: str, answers: Answers) -> str:
    """What is wrong with the kind of an answer, or ""."""
    kind = slot.model.kind
    if not text or is_code(slot, text):
        return ""
    if kind in SELECTS:
        return _choice_error(slot, text, answers)
    if kind is Kind.INTEGER and not _INTEGER.fullmatch(text):
        return _("a whole number, please")
    if kind in NUMBERS and not _DECIMAL.fullmatch(text):
        return _("a number, please")
    if kind is Kind.RANGE:
        return _range_error(slot, float(text))
    if kind is Kind.DATE and not _reads(date.fromisoformat, text):
        return _("a date, please, such as 2026-11-20")
    if kind is Kind.TIME and not _reads(time.fromisoformat, text):
        return _("a time, please, such as 09:45")
    if kind is Kind.DATE_TIME and not _reads(datetime.fromisoformat, text):
        return _("a date and time, please, such as 2026-11-20T09:45")
    return ""


def _reads(read: object, text: str) -> bool:
    try:
        read(text)  # type: ignore[operator]
    except ValueError:
        return False
    return True


def _choice_error(slot: Slot, text: str, answers: Answers) -> str:
    names, offered = names_in(text, slot.model.kind), {choice.name for choice in answers.choices(slot)}
    for name in names:
        if name not in offered:
            return _("{name} is not offered here").format(name=name)
    if len(set(names)) < len(names):
        return _("the same choice twice")
    if len(names) > 1 and CODES & set(names):
        return _("don't know and refused stand alone")
    if slot.model.kind is Kind.RANK and set(names) != offered - CODES and not CODES & set(names):
        return _("rank all choices")
    return ""


def _range_error(slot: Slot, number: float) -> str:
    bounds = slot.model.bounds
    if bounds is None:
        return ""
    low, high = sorted((bounds.start, bounds.end))
    steps = (number - bounds.start) / bounds.step if bounds.step else 0.0
    if low <= number <= high and abs(steps - round(steps)) < 1e-9:
        return ""
    return _("from {low} to {high} in steps of {step}").format(
        low=f"{low:g}", high=f"{high:g}", step=f"{abs(bounds.step):g}"
    )


def is_soft(message: str) -> bool:
    """Whether a constraint with this message only asks for confirmation."""
    return _SOFT.match(message) is not None


def constraint_problem(slot: Slot, text: str, answers: Answers) -> tuple[str, str]:
    """A failed constraint as (hard error, soft warning), both "" where it holds; a blank is never checked.

    A message that begins with `warn:` makes the constraint a soft one: it asks for confirmation.
    """
    node = slot.model
    if node.constraint is None or not text or is_code(slot, text):
        return "", ""
    kept, slot.value = slot.value, text
    try:
        if answers.holds(node.constraint, slot, default=True):
            return "", ""
        message = fill(text_in(node.constraint_message, answers.language), answers, slot)
    finally:
        slot.value = kept
    soft = _SOFT.match(message)
    if soft:
        return "", message[soft.end() :].strip()
    return message or _("this answer is not possible here"), ""
