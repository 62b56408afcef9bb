"""XPath 1.0 text to tree, with `${name}` as XLSForms write it.

A grammar of our own: of the recorded OpenRosa vectors a standard XPath parser refuses those that ODK takes
(`1and1`, unknown functions that are never reached, dates as numbers), and the rules of XPath 1.0 fit a screen.
"""

from __future__ import annotations

from agentdesk.common.i18n import _
from agentdesk.interview.xpath.syntax import (
    Binary,
    Call,
    Expression,
    Filter,
    Literal,
    Name,
    Negate,
    Node,
    Number,
    Path,
    Step,
)
from agentdesk.interview.xpath.tokens import ExpressionError, Token, tokenize

_AXES = frozenset(
    {"ancestor", "ancestor-or-self", "attribute", "child", "descendant", "descendant-or-self", "following"}
    | {"following-sibling", "parent", "preceding", "preceding-sibling", "self"}
)
_NODE_TYPES = frozenset({"node", "text", "comment", "processing-instruction"})
_LEVELS: tuple[frozenset[str], ...] = (
    frozenset({"or"}),
    frozenset({"and"}),
    frozenset({"=", "!="}),
    frozenset({"<", "<=", ">", ">="}),
    frozenset({"+", "-"}),
    frozenset({"*", "div", "mod"}),
)
_STEP_SYMBOLS = frozenset({".", "..", "@", "*"})
_ANYWHERE = Step("descendant-or-self", "node()")

__all__ = ["ExpressionError", "names_of", "parse", "walk"]


def parse(text: str) -> Expression:
    """Parse an expression; ExpressionError says what is wrong and at which character."""
    parser = _Parser(text)
    try:
        tree = parser.binary(0)
    except RecursionError as error:
        raise ExpressionError(_("nested too deeply"), parser.peek.offset) from error
    if parser.peek.kind != "end":
        raise parser.unexpected()
    return Expression(text=text, tree=tree, names=tuple(sorted(names_of(tree))))


def names_of(tree: Node) -> set[str]:
    """The names an expression looks at; `*` where a path can reach any question."""
    found: set[str] = set()
    for node in walk(tree):
        if isinstance(node, Name):
            found.add(node.name)
        elif isinstance(node, Path) and not _choices_of(node):
            found |= {_tested(step) for step in node.steps} - {""}
    return found


def _choices_of(path: Path) -> bool:
    start = path.start
    return isinstance(start, Call) and start.name == "instance"


def _tested(step: Step) -> str:
    if step.test in {"*", "node()"}:
        return "" if step.axis in {"self", "parent", "ancestor"} else "*"
    return "" if step.test.endswith(")") or step.axis == "attribute" else step.test


def walk(tree: Node) -> list[Node]:
    """Every part of an expression, from the outside in, predicates too."""
    found: list[Node] = [tree]
    for part in found:
        if isinstance(part, Call):
            found += part.args
        elif isinstance(part, Binary):
            found += (part.left, part.right)
        elif isinstance(part, Negate):
            found.append(part.operand)
        elif isinstance(part, Filter):
            found += (part.operand, *part.predicates)
        elif isinstance(part, Path):
            found += (part.start,) if part.start is not None else ()
            found += (each for step in part.steps for each in step.predicates)
    return found


