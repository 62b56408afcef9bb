"""People's names as they are shown: with title, masked, and with everything a terminal might obey made visible."""

from __future__ import annotations

import unicodedata
from typing import Literal

from agentdesk.common.i18n import N_, _

Title = Literal["mr", "ms", ""]

_TITLES = {"mr": N_("Mr"), "ms": N_("Ms")}
_TITLED = {"mr": N_("Mr {name}"), "ms": N_("Ms {name}")}
# Joiners and variants shape emoji; anywhere else they only hide something, like every other format character.
_SHAPERS = frozenset("\u200d\ufe0e\ufe0f")


def title(code: str | None) -> str:
    """先生 / 女士 (Mr / Ms) for a customer's title; empty where it is not known."""
    message = _TITLES.get(code or "")
    return _(message) if message else ""


def display(name: str | None, title: str | None = "") -> str:
    """王建国 先生 (zh), Mr 王建国 (en); the bare name for companies and where the title is not known."""
    shown = visible(name)
    message = _TITLED.get(title or "")
    return _(message).format(name=shown) if message and shown else shown


def mask(name: str | None) -> str:
    """For lists, logs and exports: the first character only, 张*, 欧***, J*** S**** (standards.md section 4)."""
    return " ".join(word[0] + "*" * (len(word) - 1) for word in visible(name).split())


def visible(text: str | None, *, lines: bool = False) -> str:
    """The text with control characters, escapes and bidirectional overrides as visible marks; stored data stays.

    C0 controls become their pictures (␛ ␊ ␉), others their code point (‹202E›). `lines` keeps line feeds.
    """
    source = text or ""
    if source.isprintable() and source.isascii():
        return source
    if lines:
        source = source.replace("\r\n", "\n")
    around = zip(f" {source}", source, f"{source[1:]} ", strict=False)
    return "".join(_mark(letter, before, after, lines) for before, letter, after in around)


def _mark(letter: str, before: str, after: str, lines: bool) -> str:
    if letter == "\n" and lines:
        return letter
    if letter in _SHAPERS and _shapes(letter, before, after):
        return letter
    code = ord(letter)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    hidden = letter in _SHAPERS or unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Zl", "Zp")
    return f"‹{code:04X}›" if hidden else letter


def _shapes(letter: str, before: str, after: str) -> bool:
    shaped = before in "#*" or unicodedata.category(before)[0] in "SMN"
    return shaped and (letter != "\u200d" or unicodedata.category(after)[0] == "S")
