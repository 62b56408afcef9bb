"""Pinyin initials of names for the filter: 王建国 is wjg. Made at import only; desks never load the dictionary."""

from __future__ import annotations

from functools import lru_cache

# Surnames that are read otherwise than the character alone, with their first letters.
_SURNAMES = {
    "曾": "z", "单": "s", "仇": "q", "解": "x", "查": "z", "朴": "p", "区": "o", "翟": "z", "乐": "y",
    "覃": "q", "冼": "x",    "谌": "c", "员": "y", "尉迟": "yc", "万俟": "mq", "长孙": "zs",
}  # fmt: skip


@lru_cache(maxsize=65536)
def initials(name: str, *, person: bool = True) -> str:
    """Lower-case first letters of a name's characters; letters and digits stay, everything else is left out."""
    from pypinyin import Style, lazy_pinyin

    head, rest = "", name.strip()
    if person:
        surname = next((s for s in (rest[:2], rest[:1]) if s in _SURNAMES), "")
        head, rest = _SURNAMES.get(surname, ""), rest[len(surname) :]
    letters = "".join(lazy_pinyin(rest, style=Style.FIRST_LETTER, errors="default"))
    return head + "".join(letter for letter in letters.lower() if letter.isascii() and letter.isalnum())
