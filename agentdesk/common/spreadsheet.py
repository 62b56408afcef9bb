"""Texts in the cells of a spreadsheet: what a customer said must neither be run nor reckoned with, nor be lost.

In a workbook every text is a text cell, its quote prefix set where it begins like a formula. CSV has no types: there
such a text gets an apostrophe in front, as spreadsheets themselves write it (OWASP, CSV injection).
"""

from __future__ import annotations

import re

from agentdesk.common.cells import MARK

LONGEST_CELL = 32_767  # letters of a cell, counted as UTF-16 does (ECMA-376); a longer text would not be written at all
_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")  # the full-width ones count as well where the keyboard is Chinese
_LOSES = re.compile(r"0\d+|\d{12,}")  # digits that a spreadsheet would cut or round: numbers of phones and orders


def is_formula(text: str) -> bool:
    """Whether a spreadsheet might take the text for a formula, at once or when somebody edits its cell."""
    return text.lstrip(" ")[:1] in _FORMULA if text.strip(" ") else False


def cell_text(text: str) -> str:
    """The text as a workbook's cell can hold it: one that is too long is cut with a mark."""
    if len(text) <= LONGEST_CELL // 2 or len(text.encode("utf-16-le", "surrogatepass")) <= 2 * LONGEST_CELL:
        return text
    kept = text.encode("utf-16-le", "surrogatepass")[: 2 * (LONGEST_CELL - 1)]
    return kept.decode("utf-16-le", "ignore") + MARK


def csv_text(text: str) -> str:
    """The text as a cell of a CSV file: with an apostrophe in front where a spreadsheet would not leave it as it is."""
    return f"'{text}" if is_formula(text) or _LOSES.fullmatch(text) else text
