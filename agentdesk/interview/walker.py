"""Walk a form with random valid answers: finds the dead ends that reading it does not show."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from agentdesk.common import clock
from agentdesk.interview.constants import constant, constants_of
from agentdesk.interview.model import CODES, NUMBERS, SELECTS, FormModel, Kind, Node
from agentdesk.interview.run import Run
from agentdesk.interview.views import Item, Page
from agentdesk.interview.xpath.parse import walk
from agentdesk.interview.xpath.values import is_day, number_of

TRIES = 40
_CODE = 0.05  # how often a question that allows it is answered with don't know or refused


@dataclass
class Walk:
    """One walk: the interview, the pages seen, and the questions no valid answer was found for.

    `unended` is the question of the page on which a walk was given up that went on and on.
    """

    run: Run
    seen: list[str] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)
    unended: str = ""


def walk_form(
    form: FormModel,
    facts: Mapping[str, str],
    seed: int,
    *,
    language: str = "zh",
    back: float = 0.0,
    fixed: Mapping[str, str] | None = None,
) -> Walk:
    """Answer a form from beginning to end, the same way for the same seed.

    `back` is the chance of going back a page after one is answered; `fixed` gives the answers of some questions.
    """
    made = Walk(Run(form, facts, language=language, seed=seed))
    walk_on(made, random.Random(seed), back=back, fixed=fixed)
    return made


def walk_on(made: Walk, chance: random.Random, *, back: float = 0.0, fixed: Mapping[str, str] | None = None) -> None:
    """Go on from where an interview stands to its end."""
    page = made.run.page
    while page is not None and len(made.seen) < _limit(made):
        made.seen.append(page.key)
        _answer_page(made, page, chance, fixed or {})
        page = made.run.back() if chance.random() < back and len(made.seen) < _limit(made) // 2 else made.run.next()
    if page is not None:
        made.unended = page.key
        made.stuck.append(page.key)


def _limit(made: Walk) -> int:
    """More pages than any walk has that comes to an end; turns of repeats come to be on the way."""
    return 50 + 10 * len(made.run.state.slots)


def _answer_page(made: Walk, page: Page, chance: random.Random, fixed: Mapping[str, str]) -> None:
    for key in [item.key for item in page.items]:
        if not made.run.state.slots[key].relevant:
            continue  # an answer above on the same page has hidden it
        item = made.run.item(key)
        if item.kind is Kind.NOTE or item.read_only:
            continue
        if item.kind is Kind.ACKNOWLEDGE:
            made.run.confirm(key)
        elif not _answered(made, item, chance, fixed) and made.run.item(key).required:
            made.stuck.append(key)


def _answered(made: Walk, item: Item, chance: random.Random, fixed: Mapping[str, str]) -> bool:
    if item.kind in SELECTS and not item.choices:
        return False
    if item.name in fixed:
        return made.run.answer(item.key, fixed[item.name], confirmed=True).ok
    return any(made.run.answer(item.key, guess(made.run, item, chance), confirmed=True).ok for _ in range(TRIES))


def guess(run: Run, item: Item, chance: random.Random) -> str:
    """An answer to try for a question; a constraint may still refuse it."""
    if item.kind in SELECTS:
        return _choose(item, chance)
    codes = sorted(CODES & set(item.appearance.split()))
    if codes and chance.random() < _CODE:
        return chance.choice(codes)
    hints = _hints(run, run.state.slots[item.key].model)
    if item.kind is Kind.RANGE and item.choices:
        return chance.choice(item.choices).name
    if item.kind in NUMBERS:
        if _is_count(run.form, item.name):
            return str(chance.choice((0, 1, 2, 3, *(int(each) for each in map(number_of, hints) if 0 <= each <= 9))))
        near = [number_of(text) + step for text in hints if number_of(text) == number_of(text) for step in (-1, 0, 1)]
        return f"{chance.choice([*near, float(chance.randint(0, 100))]):g}"
    return _guess_text(item, hints, chance)


def _guess_text(item: Item, hints: list[str], chance: random.Random) -> str:
    near = [date.fromisoformat(text[:10]) for text in hints if is_day(text)]
    day = chance.choice([clock.today(), *near]) + timedelta(days=chance.choice((0, 1, -1, chance.randint(-400, 400))))
    moment = f"{chance.randint(8, 18):02}:{chance.choice((0, 15, 30, 45)):02}"
    if item.kind is Kind.DATE:
        return day.isoformat()
    if item.kind is Kind.TIME:
        return moment
    if item.kind is Kind.DATE_TIME:
        return f"{day.isoformat()}T{moment}"
    texts = ["等得太久", "ok", "13800138000", "a" * chance.randint(1, 40)]
    return chance.choice([*(text for text in hints if text), *texts])


def _choose(item: Item, chance: random.Random) -> str:
    names = [choice.name for choice in item.choices]
    if not names or item.kind is Kind.SELECT_ONE:
        return chance.choice(names) if names else ""
    codes = [name for name in names if name in CODES]
    plain = [name for name in names if name not in CODES]
    if not plain or (codes and chance.random() < _CODE):
        return chance.choice(codes)
    if item.kind is Kind.RANK:
        return " ".join(chance.sample(plain, len(plain)))
    return " ".join(chance.sample(plain, chance.randint(1, len(plain))))


def _hints(run: Run, node: Node) -> list[str]:
    """What makes a difference: constants the form compares the question with, those of its constraint, and answers."""
    found = list(constants_of(run.form).get(node.name, ()))
    if node.constraint is not None:
        found += [text for part in walk(node.constraint.tree) if (text := constant(part)) is not None]
        for name in node.constraint.names:
            found += [slot.text() for slot in run.state.turns(name) if slot.text()]
    return found


def _is_count(form: FormModel, name: str) -> bool:
    """Whether a repeat has as many turns as this question says; a hundred of them show no more than three."""
    return any(node.repeat_count is not None and name in node.repeat_count.names for node in form.nodes)
