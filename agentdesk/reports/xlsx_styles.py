"""The formats of a report's workbook."""

from __future__ import annotations

from typing import Any

from agentdesk.reports.document import Sort
from agentdesk.reports.values import RIGHT

NUMBERS: dict[Sort, str] = {
    "count": "#,##0",
    "percent": "0.0%",
    "points": "+0.0;-0.0;0.0",
    "number": "#,##0.00",
    "change": "+#,##0.00;-#,##0.00;0.00",
    "date": "yyyy-mm-dd",
    "yuan": "#,##0",
    "phone": "@",
}


class Styles:
    """Each made once; a sort's style has its number format."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[Any, ...], Any] = {}
        base = {"font_size": 10, "valign": "top"}
        self.title = self._new({"bold": True, "font_size": 14})
        self.caption = self._new({**base, "bold": True})
        self.prose = self._new({**base, "text_wrap": True})
        self.words = self._new({**base, "text_wrap": True, "left": 5, "left_color": "#BCC4CE", "indent": 1})
        self.source = self._new({"font_size": 9, "font_color": "#444444", "text_wrap": True, "valign": "top"})
        self.link = self._new({**base, "font_color": "#1F5FA8", "underline": 1})
        head = {**base, "bold": True, "bottom": 1, "bg_color": "#EEF1F5", "text_wrap": True}
        self.head, self.head_right = self._new(head), self._new({**head, "align": "right"})
        self.missing = self._new({**base, "font_color": "#666666", "align": "right", "bottom": 4})

    def of(self, sort: Sort, *, bold: bool = False) -> Any:
        """The style of a cell of that sort."""
        return self._cell(sort, bold, quoted=False)

    def quoted(self, _style: Any, *, bold: bool = False) -> Any:
        """The style of a text that looks like a formula: it stays a text when somebody edits it."""
        return self._cell("text", bold, quoted=True)

    def _cell(self, sort: Sort, bold: bool, *, quoted: bool) -> Any:
        key = (sort, bold, quoted)
        if key not in self._made:
            look = {"font_size": 10, "valign": "top", "text_wrap": sort not in RIGHT, "bottom": 4, "bold": bold}
            look |= {"num_format": NUMBERS[sort]} if sort in NUMBERS else {}
            look |= {"quote_prefix": True} if quoted else {}
            self._made[key] = self._new(look)
        return self._made[key]

    def _new(self, look: dict[str, Any]) -> Any:
        return self._book.add_format(look)