class _Parser:
    """Recursive descent over the tokens of one expression."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tokenize(text)
        self.at = 0
        if not self.tokens:
            raise ExpressionError(_("an empty expression"), 0)

    @property
    def peek(self) -> Token:
        return self.tokens[self.at] if self.at < len(self.tokens) else Token("end", "", len(self.text))

    @property
    def ahead(self) -> Token:
        return self.tokens[self.at + 1] if self.at + 1 < len(self.tokens) else Token("end", "", len(self.text))

    def take(self) -> Token:
        token = self.peek
        self.at += 1
        return token

    def accept(self, text: str) -> bool:
        if self.peek.kind in {"symbol", "operator"} and self.peek.text == text:
            self.at += 1
            return True
        return False

    def expect(self, text: str) -> None:
        if not self.accept(text):
            found = (
                _("the expression ends")
                if self.peek.kind == "end"
                else _("there is {text!r}").format(text=self.peek.text)
            )
            raise ExpressionError(_("expected {text!r}, but {found}").format(text=text, found=found), self.peek.offset)

    def unexpected(self) -> ExpressionError:
        token = self.peek
        if token.kind == "end":
            last = self.tokens[-1].text
            return ExpressionError(
                _("something is missing after {last!r} at the end").format(last=last), len(self.text)
            )
        return ExpressionError(_("{text!r} is not expected here").format(text=token.text), token.offset)

    def binary(self, level: int) -> Node:
        if level == len(_LEVELS):
            return self.unary()
        left = self.binary(level + 1)
        while self.peek.kind == "operator" and self.peek.text in _LEVELS[level]:
            operator = self.take().text
            left = Binary(operator, left, self.binary(level + 1))
        return left

    def unary(self) -> Node:
        if self.accept("-"):
            return Negate(self.unary())
        left = self.path()
        while self.accept("|"):
            left = Binary("|", left, self.path())
        return left

    def path(self) -> Node:
        if self.starts_primary():
            primary = self.primary()
            predicates = self.predicates()
            if predicates:
                primary = Filter(primary, predicates)
            if self.peek.text in {"/", "//"} and self.peek.kind == "symbol":
                return Path(self.more_steps(), start=primary)
            return primary
        if self.accept("//"):
            return Path((_ANYWHERE, self.step(), *self.more_steps()), root=True)
        if self.accept("/"):
            return Path((self.step(), *self.more_steps()) if self.starts_step() else (), root=True)
        if not self.starts_step():
            raise self.unexpected()
        return Path((self.step(), *self.more_steps()))

    def starts_primary(self) -> bool:
        token = self.peek
        if token.kind in {"number", "string", "ref"} or (token.kind == "symbol" and token.text == "("):
            return True
        return token.kind == "name" and self.ahead.text == "(" and token.text not in _NODE_TYPES

    def starts_step(self) -> bool:
        token = self.peek
        return token.kind == "name" or (token.kind == "symbol" and token.text in _STEP_SYMBOLS)

    def more_steps(self) -> tuple[Step, ...]:
        steps: list[Step] = []
        while self.peek.kind == "symbol" and self.peek.text in {"/", "//"}:
            if self.take().text == "//":
                steps.append(_ANYWHERE)
            if not self.starts_step():
                raise self.unexpected()
            steps.append(self.step())
        return tuple(steps)

    def step(self) -> Step:
        if self.accept("."):
            return Step("self", "node()", self.predicates())
        if self.accept(".."):
            return Step("parent", "node()", self.predicates())
        axis = "attribute" if self.accept("@") else "child"
        if self.peek.kind == "name" and self.ahead.text == "::":
            token = self.take()
            axis = token.text
            if axis not in _AXES:
                raise ExpressionError(_("unknown axis {axis!r}").format(axis=axis), token.offset)
            self.take()
        return Step(axis, self.node_test(), self.predicates())

    def node_test(self) -> str:
        if self.accept("*"):
            return "*"
        if self.peek.kind != "name":
            raise self.unexpected()
        name = self.take().text
        if name in _NODE_TYPES and self.accept("("):
            if self.peek.kind == "string":
                self.take()
            self.expect(")")
            return f"{name}()"
        return name

    def predicates(self) -> tuple[Node, ...]:
        found: list[Node] = []
        while self.accept("["):
            found.append(self.binary(0))
            self.expect("]")
        return tuple(found)

    def primary(self) -> Node:
        token = self.take()
        if token.kind == "number":
            return Number(float(token.text))
        if token.kind == "string":
            return Literal(token.text[1:-1])
        if token.kind == "ref":
            return Name(token.text)
        if token.text == "(":
            inner = self.binary(0)
            self.expect(")")
            return inner
        return self.call(token)

    def call(self, token: Token) -> Node:
        self.expect("(")
        args: list[Node] = []
        if not self.accept(")"):
            args.append(self.binary(0))
            while self.accept(","):
                args.append(self.binary(0))
            self.expect(")")
        return Call(token.text, tuple(args))
