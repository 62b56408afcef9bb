"""Checks across a whole form: names, functions, circles, comparisons that never hold, prompts that can be skipped."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection
from datetime import date, datetime, time

from agentdesk.common.i18n import _
from agentdesk.interview import judge
from agentdesk.interview.check_expressions import Expressions
from agentdesk.interview.check_texts import ReadAloud, check_choice_texts
from agentdesk.interview.graph import Cycle, Graph
from agentdesk.interview.model import ASKED, CODES, NUMBERS, OTHER, SELECTS, SILENT, FormModel, Kind, Node
from agentdesk.interview.problems import Findings
from agentdesk.interview.reach import Reach
from agentdesk.interview.state import MAX_TURNS
from agentdesk.interview.workbook import Row, Sheet
from agentdesk.interview.xpath import syntax
from agentdesk.interview.xpath.values import number_of

_GATES = frozenset({"opening"})  # nothing is said to the wrong person: this gate skips no duty
_NEVER = frozenset({"false()", "0", "''", '""'})
_READS = {Kind.DATE: date.fromisoformat, Kind.TIME: time.fromisoformat, Kind.DATE_TIME: datetime.fromisoformat}


def check_model(
    form: FormModel, rows: list[Row], choices: Sheet, findings: Findings, *, refused: Collection[str] = ()
) -> None:
    """Note every problem of a form whose rows could be read; `rows` are the rows of its nodes.

    `refused` are the names of rows that were refused already: referring to them is no second error.
    """
    checker = _Checker(form, rows, findings, frozenset(refused))
    checker.names()
    for place in range(len(form.nodes)):
        checker.piping(place)
        checker.expressions(place)
        checker.reachable(place)
        checker.default(place)
        checker.turns(place)
    check_choice_texts(checker, choices, findings)
    checker.circles()
    if not findings.errors:
        checker.tried()
    for place, node in enumerate(form.nodes):
        if node.kind is Kind.ACKNOWLEDGE and node.has("must-say"):
            checker.skippable(place)


class _Checker(ReadAloud, Expressions):
    """The checks of one form."""

    def names(self) -> None:
        """Names are unique among the rows of a group, and everywhere where `${name}` refers to them."""
        seen: set[tuple[int, str]] = set()
        for place, node in enumerate(self.form.nodes):
            if node.name and (node.parent, node.name.lower()) in seen:
                self.note(place, "name", _("the name {name!r} is used twice").format(name=node.name))
            seen.add((node.parent, node.name.lower()))
        self.twice = {name for name, count in Counter(node.name for node in self.form.nodes).items() if count > 1}

    def reachable(self, place: int) -> None:
        """Rows nobody can reach, and required rows nobody can answer."""
        node = self.form.nodes[place]
        if node.relevant is not None and node.relevant.text.strip() in _NEVER:
            self.note(place, "relevant", _("this can never be reached"), warning=True)
        locked = node.kind in ASKED and node.required is not None and node.read_only is not None
        if locked and not (node.default or node.dynamic_default or node.calculation):
            self.note(place, "required", _("required but read-only and without a value: a dead end"))
        if node.constraint is not None and node.constraint.text.strip() in _NEVER:
            self.note(place, "constraint", _("no answer can ever pass this: a dead end"))
        if len({judge.is_soft(text) for text in node.constraint_message.values()}) > 1:
            message = _("warn: stands in one language only: the check would be soft in one and hard in the other")
            self.note(place, "constraint_message", message)

    def default(self, place: int) -> None:
        """A default that the question itself would refuse stands in the way of every call."""
        node = self.form.nodes[place]
        if node.kind in ASKED and node.default and not self.may_be(node, node.default):
            message = _("the default {text!r} is no answer to this question").format(text=node.default)
            self.note(place, "default", message, warning=True)

    def may_be(self, node: Node, text: str) -> bool:
        """Whether a text is an answer of a question's kind."""
        if node.kind in SELECTS:
            names = {choice.name for choice in self.form.choice_list(node.choices)} | {OTHER}
            return not node.choices or text in names or set(text.split()) <= names
        if text in CODES and node.has(text):
            return True
        if node.kind in NUMBERS:
            number = number_of(text)
            low, high = sorted((node.bounds.start, node.bounds.end)) if node.bounds else (-math.inf, math.inf)
            return low <= number <= high and (node.kind is not Kind.INTEGER or number == int(number))
        reads = _READS.get(node.kind)
        try:
            return reads is None or bool(reads(text) or True)
        except ValueError:
            return False

    def turns(self, place: int) -> None:
        """A count of turns that no call would have."""
        count = self.form.nodes[place].repeat_count
        if count is None:
            return
        if isinstance(count.tree, syntax.Number) and not 1 <= count.tree.value <= MAX_TURNS:
            message = _("a repeat has 1 to {most} turns").format(most=MAX_TURNS)
            self.note(place, "repeat_count", message)
        elif isinstance(count.tree, syntax.Literal):
            self.note(place, "repeat_count", _("the count of a repeat is a number"))

    def tried(self) -> None:
        """Conditions and constraints that contradict themselves or each other.

        Only in a form that has no error, and not for a condition in which something was found already.
        """
        reach = Reach(self.form, self.graph)
        for place in range(len(self.form.nodes)):
            noted = self.rows[place].problem("relevant", "").cell in {each.cell for each in self.findings.problems}
            if not noted and reach.never_asked(place):
                self.note(place, "relevant", _("this can never be reached: no answers make it true"), warning=True)
            if reach.never_answered(place):
                self.note(place, "constraint", _("no answer can ever pass this: a dead end"))

    def circles(self) -> None:
        """Rows whose relevance or calculation depends on themselves."""
        try:
            self.graph = Graph(self.form)
        except Cycle as circle:
            names = " -> ".join(self.form.nodes[place].name for place in (*circle.places, circle.places[0]))
            place = circle.places[0]
            column = "calculation" if self.form.nodes[place].calculation else "relevant"
            self.note(place, column, _("a circle: {names}").format(names=names))

    def skippable(self, place: int) -> None:
        """A must-say prompt in a group that is left out for some answers; its own condition is its rule, not a slip."""
        upwards = [place]
        while self.form.nodes[upwards[-1]].parent >= 0:
            upwards.append(self.form.nodes[upwards[-1]].parent)
        for each in upwards[1:]:
            node = self.form.nodes[each]
            if node.relevant is not None and not self.by_facts(set(node.relevant.names) - _GATES, set()):
                message = _("must be said, but the group {name} around it can be skipped").format(name=node.name)
                self.note(place, "appearance", message, warning=True)
            count = node.repeat_count
            fixed = count is None or (isinstance(count.tree, syntax.Number) and count.tree.value >= 1)
            if count is not None and not fixed and not self.by_facts(set(count.names), set()):
                message = _("must be said, but the repeat {name} around it may have no turn").format(name=node.name)
                self.note(place, "appearance", message, warning=True)

    def by_facts(self, names: set[str], seen: set[str]) -> bool:
        """Whether names are facts or calculated from facts only."""
        for name in names - seen:
            node = self.known.get(name)
            if node is None or node.kind not in SILENT:
                return False
            seen.add(name)
            if node.calculation is not None and not self.by_facts(set(node.calculation.names), seen):
                return False
        return True
