"""People's names as they are shown: with title, masked, and with everything a terminal might obey made visible."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Literal

from agentdesk.common.i18n import N_, _

Title = Literal["mr", "ms", ""]

_TITLES = {"mr": N_("Mr"), "ms": N_("Ms")}
_TITLED = {"mr": N_("Mr {name}"), "ms": N_("Ms {name}")}
# Joiners and variants shape emoji; anywhere else they only hide something, like every other format character.
_SHAPERS = frozenset("\u200d\ufe0e\ufe0f")
# Patterns of seldom use are texts, which `re` compiles at the first one.
# Letters and marks without a shape: they make a name look empty, or like another one.
_UNSEEN = "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\uffa0\ufe00-\ufe0d\U000e0000-\U000e0fff]"
_NO_TEXT = "[\0\ud800-\udfff]"
_CONTROLS = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))
_NEWER = "[\U0001f6d8-\U0001f6df\U0001fa70-\U0001faff\U00020000-\U0003fffd]"  # than Python's own tables
_MOST_MARKS = 6  # on one letter; Tibetan and pointed Hebrew have as many, stacks of more cover the lines above
_PLAIN = re.compile(r"[ -~\u3001-\u3029\u4e00-\u9fff\uff01-\uff5e]*")  # most texts, told at once
_REMEMBERED = 200  # letters of a text worth remembering


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
    """The text with everything that a terminal obeys or an eye cannot see as visible marks; stored data stays.

    C0 controls become their pictures (␛ ␊ ␉), others their code point (‹202E›): bidirectional overrides, zero-width
    and blank letters (UAX #44, Default_Ignorable_Code_Point), more marks on a letter than any script puts there.
    `lines` keeps line feeds. What is visible already stays as it is.
    """
    source = text or ""
    if is_plain(source):
        return source
    if lines:
        return "\n".join(map(visible, source.replace("\r\n", "\n").split("\n")))
    return _marked(source)


def is_plain(text: str) -> bool:
    """Whether a text is only what `visible` leaves as it is and every terminal draws alike: ASCII, and wide Chinese."""
    return _PLAIN.fullmatch(text) is not None


def is_text(text: str) -> bool:
    """Whether a text is one: without NUL, which ends it for a database server, and half characters (surrogates)."""
    return not re.search(_NO_TEXT, text)


def pieces(text: str) -> list[str]:
    """Each letter of a text as `visible` shows it there: their sum is what it gives for the whole."""
    found, marks, before = [], 0, " "
    for letter, after in zip(text, f"{text[1:]} ", strict=False):
        marks = marks + 1 if unicodedata.category(letter) in ("Mn", "Me") else 0
        shown = f"‹{ord(letter):04X}›" if marks > _MOST_MARKS else _mark(letter, before, after)
        found.append(shown)
        before = shown[-1]
    return found


def _marked(source: str) -> str:
    return _remembered(source) if len(source) <= _REMEMBERED else "".join(pieces(source))


@lru_cache(maxsize=2048)
def _remembered(source: str) -> str:
    return "".join(pieces(source))


def _mark(letter: str, before: str, after: str) -> str:
    if letter in _SHAPERS and _shapes(letter, before, after):
        return letter
    code = ord(letter)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    kind = unicodedata.category(letter)
    hidden = (
        letter in _SHAPERS
        or kind in _CONTROLS
        or re.match(_UNSEEN, letter)
        or (kind == "Cn" and not re.match(_NEWER, letter))
    )
    return f"‹{code:04X}›" if hidden else letter


def _shapes(letter: str, before: str, after: str) -> bool:
    shaped = before in "#*" or unicodedata.category(before)[0] in "SMN"
    return shaped and (letter != "\u200d" or unicodedata.category(after)[0] == "S")
