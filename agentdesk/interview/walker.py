"""Walk a form with random valid answers: finds the dead ends that reading it does not show."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from agentdesk.common import clock
from agentdesk.interview.model import CODES, NUMBERS, SELECTS, FormModel, Kind
from agentdesk.interview.run import Run
from agentdesk.interview.views import Item, Page
from agentdesk.interview.xpath import syntax
from agentdesk.interview.xpath.parse import walk
from agentdesk.interview.xpath.values import number_of

TRIES = 40


@dataclass
class Walk:
    """One walk: the interview at its end, the pages seen, and the questions no valid answer was found for."""

    run: Run
    seen: list[str] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)


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
    chance = random.Random(seed)
    made = Walk(Run(form, facts, language=language, seed=seed))
    page = made.run.page
    limit = 50 + 10 * len(form.nodes)
    while page is not None and len(made.seen) < limit:
        made.seen.append(page.key)
        _answer_page(made, page, chance, fixed or {})
        page = made.run.back() if chance.random() < back and len(made.seen) < limit // 2 else made.run.next()
    if page is not None:
        made.stuck.append(page.key)
    return made


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
    node = run.state.slots[item.key].model
    hints = [] if node.constraint is None else _literals(node.constraint)
    if item.kind is Kind.RANGE and item.choices:
        return chance.choice(item.choices).name
    if item.kind in NUMBERS:
        near = [number_of(text) + step for text in hints if number_of(text) == number_of(text) for step in (-1, 0, 1)]
        return f"{chance.choice([*near, float(chance.randint(0, 100))]):g}"
    day = clock.today() + timedelta(days=chance.randint(-400, 400))
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
    if not names:
        return ""
    if item.kind is Kind.SELECT_ONE:
        return chance.choice(names)
    plain = [name for name in names if name not in CODES] or names[:1]
    if item.kind is Kind.RANK:
        return " ".join(chance.sample(names, len(names)))
    return " ".join(chance.sample(plain, chance.randint(1, len(plain))))


def _literals(expression: syntax.Expression) -> list[str]:
    found = []
    for part in walk(expression.tree):
        if isinstance(part, syntax.Number):
            found.append(f"{part.value:g}")
        elif isinstance(part, syntax.Literal):
            found.append(part.value)
    return found
