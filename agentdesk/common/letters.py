"""First letters of Chinese words for filters, without a dictionary: common characters are sorted by their reading.

The 3,755 common characters of GB 2312 stand in the order of their pinyin, so a character's place gives its letter.
Names of people need a dictionary (intake/initials.py): rarer characters, and surnames that are read otherwise.
"""

from __future__ import annotations

from bisect import bisect_right

_STARTS = (
    0xB0A1, 0xB0C5, 0xB2C1, 0xB4EE, 0xB6EA, 0xB7A2, 0xB8C1, 0xB9FE, 0xBBF7, 0xBFA6, 0xC0AC, 0xC2E8, 0xC4C3, 0xC5B6,
    0xC5BE, 0xC6DA, 0xC8BB, 0xC8F6, 0xCBFA, 0xCDDA, 0xCEF4, 0xD1B9, 0xD4D1,
)  # fmt: skip
_LETTERS = "abcdefghjklmnopqrstwxyz"
_END = 0xD7F9  # the last of the common characters


def first_letters(text: str) -> str:
    """Lower-case first letters: 回访率 is hfl; letters and digits stay, everything else is left out."""
    return "".join(map(_letter, text.lower()))


def _letter(sign: str) -> str:
    if sign.isascii():
        return sign if sign.isalnum() else ""
    try:
        place = int.from_bytes(sign.encode("gb2312"), "big")
    except UnicodeEncodeError:
        return ""
    return _LETTERS[bisect_right(_STARTS, place) - 1] if _STARTS[0] <= place <= _END else ""
