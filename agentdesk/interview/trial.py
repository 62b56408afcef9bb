"""Trying a form out before it is published: seeded random walks that answer validly, and what they ran into.

The same form gives the same walks. How many there are is bounded by the work they make, not by the clock, so that a
check says the same on every machine.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from agentdesk.common.i18n import _
from agentdesk.interview.constants import constants_of
from agentdesk.interview.model import ASKED, NUMBERS, SELECTS, SHOWN, FormModel, Kind, Node
from agentdesk.interview.problems import Findings
from agentdesk.interview.run import Run
from agentdesk.interview.samples import sample_facts
from agentdesk.interview.slots import Slot
from agentdesk.interview.walker import Walk, walk_on
from agentdesk.interview.workbook import Row
from agentdesk.interview.xpath import syntax
from agentdesk.interview.xpath.parse import walk

FEW, MANY = 20, 400  # walks when a form is compiled, and when its author asks for a check
_WORK = 120  # pages and rows for each walk there may be, in all walks together
_BACK = 0.1
_OPENING, _IDENTIFIED = "opening", "yes"
# A constraint of these parts can be met by trying numbers and dates; of another one nothing is claimed.
_PLAIN = frozenset({"today", "now", "int", "number", "date", "not", "true", "false", "coalesce", "if"})


class Missed(NamedTuple):
    """A question that no walk came to."""

    name: str
    row: int


@dataclass
class Trial:
    """What the walks over a form came to."""

    walks: int = 0
    missed: list[Missed] = field(default_factory=list)


def try_out(form: FormModel, rows: list[Row], findings: Findings, most: int = FEW) -> Trial:
    """Walk the form up to `most` times; dead ends, failures and answers left off the path go into `findings`."""
    made, work = _Trying(form, rows), 0
    while made.walks < most and work < _WORK * most:
        walked = made.walk_once()
        if walked is None:
            break
        work += len(walked.seen) + len(walked.run.state.slots)
    made.report(findings)
    asked = [node for place, node in enumerate(form.nodes) if node.kind in SHOWN and place not in made.reached]
    return Trial(made.walks, [Missed(node.name, node.row) for node in asked])


class _Trying:
    """The walks over one form and what they ran into, by the positions of its rows."""

    def __init__(self, form: FormModel, rows: list[Row]) -> None:
        self.form, self.rows = form, rows
        self.walks = 0
        self.reached: set[int] = set()
        self.no_choice: Counter[int] = Counter()
        self.no_answer: Counter[int] = Counter()
        self.endless: Counter[int] = Counter()
        self.left_over: Counter[int] = Counter()
        self.misused: dict[tuple[int, str], str] = {}
        self.failed: tuple[int, str] | None = None

    def walk_once(self) -> Walk | None:
        """One more walk; None where the form fails in it."""
        chance = random.Random(self.walks)
        facts = _facts(self.form, chance)
        fixed = {_OPENING: _IDENTIFIED} if _has_opening(self.form) and self.walks % 2 == 0 else {}
        language = chance.choice(self.form.languages)
        made: Walk | None = None
        try:
            made = Walk(Run(self.form, facts, language=language, seed=self.walks))
            walk_on(made, random.Random(self.walks), back=_BACK, fixed=fixed)
            self._note(made)
            change_answers(made.run, chance)
            self._note_left_over(made.run, facts)
        except Exception as error:  # whatever it is, the form's author must hear of it, not the agent on the telephone
            here = made.run.state.slots.get(made.seen[-1]) if made and made.seen else None
            self.failed = (here.place if here else 0, type(error).__name__)
            return None
        self.walks += 1
        return made

    def _note(self, made: Walk) -> None:
        slots = made.run.state.slots
        self.reached |= {slot.place for slot in slots.values() if slot.relevant}
        self.misused |= made.run.state.misused
        for key in dict.fromkeys(made.stuck):
            slot = slots[key]
            if key == made.unended:
                self.endless[slot.place] += 1
            elif slot.model.kind in SELECTS and not made.run.item(key).choices:
                self.no_choice[slot.place] += 1
            elif _can_be_met_by_trying(slot):
                self.no_answer[slot.place] += 1

    def _note_left_over(self, run: Run, facts: Mapping[str, str]) -> None:
        """The results must be those of a call in which only what counts in the end was ever said."""
        said = run.results()
        again = Run(self.form, facts, language=run.language, seed=run.seed)
        again.restore(said, {key: at for key, at in run.confirmations.items() if run.state.slots[key].relevant})
        expected = again.results()
        for key, value in said.items():
            slot = run.state.slots[key]
            if slot.model.kind in ASKED and not (slot.relevant and expected.get(key) == value):
                self.left_over[slot.place] += 1

    def report(self, findings: Findings) -> None:
        """Put what the walks ran into to the findings, each once, with how many walks met it."""
        if self.failed:
            place, name = self.failed
            message = _("walking the form fails here ({error}); please report this form").format(error=name)
            findings.add(self.rows[place].problem("type", message))
        for met, column, message in (
            (self.no_choice, "choice_filter", _("a dead end: answers before it can leave no choice here")),
            (self.no_answer, "constraint", _("a dead end: answers before it can leave no answer that passes")),
            (self.endless, "type", _("the walk never comes to an end after this")),
            (self.left_over, "relevant", _("an answer stays in the results that the path no longer leads to")),
        ):
            for place, count in sorted(met.items()):
                often = _(" ({count} of {walks} walks)").format(count=count, walks=self.walks)
                findings.add(self.rows[place].problem(column, message + often, warning=True))
        for (place, column), reason in sorted(self.misused.items()):
            message = _("gives nothing with some answers: {reason}").format(reason=reason)
            findings.add(self.rows[place].problem(column, message, warning=True))


def change_answers(run: Run, chance: random.Random) -> None:
    """Take other choices afterwards, which puts what hung on the first ones off the path."""
    keys = [slot.key for slot in run.state.order() if slot.model.kind is Kind.SELECT_ONE and slot.value]
    for key in chance.sample(keys, min(4, len(keys))):
        choices = run.item(key).choices
        if run.state.slots[key].relevant and choices and run.state.slots[key].model.name != _OPENING:
            run.answer(key, chance.choice(choices).name, confirmed=True)


def _facts(form: FormModel, chance: random.Random) -> dict[str, str]:
    """A fact for every hidden field: its default or a sample, or something a condition asks for, or nothing."""
    samples, compared, made = sample_facts("zh"), constants_of(form), {}
    for node in form.nodes:
        if node.kind is Kind.HIDDEN:
            usual = node.default or samples.get(node.name) or node.name
            others = compared.get(node.name, ())
            made[node.name] = chance.choice([usual, *others]) if others or chance.random() > 0.1 else ""
    return made


def _has_opening(form: FormModel) -> bool:
    return any(node.name == _OPENING and node.kind is Kind.SELECT_ONE for node in form.nodes)


def _can_be_met_by_trying(slot: Slot) -> bool:
    """Whether the walker's guesses would have met the constraint if any answer could."""
    node: Node = slot.model
    if node.constraint is None:
        return False
    if node.kind in SELECTS:
        return True
    calls = {part.name for part in walk(node.constraint.tree) if isinstance(part, syntax.Call)}
    return node.kind in NUMBERS | {Kind.DATE} and calls <= _PLAIN
