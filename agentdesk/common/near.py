"""What somebody perhaps meant who wrote a word that nobody knows."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(word: str, known: Iterable[str], likeness: float = 0.75) -> str:
    """The known word that a word is a slip of: other case, a letter wrong, left out, doubled, or two exchanged.

    "" where none is near enough; `likeness` is from 0 (anything) to 1 (the same).
    """
    words = sorted(known)
    same = [each for each in words if each.lower() == word.lower()]
    exchanged = [each for each in words if sorted(each.lower()) == sorted(word.lower())]
    return next(iter([*same, *exchanged, *get_close_matches(word, words, 1, likeness)]), "")
