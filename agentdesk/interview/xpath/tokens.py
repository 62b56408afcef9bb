"""XPath 1.0 text to tokens, with `${name}` as XLSForms write it."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from agentdesk.common.i18n import _

_NCNAME = r"[^\W\d][\w.\-·]*"
_TOKEN = re.compile(
    rf"""\s*(?:
      (?P<ref>\$\{{\s*(?P<refname>{_NCNAME})\s*\}})
    | (?P<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)
    | (?P<string>"[^"]*"|'[^']*')
    | (?P<symbol>\.\.|::|//|!=|<=|>=|[()\[\].@,/|+\-=<>*])
    | (?P<name>{_NCNAME}(?::(?!:)(?:{_NCNAME}|\*))?)
    )""",
    re.VERBOSE,
)
# As people and office programs write what an expression writes otherwise.
_PLAIN = {"≥": ">=", "≤": "<=", "≠": "!=", "×": "*", "÷": "div", "−": "-", "–": "-", "&": "and", "。": ".", "、": ","}
_OPERATORS = frozenset({"=", "!=", "<", "<=", ">", ">=", "+", "-", "|"})
_NO_OPERAND = frozenset({"(", "[", ",", "@", "::", "/", "//", ""})


class ExpressionError(ValueError):
    """An expression that cannot be read; `offset` is the character it fails at."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset


class Token(NamedTuple):
    """One lexical unit: kind is number, string, ref, symbol, operator or name."""

    kind: str
    text: str
    offset: int


def tokenize(text: str) -> list[Token]:
    """The tokens of an expression (XPath 1.0 section 3.7); ExpressionError at a character that fits nothing."""
    tokens: list[Token] = []
    position, before = 0, Token("symbol", "", 0)
    while text[position:].strip():
        match = _TOKEN.match(text, position)
        if match is None:
            start = len(text) - len(text[position:].lstrip())
            raise ExpressionError(_unreadable(text, start), start)
        before = _classify(match, before)
        tokens.append(before)
        position = match.end() if before.kind == "ref" else before.offset + len(before.text)
    return tokens


def _unreadable(text: str, start: int) -> str:
    rest = text[start:]
    if rest.startswith("${"):
        return _("a ${name} that is not closed or not a name")
    if rest[0] in "\"'":
        return _("a quotation mark that is not closed")
    if rest[0] in "“”‘’":
        return _("typographic quotation mark {text}; use \" or '").format(text=rest[0])
    plain = _PLAIN.get(rest[0]) or unicodedata.normalize("NFKC", rest[0])
    if plain != rest[0] and plain.isascii():
        return _("character {text!r}; write {plain} instead").format(text=rest[0], plain=plain)
    return _("unexpected character {text!r}").format(text=rest[0])


def _classify(match: re.Match[str], before: Token) -> Token:
    for kind in ("ref", "number", "string", "symbol", "name"):
        text = match[kind]
        if text is None:
            continue
        offset = match.start(kind)
        after_operand = not (before.kind == "operator" or (before.kind == "symbol" and before.text in _NO_OPERAND))
        if kind == "ref":
            return Token("ref", match["refname"], offset)
        if kind == "symbol" and text == "*" and after_operand:
            return Token("operator", "*", offset)
        if kind == "symbol" and text in _OPERATORS:
            return Token("operator", text, offset)
        if kind == "name" and after_operand:
            word = re.match(r"(?:and|or|div|mod)(?![^\W\d_])", text)
            if word:
                return Token("operator", word[0], offset)
        return Token(kind, text, offset)
    raise AssertionError(match)
