"""Number plates after GA 36-2018: standard (7 characters), new energy (8), special (police, trailer ...)."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal, NamedTuple

from agentdesk.common.i18n import N_

Kind = Literal["standard", "new_energy", "special", "unknown"]

PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
# GA 36 began with D and F; D A B C J K (battery) and F G H L M N E (other) have been issued since.
NEW_ENERGY_LETTERS = "DABCEJKFGHLMN"

# Patterns are texts here, which `re` compiles when one is used first: every command's start would pay for all of them.
_SERIAL = "A-HJ-NP-Z"
_STANDARD = rf"[{PROVINCES}][A-HJ-NP-Z][{_SERIAL}0-9]{{5}}"
_NEW_ENERGY = rf"[{PROVINCES}][A-HJ-NP-Z](?:[{NEW_ENERGY_LETTERS}][{_SERIAL}0-9]\d{{4}}|\d{{5}}[{NEW_ENERGY_LETTERS}])"
_SPECIAL = (
    rf"[{PROVINCES}][A-HJ-NP-Z][{_SERIAL}0-9]{{4,5}}[学警港澳挂领试超]"  # written on the plate itself
    rf"|[{PROVINCES}][A-HJ-NP-Z]\d{{4,5}}临|使\d{{6}}|\d{{3}}\d{{3}}使"
    rf"|WJ[{PROVINCES}]?\d{{4,5}}[A-Z0-9]?|[A-Z]{{2}}\d{{5}}|民航[A-Z0-9]{{5}}"
)
_DROPPED = r"[\s·•∙・.\-‐-―−_\u200b-\u200f\u2060\ufeff]+"

NO_PLATE = N_("no plate given")
NOT_A_PLATE = N_("not a plate after GA 36")
SPECIAL_PLATE = N_("special plate, please check")
ONE_ZERO = N_("plates have no letters I and O: perhaps 1 or 0")


class Plate(NamedTuple):
    """A plate as written and as understood; `text` is None when it is no plate; `reason` is a message id."""

    kind: Kind
    text: str | None
    raw: str
    reason: str = ""


def normalise(raw: str | None) -> str:
    """Half-width, upper case, without dots, dashes and spaces; says nothing about being a plate."""
    return re.sub(_DROPPED, "", unicodedata.normalize("NFKC", raw or "")).upper()


def parse(raw: str | None) -> Plate:
    """Understand a plate as people write it; special plates are accepted with a reason to look again."""
    written = raw or ""
    text = normalise(written)
    if not text:
        return Plate("unknown", None, written, NO_PLATE)
    if re.fullmatch(_STANDARD, text):
        return Plate("standard", text, written)
    if re.fullmatch(_NEW_ENERGY, text):
        return Plate("new_energy", text, written)
    if re.fullmatch(_SPECIAL, text):
        return Plate("special", text, written, SPECIAL_PLATE)
    exchanged = text[:1] + text[1:].translate(str.maketrans("OI", "01"))
    mistaken = exchanged != text and (re.fullmatch(_STANDARD, exchanged) or re.fullmatch(_NEW_ENERGY, exchanged))
    return Plate("unknown", None, written, ONE_ZERO if mistaken else NOT_A_PLATE)


def display(text: str | None) -> str:
    """As the desk shows it, 皖M12345: without the dot, as every list of the trade writes it."""
    return text or ""


def mask(text: str | None) -> str:
    """For lists, logs and snapshots: 皖M1**45, 皖MD***45 (standards.md section 4)."""
    plate = text or ""
    if len(plate) < 6:
        return "*" * len(plate)
    return f"{plate[:3]}{'*' * (len(plate) - 5)}{plate[-2:]}"
