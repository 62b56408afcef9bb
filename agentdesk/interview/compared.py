"""Comparisons that never hold because of what their sides are: a slip, and nobody would hear the question."""

from __future__ import annotations

import re

from agentdesk.common.i18n import _
from agentdesk.common.near import nearest
from agentdesk.interview.constants import COMPARED
from agentdesk.interview.model import (
    CONTAINERS,
    DONT_KNOW,
    NUMBERS,
    OTHER,
    REFUSED,
    SELECTS,
    FormModel,
    Kind,
    Node,
)
from agentdesk.interview.problems import Findings
from agentdesk.interview.workbook import Row
from agentdesk.interview.xpath import syntax
from agentdesk.interview.xpath.functions import LIBRARY
from agentdesk.interview.xpath.values import is_day, number_of, number_text

_ORDER = frozenset({"<", "<=", ">", ">="})
_DATES = frozenset({Kind.DATE, Kind.DATE_TIME, Kind.TODAY, Kind.START, Kind.END})
_CLOCK = re.compile(r"\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?")
_TRUTHS = frozenset({"true", "false", "1", "0", ""})
_SELF = (syntax.Step("self", "node()"),)


class Comparisons:
    """One form, its rows and what was found in them, and the checks of what is compared with what."""

    def __init__(self, form: FormModel, rows: list[Row], findings: Findings, refused: frozenset[str]) -> None:
        self.refused = refused
        self.form = form
        self.rows = rows
        self.findings = findings
        self.twice: set[str] = set()
        self.known: dict[str, Node] = {node.name: node for node in form.nodes}

    def note(self, place: int, column: str, message: str, *, warning: bool = False) -> None:
        """Note a problem in a row of the form."""
        self.findings.add(self.rows[place].problem(column, message, warning=warning))

    def refer(self, place: int, column: str, name: str) -> None:
        """Check one `${name}`."""
        if name in self.refused:
            return
        if name not in self.known:
            self.note(place, column, no_question(name, self.known))
        elif name in self.twice:
            self.note(place, column, _("${{{name}}} is not clear: several rows have this name").format(name=name))

    def comparison(self, place: int, column: str, binary: syntax.Binary) -> None:
        """A comparison that can never hold because of the kinds of its sides."""
        if binary.operator not in COMPARED:
            return
        for one, other in ((binary.left, binary.right), (binary.right, binary.left)):
            if isinstance(one, syntax.Call) and isinstance(other, syntax.Literal):
                self.given(place, column, one, other.value)
            node = self.asked(place, one)
            if node is None:
                continue
            if isinstance(other, syntax.Literal) and other.value:
                self.literal(place, column, node, one, other.value, binary.operator)
            elif isinstance(other, syntax.Number) and binary.operator in _ORDER and self.is_without_numbers(node):
                self.never(place, column, _("no choice of {name} is a number").format(name=node.name))
        self.two_kinds(place, column, binary)

    def never(self, place: int, column: str, message: str) -> None:
        """Note a comparison that never holds."""
        self.note(place, column, message, warning=True)

    def given(self, place: int, column: str, call: syntax.Call, text: str) -> None:
        """A function that gives a number, a date or a truth, compared with a text that is none."""
        gives = LIBRARY[call.name].gives if call.name in LIBRARY else ""
        if not text:
            return
        if gives == "number" and number_of(text) != number_of(text) and not is_day(text):
            self.never(place, column, _("{name}() is a number and never {text!r}").format(name=call.name, text=text))
        elif gives == "date" and not is_day(text) and number_of(text) != number_of(text):
            self.never(place, column, _("{name}() is a date and never {text!r}").format(name=call.name, text=text))
        elif gives == "boolean" and text not in _TRUTHS:
            text = _("{name}() is true or false and never {text!r}").format(name=call.name, text=text)
            self.never(place, column, text)

    def asked(self, place: int, tree: syntax.Node) -> Node | None:
        """The question an operand stands for: `${name}`, or `.` in a constraint."""
        if isinstance(tree, syntax.Name):
            return self.known.get(tree.name)
        own = isinstance(tree, syntax.Path) and tree.steps == _SELF and not tree.root and tree.start is None
        return self.form.nodes[place] if own else None

    def literal(self, place: int, column: str, node: Node, operand: syntax.Node, text: str, operator: str) -> None:
        """A text compared with a question of a kind that can never have it."""
        if node.kind in SELECTS and not node.choices_from:
            self.choice(place, column, operand, text)
            return
        if text in {DONT_KNOW, REFUSED} and node.has(text):
            return
        wrong = ""
        if node.kind in NUMBERS and number_of(text) != number_of(text):
            wrong = _("{name} is a number and never {text!r}")
        elif node.kind in _DATES and not is_day(text):
            wrong = _("{name} is a date and never {text!r}")
        elif node.kind is Kind.TIME and not _CLOCK.fullmatch(text):
            wrong = _("{name} is a time and never {text!r}")
        elif node.kind is Kind.TIME and operator in _ORDER:
            wrong = _by_decimal_time()
        elif node.kind is Kind.ACKNOWLEDGE and text != "OK":
            wrong = _("{name} is a prompt: once said it is 'OK' and never {text!r}")
        elif node.kind in CONTAINERS | {Kind.NOTE}:
            wrong = _("{name} has no answer and is never {text!r}")
        elif operator in _ORDER and number_of(text) != number_of(text) and not is_day(text):
            wrong = _("{name}: < and > compare numbers and dates, never {text!r}")
        if wrong:
            self.never(place, column, wrong.format(name=node.name, text=text))

    def choice(self, place: int, column: str, operand: syntax.Node, text: str) -> None:
        """A name that is no choice of the select it is compared with."""
        node = self.asked(place, operand)
        if node is None or node.kind not in SELECTS or node.choices_from or not text:
            return
        names = {choice.name for choice in self.form.choice_list(node.choices)}
        if names and text not in names and not set(text.split()) <= names | {OTHER}:
            near = nearest(text, names, 0.7)
            hint = _("; did you mean {near!r}?").format(near=near) if near else ""
            self.never(place, column, _("{name} has no choice {text!r}").format(name=node.name, text=text) + hint)

    def two_kinds(self, place: int, column: str, binary: syntax.Binary) -> None:
        """Two questions, or a question and a function, that are never of one kind."""
        sides = [(self.kind_of(place, side), side) for side in (binary.left, binary.right)]
        kinds = {kind for kind, _side in sides}
        if kinds == {"time"} and binary.operator in _ORDER:
            self.never(place, column, _by_decimal_time().format(name=_spoken(sides[0][1])))
        if len(kinds) == 2 and "" not in kinds:
            left, right = (_spoken(side) for _kind, side in sides)
            words = {"number": _("a number"), "date": _("a date"), "time": _("a time")}
            message = _("{left} is {one} and {right} is {other}: they are never compared").format(
                left=left, right=right, one=words[sides[0][0]], other=words[sides[1][0]]
            )
            self.never(place, column, message)

    def kind_of(self, place: int, tree: syntax.Node) -> str:
        """number, date or time where an operand can be nothing else; "" where it may be anything."""
        node = self.asked(place, tree)
        if node is not None:
            if node.kind in NUMBERS:
                return "number"
            return "date" if node.kind in _DATES else "time" if node.kind is Kind.TIME else ""
        if isinstance(tree, syntax.Call) and tree.name in LIBRARY and LIBRARY[tree.name].gives == "date":
            return "date"
        return "number" if isinstance(tree, syntax.Number) else ""

    def is_without_numbers(self, node: Node) -> bool:
        """Whether a question is a select none of whose choices is a number."""
        if node.kind not in SELECTS:
            return False
        names = [choice.name for choice in self.form.choice_list(node.choices)]
        return bool(names) and not any(number_of(name) == number_of(name) for name in names)


def _by_decimal_time() -> str:
    return _("{name} is a time: < and > compare times by decimal-time() only")


def _spoken(tree: syntax.Node) -> str:
    if isinstance(tree, syntax.Number):
        return number_text(tree.value)
    return tree.name if isinstance(tree, syntax.Name) else f"{tree.name}()" if isinstance(tree, syntax.Call) else "."


def no_question(name: str, known: dict[str, Node]) -> str:
    """That there is no question of a name, and the one that was perhaps meant."""
    near = nearest(name, known)
    hint = _("; did you mean ${{{near}}}?").format(near=near) if near else ""
    return _("there is no question ${{{name}}}{hint}").format(name=name, hint=hint)
