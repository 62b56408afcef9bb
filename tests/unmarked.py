"""Finds strings that a person would read and the catalogue does not know: an AST walk, no import of what it reads."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

MARKS = {"_", "N_", "pick"}
PROGRAM = "agentdesk"  # a name is the same in every language
# call: places of the arguments that are shown
SHOWN_ARGUMENTS = {
    "Static": (0,),
    "Label": (0,),
    "Button": (0,),
    "Checkbox": (0,),
    "RadioButton": (0,),
    "Binding": (2,),
    "notify": (0,),
    "echo": (0,),
    "secho": (0,),
    "print": (0,),
    "prompt": (0,),
    "confirm": (0,),
    "style": (0,),
    "Text": (0,),
    "Content": (0,),
    "append": (0,),
    "update": (0,),
}
SHOWN_KEYWORDS = {
    *("help", "short_help", "epilog", "description", "tooltip", "placeholder", "label", "title", "subtitle", "prompt"),
    *("border_title", "border_subtitle"),
}
SHOWN_ATTRIBUTES = {
    "TITLE",
    "SUB_TITLE",
    "title",
    "sub_title",
    "border_title",
    "border_subtitle",
    "tooltip",
    "placeholder",
}
ERRORS = {"UserError", "UsageError", "DatabaseProblem", "Forbidden"}
WORD = re.compile(r"[^\W\d_]{2,}")
HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")


def errors_of(trees: dict[Path, ast.Module]) -> set[str]:
    """The names of all classes that descend from a user's error."""
    names = set(ERRORS)
    classes = [node for tree in trees.values() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    while more := {node.name for node in classes if {_name(base) for base in node.bases} & names} - names:
        names |= more
    return names


def unmarked(tree: ast.Module, errors: set[str], front_end: bool) -> Iterator[tuple[int, str]]:
    """Line and text of each string that reaches a person without `_()`; in a front end the display calls count too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from _in_call(node, errors, front_end)
        elif front_end and isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            yield from _in_assignment(node)
        elif front_end and isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _in_decorators(node)


def chinese(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and text of each Chinese literal outside docstrings and outside messages, whose examples may have some."""
    passed = {id(text) for node in ast.walk(tree) for text in _prose(node)}
    for node in ast.walk(tree):
        literal = isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in passed
        if literal and HAN.search(node.value):
            yield node.lineno, node.value


def _prose(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        if node.body and isinstance(node.body[0], ast.Expr):
            yield node.body[0].value
    elif isinstance(node, ast.Call) and _name(node.func) in MARKS:
        for argument in node.args:
            yield from ast.walk(argument)


def _in_call(node: ast.Call, errors: set[str], front_end: bool) -> Iterator[tuple[int, str]]:
    name = _name(node.func)
    if name in errors:
        for argument in node.args:
            yield from _texts(argument)
    if not front_end:
        return
    for place in SHOWN_ARGUMENTS.get(name, ()):
        if place < len(node.args):
            yield from _texts(node.args[place])
    for keyword in node.keywords:
        if keyword.arg in SHOWN_KEYWORDS:
            yield from _texts(keyword.value)


def _in_assignment(node: ast.Assign | ast.AnnAssign) -> Iterator[tuple[int, str]]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    names = {_name(target) for target in targets}
    if names & SHOWN_ATTRIBUTES and node.value is not None:
        yield from _texts(node.value)
    if "BINDINGS" in names and isinstance(node.value, ast.List | ast.Tuple):
        for element in node.value.elts:
            if isinstance(element, ast.Tuple) and len(element.elts) > 2:
                yield from _texts(element.elts[2])


def _in_decorators(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[tuple[int, str]]:
    """A command without `help=` would show its docstring, which no catalogue translates."""
    for decorator in node.decorator_list:
        keywords = {keyword.arg for keyword in decorator.keywords} if isinstance(decorator, ast.Call) else set()
        name = _name(decorator.func if isinstance(decorator, ast.Call) else decorator)
        if name in ("command", "group") and "help" not in keywords:
            yield node.lineno, f"command {node.name} without help="


def _texts(node: ast.expr) -> Iterator[tuple[int, str]]:
    """The literals that make up the text of an expression, except those that are marked."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        if node.value != PROGRAM and WORD.search(re.sub(r"\{[^{}]*\}|\[/?[a-z$@.# -]*\]", "", node.value)):
            yield node.lineno, node.value
    elif isinstance(node, ast.JoinedStr):
        for part in node.values:
            yield from _texts(part.value if isinstance(part, ast.FormattedValue) else part)
    elif isinstance(node, ast.BinOp):
        yield from _texts(node.left)
        yield from _texts(node.right)
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body)
        yield from _texts(node.orelse)
    elif isinstance(node, ast.BoolOp):
        for value in node.values:
            yield from _texts(value)
    elif isinstance(node, ast.List):
        for value in node.elts:
            yield from _texts(value)
    elif isinstance(node, ast.Tuple) and node.elts:
        yield from _texts(node.elts[0])  # a text and its style
    elif isinstance(node, ast.Call) and _name(node.func) in ("format", "join") and isinstance(node.func, ast.Attribute):
        yield from _texts(node.func.value)
        if _name(node.func) == "join":
            for argument in node.args:
                yield from _texts(argument)


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
