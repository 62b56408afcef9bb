"""Fill `${name}` in what is read aloud, in the language of the call."""

from __future__ import annotations

import re
from datetime import date

from agentdesk.interview.model import SELECTS, Kind
from agentdesk.interview.slots import Slot
from agentdesk.interview.state import Answers

REFERENCE = re.compile(r"\$\{\s*([^}\s]+)\s*\}")
_ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2}).*)?")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
OPTIONAL = "optional"


def fill(text: str, answers: Answers, slot: Slot) -> str:
    """A text with every `${name}` filled; a value that is missing is marked so that nobody reads past it."""
    return REFERENCE.sub(lambda match: piped(match[1], answers, slot), text) if "${" in text else text


def piped(name: str, answers: Answers, slot: Slot) -> str:
    """The value of a name as one says it; `【?name】` where it is missing, "" where it may be."""
    found = [node for node in answers.answers(name, slot) if isinstance(node, Slot)]
    if not found or not found[0].value:
        return "" if may_be_blank(name, answers) else f"【?{name}】"
    return spoken(found[0], answers)


def may_be_blank(name: str, answers: Answers) -> bool:
    """A fact marked `optional` in its appearance, or a calculation, which has a blank of its own."""
    nodes = [answers.form.nodes[place] for place in answers.graph.places.get(name, ())]
    return bool(nodes) and all(node.has(OPTIONAL) or node.kind is Kind.CALCULATE for node in nodes)


def spoken(slot: Slot, answers: Answers) -> str:
    """An answer as one says it: the label of a choice, a date in words, a text as it is."""
    if slot.model.kind in SELECTS:
        return choice_labels(slot, answers)
    match = _ISO_DATE.fullmatch(slot.value)
    return date_words(slot.value, match, answers.language) if match else slot.value


def choice_labels(slot: Slot, answers: Answers) -> str:
    """The labels of what is chosen, in the order it was chosen."""
    labels = [fill(answers.choice_label(name, slot.model.name), answers, slot) for name in slot.chosen()]
    return ("、" if answers.language == "zh" else ", ").join(labels)


def date_words(text: str, match: re.Match[str], language: str) -> str:
    """2026-11-19 as 2026年11月19日 or 19 November 2026, with a time where there is one; else as it is."""
    try:
        day = date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return text
    time = f" {match[4]}:{match[5]}" if match[4] else ""
    if language == "zh":
        return f"{day.year}年{day.month}月{day.day}日{time}"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}{time}"
