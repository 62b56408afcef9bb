"""A field for typed text: no border, no blink, as many rows as it is given, Chinese input at the right cell.

Textual's own input sends its whole row at each key and shows one line of a long text; here the text wraps.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Offset
from textual.message import Message

from agentdesk.common.cells import cell_len, fit, letter_len
from agentdesk.common.i18n import N_
from agentdesk.common.names import pieces
from agentdesk.tui.bindings import MOVE, WORK
from agentdesk.tui.glyphs import glyph
from agentdesk.tui.widgets.lines import Line, Span
from agentdesk.tui.widgets.sheet import Sheet


def _key(keys: str, action: str, name: str, tooltip: str, group: Binding.Group) -> Binding:
    identity = "field." + action.translate({ord(sign): "" for sign in "()"}).replace("-", "_")
    return Binding(keys, action, name, tooltip=tooltip, show=False, id=identity, group=group)


class TextField(Sheet, can_focus=True):
    """Text with a cursor. Enter submits; what moves between fields is left to the screen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        _key("enter", "submit", N_("Store"), N_("Store the text and go on"), WORK),
        _key("left", "move(-1)", N_("Left"), N_("A character to the left"), MOVE),
        _key("right", "move(1)", N_("Right"), N_("A character to the right"), MOVE),
        _key("ctrl+left", "word(-1)", N_("Word left"), N_("A word to the left"), MOVE),
        _key("ctrl+right", "word(1)", N_("Word right"), N_("A word to the right"), MOVE),
        _key("home,ctrl+a", "edge(0)", N_("Beginning"), N_("To the beginning of the text"), MOVE),
        _key("end,ctrl+e", "edge(-1)", N_("End"), N_("To the end of the text"), MOVE),
        _key("backspace", "erase(-1)", N_("Delete left"), N_("Delete the character on the left"), WORK),
        _key("delete,ctrl+d", "erase(1)", N_("Delete right"), N_("Delete the character under the cursor"), WORK),
        _key("ctrl+w", "erase_word", N_("Delete word"), N_("Delete the word on the left"), WORK),
        _key("ctrl+u", "erase_all", N_("Delete all left"), N_("Delete everything on the left"), WORK),
    ]

    class Changed(Message):
        """The text is another one, by typing."""

        def __init__(self, field: TextField) -> None:
            super().__init__()
            self.field = field

        @property
        def control(self) -> TextField:
            """The field."""
            return self.field

    class Submitted(Message):
        """Enter was pressed."""

        def __init__(self, field: TextField) -> None:
            super().__init__()
            self.field = field

        @property
        def control(self) -> TextField:
            """The field."""
            return self.field

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id, classes=classes)
        self._text = ""
        self._cursor = 0
        self.placeholder = ""

    @property
    def text(self) -> str:
        """What stands in the field."""
        return self._text

    def show(self, text: str, placeholder: str = "") -> None:
        """Put a text into the field, with the cursor at its end; nothing is announced."""
        self._text, self._cursor, self.placeholder = text, len(text), placeholder
        self._redraw()

    def insert(self, text: str) -> None:
        """Type a text at the cursor; a line feed becomes a blank, and what no key can type is left out."""
        clean = typeable(" ".join(text.splitlines())) if len(text) > 1 else text
        self._edit(self._text[: self._cursor] + clean + self._text[self._cursor :], self._cursor + len(clean))

    # ------------------------------------------------------------------------------------------------ keys

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """What can be printed is typed, whatever the screen would do with it."""
        return character is not None and character.isprintable()

    def on_key(self, event: events.Key) -> None:
        """Type a character."""
        if event.is_printable and event.character:
            event.stop()
            event.prevent_default()
            self.insert(event.character)

    def on_paste(self, event: events.Paste) -> None:
        """Type what was pasted, all of it."""
        event.stop()
        self.insert(event.text)

    def on_focus(self) -> None:
        """Show the cursor, also to the terminal: an input method opens its window there."""
        self._redraw()

    def on_blur(self) -> None:
        """Hide the cursor."""
        self.redraw()

    def action_submit(self) -> None:
        """Announce that the text is done."""
        self.post_message(self.Submitted(self))

    def action_move(self, step: int) -> None:
        """Move the cursor by a character, over the marks that belong to it."""
        place = self._cursor + step
        shown = pieces(self._text)
        while 0 < place < len(shown) and not letter_len(shown[place]):
            place += step
        self._go(place)

    def action_word(self, step: int) -> None:
        """Move the cursor by a word."""
        self._go(self._word(step))

    def action_edge(self, place: int) -> None:
        """Move the cursor to the beginning (0) or the end (-1)."""
        self._go(len(self._text) if place < 0 else place)

    def move_row(self, step: int) -> bool:
        """Move the cursor to the row above (-1) or below (1), at the same cell or its row's last; False for no row."""
        rows = text_rows(self._text, self.size.width)
        at, column = self._place(rows)
        if not 0 <= at + step < len(rows):
            return False
        start, end = rows[at + step]
        last = end if at + step == len(rows) - 1 else end - 1
        shown = pieces(self._text)
        before = [place for place in range(start, last + 1) if cell_len("".join(shown[start:place])) <= column]
        self._go(before[-1])
        return True

    def action_erase(self, step: int) -> None:
        """Delete the character on one side of the cursor."""
        before = self._cursor
        self.action_move(step)
        start, end = sorted((before, self._cursor))
        self._edit(self._text[:start] + self._text[end:], start)

    def action_erase_word(self) -> None:
        """Delete the word on the left."""
        start = self._word(-1)
        self._edit(self._text[:start] + self._text[self._cursor :], start)

    def action_erase_all(self) -> None:
        """Delete everything on the left."""
        self._edit(self._text[self._cursor :], 0)

    def _word(self, step: int) -> int:
        place, end = self._cursor, 0 if step < 0 else len(self._text)
        look = -1 if step < 0 else 0
        while place != end and self._text[place + look] == " ":
            place += step
        while place != end and self._text[place + look] != " ":
            place += step
        return place

    def _go(self, place: int) -> None:
        self._cursor = min(max(place, 0), len(self._text))
        self._redraw()

    def _edit(self, text: str, cursor: int) -> None:
        if text != self._text:
            self._text, self._cursor = text, cursor
            self._redraw()
            self.post_message(self.Changed(self))

    # --------------------------------------------------------------------------------------------- drawing

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where on the screen the cursor is."""
        x, y, width, height = self.content_region
        rows = text_rows(self._text, width)
        row, column = self._place(rows)
        return Offset(x + column, y + row - _first_row(row, len(rows), height))

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """The rows around the cursor; a mark tells of rows above and below."""
        if not self._text:
            return self._empty(width, height)
        rows = text_rows(self._text, width)
        at, _column = self._place(rows)
        first = _first_row(at, len(rows), height)
        shown = [
            Line(self._row(start, end, number == at), base="field")
            for number, (start, end) in enumerate(rows)
            if first <= number < first + height
        ]
        if first:
            shown[0] = Line(shown[0].left, ((glyph("up"), "dim"),), "field")
        if first + height < len(rows):
            shown[-1] = Line(shown[-1].left, ((glyph("down"), "dim"),), "field")
        return shown + [Line(base="field")] * (height - len(shown))

    def _empty(self, width: int, height: int) -> list[Line]:
        hint = fit(self.placeholder, width - 2)
        first: tuple[Span, ...] = ((" ", "cursor"), (hint, "dim")) if self.has_focus else ((hint, "dim"),)
        return [Line(first, base="field"), *[Line(base="field")] * (height - 1)]

    def _row(self, start: int, end: int, current: bool) -> tuple[Span, ...]:
        shown = pieces(self._text)
        if not current or not self.has_focus:
            return (("".join(shown[start:end]), ""),)
        return (
            ("".join(shown[start : self._cursor]), ""),
            (shown[self._cursor] if self._cursor < end else " ", "cursor"),
            ("".join(shown[self._cursor + 1 : end]), ""),
        )

    def _place(self, rows: list[tuple[int, int]]) -> tuple[int, int]:
        number = max(index for index, (start, _end) in enumerate(rows) if start <= self._cursor)
        return number, cell_len("".join(pieces(self._text)[rows[number][0] : self._cursor]))

    def _redraw(self) -> None:
        self.redraw()
        if self.has_focus and self.is_mounted:
            self.app.cursor_position = self.cursor_screen_offset


def typeable(text: str, *, lines: bool = False) -> str:
    """What of a pasted text a keyboard could have typed: tabs are blanks, control characters are none of it."""
    kept = text.replace("\t", " ")
    return "".join(each for each in kept if unicodedata.category(each) not in ("Cc", "Cs") or (lines and each == "\n"))


def text_rows(text: str, width: int) -> list[tuple[int, int]]:
    """Where each row of a text that is being typed starts and ends; a cell is kept free for the cursor."""
    room = max(width - 1, 2)
    rows: list[tuple[int, int]] = []
    start = used = 0
    blank = -1
    shown = pieces(text)
    for place, letter in enumerate(text):
        cells = sum(map(letter_len, shown[place]))
        if used + cells > room and place > start:
            end = blank if blank > start and cells < 2 else place
            rows.append((start, end))
            start, used, blank = end, cell_len("".join(shown[end:place])), -1
        used += cells
        if letter == " " or cells == 2:
            blank = place + 1
    rows.append((start, len(text)))
    return rows


def _first_row(row: int, count: int, height: int) -> int:
    return max(min(row - height + 1, count - height), 0) if height else 0
