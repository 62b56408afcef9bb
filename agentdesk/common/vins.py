"""Vehicle identification numbers: GB 16735 / ISO 3779 with the check digit of 49 CFR 565."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

from agentdesk.common.i18n import N_

Problem = Literal["missing", "length", "characters", "check_digit"]

PROBLEMS: dict[Problem, str] = {
    "missing": N_("no VIN given"),
    "length": N_("a VIN has 17 characters"),
    "characters": N_("a VIN has only digits and letters without I, O and Q"),
    "check_digit": N_("the check digit does not fit (imported cars may have none)"),
}
"""Each problem's message id. A wrong check digit is a warning: cars built for Europe carry none."""

_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_VALUES = dict(
    zip("0123456789ABCDEFGHJKLMNPRSTUVWXYZ", (*range(10), *range(1, 9), *range(1, 6), 7, 9, *range(2, 10)), strict=True)
)
_LOOK_ALIKES = str.maketrans("OIQ", "010")


def normalise(raw: str | None) -> str:
    """Half-width, upper case, without spaces and dashes; letters are never replaced."""
    return re.sub(r"[\s\-‐-―−\u200b-\u200f\u2060\ufeff]+", "", unicodedata.normalize("NFKC", raw or "")).upper()


def check_digit(vin: str) -> str:
    """The character that belongs in position 9 of a normalised 17-character VIN; KeyError for a foreign character."""
    total = sum(_VALUES[letter] * weight for letter, weight in zip(vin, _WEIGHTS, strict=True))
    return "X" if total % 11 == 10 else str(total % 11)


def problem(raw: str | None) -> Problem | None:
    """What is wrong with a VIN, None when nothing is; only `check_digit` is a mere warning."""
    vin = normalise(raw)
    if not vin:
        return "missing"
    if len(vin) != 17:
        return "length"
    if any(letter not in _VALUES for letter in vin):
        return "characters"
    return None if vin[8] == check_digit(vin) else "check_digit"


def suggestion(raw: str | None) -> str | None:
    """O, I and Q read as 0, 1 and 0, where that alone makes the VIN right; to be offered, never applied."""
    vin = normalise(raw)
    guess = vin.translate(_LOOK_ALIKES)
    return guess if guess != vin and problem(guess) is None else None


def mask(vin: str | None) -> str:
    """For lists, logs and snapshots: the last six characters only (standards.md section 4)."""
    text = vin or ""
    return "*" * (len(text) - 6) + text[-6:] if len(text) > 6 else "*" * len(text)
