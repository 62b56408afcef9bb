"""Checks across a whole form: names, functions, circles, comparisons that never hold, prompts that can be skipped."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection

from agentdesk.common.i18n import _
from agentdesk.interview.build import expressions_of
from agentdesk.interview.graph import Cycle, Graph
from agentdesk.interview.model import (
    ASKED,
    CONTAINERS,
    DONT_KNOW,
    NUMBERS,
    OTHER,
    REFUSED,
    SELECTS,
    SILENT,
    FormModel,
    Kind,
    Node,
)
from agentdesk.interview.problems import Findings
from agentdesk.interview.reach import Reach
from agentdesk.interview.workbook import Row
from agentdesk.interview.xpath import syntax
from agentdesk.interview.xpath.functions import LIBRARY, arity_problem
from agentdesk.interview.xpath.parse import walk
from agentdesk.interview.xpath.values import is_date_text, number_of

_PIPED = re.compile(r"\$\{\s*([^}]*?)\s*\}")
_GATES = frozenset({"opening"})  # nothing is said to the wrong person: this gate skips no duty
_NEVER = frozenset({"false()", "0", "''", '""'})


def check_model(form: FormModel, rows: list[Row], findings: Findings, *, refused: Collection[str] = ()) -> None:
    """Note every problem of a form whose rows could be read; `rows` are the rows of its nodes.

    `refused` are the names of rows that were refused already: referring to them is no second error.
    """
    checker = _Checker(form, rows, findings, frozenset(refused))
    checker.names()
    for place in range(len(form.nodes)):
        checker.piping(place)
        checker.expressions(place)
        checker.reachable(place)
    checker.circles()
    if not findings.errors:
        checker.tried()
    for place, node in enumerate(form.nodes):
        if node.kind is Kind.ACKNOWLEDGE and node.has("must-say"):
            checker.skippable(place)


class _Checker:
    """The checks of one form."""

    def __init__(self, form: FormModel, rows: list[Row], findings: Findings, refused: frozenset[str]) -> None:
        self.refused = refused
        self.form = form
        self.rows = rows
        self.findings = findings
        self.known: dict[str, Node] = {node.name: node for node in form.nodes}

    def note(self, place: int, column: str, message: str, *, warning: bool = False) -> None:
        self.findings.add(self.rows[place].problem(column, message, warning=warning))

    def names(self) -> None:
        """Names are unique among the rows of a group, and everywhere where `${name}` refers to them."""
        seen: set[tuple[int, str]] = set()
        for place, node in enumerate(self.form.nodes):
            if node.name and (node.parent, node.name.lower()) in seen:
                self.note(place, "name", _("the name {name!r} is used twice").format(name=node.name))
            seen.add((node.parent, node.name.lower()))
        self.twice = {name for name, count in Counter(node.name for node in self.form.nodes).items() if count > 1}

    def refer(self, place: int, column: str, name: str) -> None:
        """Check one `${name}`."""
        if name in self.refused:
            return
        if name not in self.known:
            near = next((each for each in self.known if each.lower() == name.lower()), "")
            hint = _("; did you mean ${{{near}}}?").format(near=near) if near else ""
            self.note(place, column, _("there is no question ${{{name}}}{hint}").format(name=name, hint=hint))
        elif name in self.twice:
            self.note(place, column, _("${{{name}}} is not clear: several rows have this name").format(name=name))

    def piping(self, place: int) -> None:
        """`${name}` in what is read aloud or shown."""
        node = self.form.nodes[place]
        texts = {
            "label": node.label,
            "hint": node.hint,
            "guidance_hint": node.guidance,
            "constraint_message": node.constraint_message,
            "required_message": node.required_message,
        }
        for column, by_language in texts.items():
            for text in by_language.values():
                for name in _PIPED.findall(text):
                    self.refer(place, column, name)
                    kind = self.known[name].kind if name in self.known else None
                    if kind in CONTAINERS:
                        self.note(place, column, _("${{{name}}} is a group and has no text").format(name=name))
        for name in node.trigger:
            self.refer(place, "trigger", name)
        if node.choices_from:
            self.refer(place, "type", node.choices_from)

    def expressions(self, place: int) -> None:
        """Names, functions and comparisons of the expressions of a row."""
        for column, expression in expressions_of(self.form.nodes[place]).items():
            for part in walk(expression.tree):
                if isinstance(part, syntax.Name):
                    self.refer(place, column, part.name)
                elif isinstance(part, syntax.Call):
                    self.call(place, column, part)
                elif isinstance(part, syntax.Binary):
                    self.comparison(place, column, part)
                elif isinstance(part, syntax.Path) and part.root:
                    self.path(place, column, part)
            self.bare_words(place, column, expression.tree)

    def call(self, place: int, column: str, call: syntax.Call) -> None:
        """A function must exist and have its number of arguments."""
        if call.name not in LIBRARY:
            self.note(place, column, _("there is no function {name}()").format(name=call.name))
            return
        problem = arity_problem(call)
        if problem:
            self.note(place, column, problem)
        elif call.name == "selected" and isinstance(call.args[1], syntax.Literal):
            self.choice(place, column, call.args[0], call.args[1].value)
        elif call.name == "pulldata" and isinstance(call.args[0], syntax.Literal):
            self.table(place, column, call)
        elif call.name == "instance" and isinstance(call.args[0], syntax.Literal):
            name = call.args[0].value
            if not self.form.choice_list(name) and name not in self.form.tables:
                self.note(place, column, _("there is no list {name!r} in the sheet `choices`").format(name=name))

    def table(self, place: int, column: str, call: syntax.Call) -> None:
        """pulldata() needs a published CSV with these columns."""
        name = call.args[0].value if isinstance(call.args[0], syntax.Literal) else ""
        table = self.form.tables.get(name)
        if table is None:
            self.note(
                place,
                column,
                _("pulldata(): there is no table {name!r}: put {name}.csv beside the form").format(name=name),
            )
            return
        for heading in (arg.value for arg in call.args[1:3] if isinstance(arg, syntax.Literal)):
            if heading not in table.columns:
                self.note(
                    place,
                    column,
                    _("pulldata(): the table {name!r} has no column {heading!r}").format(name=name, heading=heading),
                )

    def path(self, place: int, column: str, path: syntax.Path) -> None:
        """A path from the root names rows of the form."""
        for step in path.steps[1:]:
            named = step.axis == "child" and step.test != "*" and not step.test.endswith(")")
            if named and step.test not in self.known and step.test not in self.refused:
                self.note(place, column, _("there is no question {test!r} on this path").format(test=step.test))

    def bare_words(self, place: int, column: str, tree: syntax.Node) -> None:
        """A word without `${}` is nothing, but for the columns of the list in a choice filter."""
        node = self.form.nodes[place]
        if column == "choice_filter":
            known = {"name", "label"} | {each for one in self.form.choice_list(node.choices) for each in one.columns}
        elif node.kind in CONTAINERS and column != "relevant":
            return
        else:
            known = set()
        for part in _outside_predicates(tree):
            if isinstance(part, syntax.Path) and not part.root and part.start is None and len(part.steps) == 1:
                step = part.steps[0]
                if step.axis == "child" and step.test not in known and step.test != "*" and not step.test.endswith(")"):
                    message = (
                        _("{test!r} is no column of the list").format(test=step.test)
                        if known
                        else _("{test!r} is nothing here").format(test=step.test)
                    )
                    hint = _("; did you mean ${{{test}}} or '{test}'?").format(test=step.test) if not known else ""
                    self.note(place, column, message + hint, warning=bool(known))

    def comparison(self, place: int, column: str, binary: syntax.Binary) -> None:
        """A comparison that can never hold because of the kinds of its sides is a slip."""
        if binary.operator not in {"=", "!=", "<", "<=", ">", ">="}:
            return
        for one, other in ((binary.left, binary.right), (binary.right, binary.left)):
            if isinstance(one, syntax.Call) and isinstance(other, syntax.Literal):
                self.counted(place, column, one, other.value)
            node = self.asked(place, one)
            if node is None:
                continue
            if isinstance(other, syntax.Literal) and other.value:
                self.literal(place, column, node, one, other.value)
            elif isinstance(other, syntax.Number) and node.kind in SELECTS and binary.operator not in {"=", "!="}:
                names = [choice.name for choice in self.form.choice_list(node.choices)]
                if names and not any(number_of(name) == number_of(name) for name in names):
                    self.note(place, column, _("no choice of {name} is a number").format(name=node.name), warning=True)

    def counted(self, place: int, column: str, call: syntax.Call, text: str) -> None:
        """A function that gives a number, compared with a text that is none."""
        gives = LIBRARY[call.name].gives if call.name in LIBRARY else ""
        if gives == "number" and text and number_of(text) != number_of(text) and not is_date_text(text):
            message = _("{name}() is a number and never {text!r}").format(name=call.name, text=text)
            self.note(place, column, message, warning=True)

    def asked(self, place: int, tree: syntax.Node) -> Node | None:
        """The question an operand stands for: `${name}`, or `.` in a constraint."""
        if isinstance(tree, syntax.Name):
            return self.known.get(tree.name)
        own = isinstance(tree, syntax.Path) and tree.steps == (syntax.Step("self", "node()"),)
        return self.form.nodes[place] if own else None

    def literal(self, place: int, column: str, node: Node, operand: syntax.Node, text: str) -> None:
        """A text compared with a question of a kind that can never have it."""
        if node.kind in SELECTS and not node.choices_from:
            self.choice(place, column, operand, text)
        elif text in {DONT_KNOW, REFUSED}:
            return
        elif node.kind in NUMBERS and number_of(text) != number_of(text):
            self.note(
                place,
                column,
                _("{name} is a number and never {text!r}").format(name=node.name, text=text),
                warning=True,
            )
        elif node.kind in {Kind.DATE, Kind.DATE_TIME} and not is_date_text(text):
            self.note(
                place, column, _("{name} is a date and never {text!r}").format(name=node.name, text=text), warning=True
            )

    def choice(self, place: int, column: str, operand: syntax.Node, text: str) -> None:
        """A name that is no choice of the select it is compared with."""
        node = self.asked(place, operand)
        if node is None or node.kind not in SELECTS or node.choices_from or not text:
            return
        names = {choice.name for choice in self.form.choice_list(node.choices)}
        if names and not set(text.split()) <= names | {OTHER}:
            self.note(place, column, _("{name} has no choice {text!r}").format(name=node.name, text=text), warning=True)

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
            relevant = self.form.nodes[each].relevant
            if relevant is not None and not self.by_facts(set(relevant.names) - _GATES, set()):
                message = _("must be said, but the group {name} around it can be skipped").format(
                    name=self.form.nodes[each].name
                )
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


def _outside_predicates(tree: syntax.Node) -> list[syntax.Node]:
    found: list[syntax.Node] = [tree]
    for part in found:
        if isinstance(part, syntax.Call) and part.name not in {"indexed-repeat", "jr:choice-name"}:
            found += part.args
        elif isinstance(part, syntax.Binary):
            found += (part.left, part.right)
        elif isinstance(part, syntax.Negate):
            found.append(part.operand)
    return found
