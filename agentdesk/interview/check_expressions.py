"""Checks of the expressions of a form: names, functions, tables, and comparisons that never hold."""

from __future__ import annotations

import re

from agentdesk.common.i18n import _
from agentdesk.common.near import nearest
from agentdesk.interview.compared import Comparisons
from agentdesk.interview.model import CONTAINERS, expressions_of
from agentdesk.interview.xpath import syntax
from agentdesk.interview.xpath.functions import LIBRARY, arity_problem
from agentdesk.interview.xpath.functions_dates import unknown_part
from agentdesk.interview.xpath.functions_text import pattern_problem
from agentdesk.interview.xpath.parse import walk


class Expressions(Comparisons):
    """The checks of a form's expressions."""

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
            near = nearest(call.name, LIBRARY)
            hint = _("; did you mean {near}()?").format(near=near) if near else ""
            self.note(place, column, _("there is no function {name}()").format(name=call.name) + hint)
            return
        problem = arity_problem(call)
        if problem:
            self.note(place, column, problem)
            return
        texts = [arg.value if isinstance(arg, syntax.Literal) else None for arg in call.args]
        if call.name == "selected" and texts[1] is not None:
            self.choice(place, column, call.args[0], texts[1])
        elif call.name == "pulldata":
            self.table(place, column, texts)
        elif call.name == "instance" and texts[0] is not None:
            self.instance(place, column, texts[0])
        elif len(texts) > 1 and texts[1] is not None:
            self.pattern(place, column, call.name, texts[1])

    def pattern(self, place: int, column: str, function: str, text: str) -> None:
        """A pattern written into the expression can be read, or it would give nothing on the telephone."""
        problem = ""
        if function == "regex":
            problem = pattern_problem(text)
        elif function in {"format-date", "format-date-time"} and unknown_part(text):
            problem = _("format-date() does not know {part}").format(part=unknown_part(text))
        if problem:
            self.note(place, column, problem)

    def instance(self, place: int, column: str, name: str) -> None:
        """instance() names a list or a table."""
        if not self.form.choice_list(name) and name not in self.form.tables:
            self.note(place, column, _("there is no list {name!r} in the sheet `choices`").format(name=name))

    def table(self, place: int, column: str, texts: list[str | None]) -> None:
        """pulldata() needs a published CSV with these columns."""
        name = texts[0]
        if name is None:
            self.note(place, column, _("pulldata(): the name of the table is written as text, such as 'prices'"))
            return
        table = self.form.tables.get(name)
        if table is None:
            text = _("pulldata(): there is no table {name!r}: put {name}.csv beside the form")
            self.note(place, column, text.format(name=name.removesuffix(".csv")))
            return
        for heading in texts[1:3]:
            if heading is not None and heading not in table.columns:
                text = _("pulldata(): the table {name!r} has no column {heading!r}")
                self.note(place, column, text.format(name=name, heading=heading))

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
        for word in _bare_words(tree):
            if word in known:
                continue
            if known:
                near = nearest(word, known, 0.7)
                hint = _("; did you mean {near!r}?").format(near=near) if near else ""
                self.note(place, column, _("{test!r} is no column of the list").format(test=word) + hint, warning=True)
            else:
                hint = _("; did you mean ${{{test}}} or '{test}'?").format(test=word)
                self.note(place, column, _("{test!r} is nothing here").format(test=word) + hint)


def _bare_words(tree: syntax.Node) -> list[str]:
    return [
        part.steps[0].test
        for part in _outside_predicates(tree)
        if isinstance(part, syntax.Path) and not part.root and part.start is None and len(part.steps) == 1
        if part.steps[0].axis == "child" and not re.search(r"^\*$|\)$", part.steps[0].test)
    ]


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
