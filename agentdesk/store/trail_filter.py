"""What a reader types to find events: a person, an action, a row, a customer, a day, in any order.

李娜 改派 11-20        task:17        客户:12 11-01..11-20        system db
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from agentdesk.common import clock
from agentdesk.common.errors import UsageError
from agentdesk.common.i18n import _
from agentdesk.store.reading import tuples
from agentdesk.store.tables import Person
from agentdesk.store.trail import Event, Wanted
from agentdesk.store.trail_actions import ACTIONS
from agentdesk.store.trail_names import ENTITIES, action_name, entity_name

_DAY = re.compile(r"(?:(\d{4})-)?(\d{1,2})-(\d{1,2})")
_ROW = re.compile(r"(\D+?)[:：]?(\d{1,15})")
_NOT_PEOPLE = ("system",)


def parse(text: str) -> Wanted:
    """The filter that is meant; UsageError with the word that is not understood."""
    person, actions, first, last = "", None, None, None
    entity: tuple[str, int | None] = ("", None)
    customer: int | None = None
    names = _people()
    for word in text.split():
        if (span := _days(word)) is not None:
            first, last = span
        elif (row := _row(word)) is not None:
            entity, customer = (("", None), row[1]) if row[0] == "customer" else (row, customer)
        elif (name := names.get(word.casefold())) is not None:
            person = name
        elif found := _actions(word):
            actions = found if actions is None else tuple(code for code in actions if code in found)
        else:
            raise UsageError(
                _("Not understood: {word}. A person, an action, task:17 or a day as 11-20.").format(word=word)
            )
    if actions == ():
        raise UsageError(_("No action has all of these words."))
    return Wanted(person, actions or (), *entity, customer, first, last)


def word_for(event: Event, by: str) -> str:
    """What is typed to find events like this one by `person`, `action`, `row` or `day`; "" for one about no row."""
    if by == "row":
        return f"{event.entity}:{event.entity_id}" if event.entity_id is not None else ""
    if by == "day":
        return f"{clock.local(event.at):%Y-%m-%d}"
    return event.person if by == "person" else event.action


def _people() -> dict[str, str]:
    """Names and staff codes with the name that the trail has."""
    rows = tuples(Person.select(Person.code, Person.name))
    found = {name: name for name in _NOT_PEOPLE} | {_("program").casefold(): _NOT_PEOPLE[0]}
    for code, name in rows:
        found[code.casefold()] = found[name.casefold()] = name
    return found


def _days(word: str) -> tuple[date, date] | None:
    first, dots, last = word.partition("..")
    found = _day(first), _day(last if dots else first)
    return None if None in found else found  # type: ignore[return-value]


def _day(word: str) -> date | None:
    """A day; without a year the last one of that name, today at the latest."""
    today = clock.today()
    near = {_("today"): today, _("yesterday"): today - timedelta(days=1)}
    if word in near:
        return near[word]
    found = _DAY.fullmatch(word)
    if found is None:
        return None
    year, month, day = (int(part) if part else 0 for part in found.groups())
    for each in (year,) if year else (today.year, today.year - 1):
        try:
            wanted = date(each, month, day)
        except ValueError:
            continue
        if year or wanted <= today:
            return wanted
    return None


def _row(word: str) -> tuple[str, int] | None:
    found = _ROW.fullmatch(word)
    if found is None:
        return None
    meant = found[1].casefold()
    for code in ENTITIES:
        if meant in (code, entity_name(code).casefold()):
            return code, int(found[2])
    return None


def _actions(word: str) -> tuple[str, ...]:
    """Actions of a code, of a noun, or with the word in their name."""
    meant = word.casefold()
    exact = tuple(code for code in ACTIONS if meant in (code, code.partition(".")[0]))
    return exact or tuple(code for code in ACTIONS if meant in action_name(code).casefold())
