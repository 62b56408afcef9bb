"""A small form of any rows: choices by digits, texts understood while they are typed. No widget, no store."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from agentdesk.common.cells import cell_len, pad
from agentdesk.common.errors import UserError
from agentdesk.common.i18n import N_, _
from agentdesk.complaints.step_drafts import Typed
from agentdesk.tui.glyphs import glyph
from agentdesk.tui.widgets.lines import BLANK, Line, Span, fit_spans, indented, line
from agentdesk.tui.widgets.packing import flowing
from agentdesk.tui.widgets.pane import Drawing, Place, Wish
from agentdesk.tui.widgets.stack import Block, stack

DIGITS = 9


@dataclass(frozen=True)
class Option:
    """A value of a row with its name, and what it means or does."""

    value: Any
    name: str
    meaning: str = ""


@dataclass(frozen=True)
class Row:
    """A line of a form. With `options` it is chosen, else typed; title and hint are message ids.

    `read` understands a typed text and says how (value, words); UserError where it does not. `listed` options stand one
    a line. `only_if` names a row and the values of it with which this one is asked.
    """

    name: str
    title: str
    hint: str = ""
    options: Callable[[], Sequence[Option]] | None = None
    read: Callable[[str], tuple[Any, str]] | None = None
    required: bool = False
    lines: int = 1
    listed: bool = False
    only_if: tuple[str, tuple[Any, ...]] | None = None


class EntryForm:
    """The rows, the one the keys go to, and what stands in them; `given` is what holds where nothing is chosen."""

    def __init__(
        self, title: Callable[[], str], rows: Sequence[Row], typed: Typed, given: Mapping[str, Any] | None = None,
        about: Callable[[], str] = lambda: "", does: str = N_("Record"),
    ) -> None:  # fmt: skip
        self.does = does  # the message id of what Enter does behind the last row
        self._title, self._about = title, about
        self._rows = tuple(rows)
        self._texts = dict(typed.texts)
        self._choices = dict(typed.choices)
        self._given = dict(given or {})
        self.kept = bool(typed)
        self.row = self.rows[0].name if self.rows else ""

    # -- what stands in it -------------------------------------------------------------------------------------------

    @property
    def rows(self) -> list[Row]:
        """The rows that are asked now."""
        return [row for row in self._rows if row.only_if is None or self.chosen(row.only_if[0]) in row.only_if[1]]

    @property
    def here(self) -> Row:
        """The row under the cursor."""
        return next(row for row in self.rows if row.name == self.row)

    @property
    def typed(self) -> Typed:
        """The form as it is kept."""
        return Typed(dict(self._texts), dict(self._choices))

    def chosen(self, name: str) -> Any:
        """The value of a row of choices."""
        return self._choices.get(name, self._given.get(name))

    def text(self, name: str) -> str:
        """What is typed in a row."""
        return self._texts.get(name, "")

    def values(self) -> dict[str, Any]:
        """The values of the rows that are asked; empty ones are left out. UserError for a text not understood."""
        found: dict[str, Any] = {}
        for row in self.rows:
            value = self.chosen(row.name) if row.options else self.text(row.name).strip()
            if row.read and value:
                value = row.read(value)[0]
            if value not in (None, ""):
                found[row.name] = value
        return found

    def missing(self) -> Row | None:
        """The first row that must be filled in and is not."""
        for row in self.rows:
            filled = self.chosen(row.name) is not None if row.options else bool(self.text(row.name).strip())
            if row.required and not filled:
                return row
        return None

    # -- filling in --------------------------------------------------------------------------------------------------

    @property
    def is_last(self) -> bool:
        """Whether the cursor is on the last row."""
        return bool(self.rows) and self.row == self.rows[-1].name

    @property
    def is_complete_by_enter(self) -> bool:
        """Whether Enter ends the form here: on a row of choices, and behind the last one."""
        return self.is_last or bool(self.rows and self.here.options is not None)

    def move(self, step: int) -> None:
        """To the next row, or the one before."""
        names = [row.name for row in self.rows]
        self.row = names[(names.index(self.row) + step) % len(names)]

    def choose(self, key: str) -> bool:
        """Take the value of that key and go to the next row; False where the row has no such key."""
        options = self._shown_options(self.here)
        if not key.isdigit() or not 0 < int(key) <= len(options):
            return False
        self._choices[self.row] = options[int(key) - 1].value
        if not self.is_last:
            self.move(1)
        return True

    def turn(self, step: int) -> None:
        """The next value of the row."""
        values = [option.value for option in self.here.options()] if self.here.options else []
        if values:
            now = self.chosen(self.row)
            self._choices[self.row] = values[(values.index(now) + step) % len(values) if now in values else 0]

    def type(self, text: str) -> None:
        """Take over what was typed into the row."""
        if self.here.options is None:
            self._texts[self.row] = text

    def clear(self) -> None:
        """Throw away what was typed and chosen."""
        self._texts, self._choices = {}, {}
        self.row = self.rows[0].name if self.rows else ""

    def _shown_options(self, row: Row) -> list[Option]:
        """The options that digits choose: nine, around the one that is chosen."""
        options = list(row.options()) if row.options else []
        if len(options) <= DIGITS:
            return options
        values = [option.value for option in options]
        chosen = self.chosen(row.name)
        page = values.index(chosen) // DIGITS if chosen in values else 0
        return options[page * DIGITS : (page + 1) * DIGITS]

    # -- drawing -----------------------------------------------------------------------------------------------------

    def rows_needed(self, width: int) -> int:
        """How many lines the form takes, with every row it may come to ask."""
        return 1 + sum(len(self._block(row, width, row.name)) for row in self._rows) + len(self._about_lines(width))

    def draw(self, width: int, height: int) -> Drawing:
        """Title, what it is about, rows."""
        kept = (f"  {_('draft, kept')}", "dim") if self.kept else ("", "")
        head = [line((f" {self._title()}", "said"), kept), *self._about_lines(width)]
        blocks = [Block(head, 0)]
        blocks += [Block(self._block(row, width, self.row), 0, row.name) for row in self.rows]
        found = stack(blocks, height, self.row)
        if not self.rows or self.here.options is not None or self.row not in found.rows:
            return Drawing(found.lines)
        column = self._label_width() + 1
        return Drawing(found.lines, Place(column, found.rows[self.row], width - column - 1, self.here.lines))

    @property
    def wish(self) -> Wish | None:
        """The field of the row, where it is typed."""
        if not self.rows or self.here.options is not None:
            return None
        return Wish(self.row, self.text(self.row), self._hint(self.here))

    def _about_lines(self, width: int) -> list[Line]:
        text = self._about()
        return indented(text, width - 1, "note", indent=1) if text else []

    def _block(self, row: Row, width: int, here: str) -> list[Line]:
        label: Span = (f" {pad(_(row.title), self._label_width())}", "said" if row.name == here else "dim")
        if row.options is not None:
            return self._choice_lines(row, label, width, here=row.name == here)
        text = self.text(row.name)
        shown = (text, "value") if text else (self._hint(row), "dim")
        lines = [line(label, shown)] + [BLANK] * (row.lines - 1)
        if row.read is not None and row.name == here:
            lines.append(self._understood(row, text))
        return lines

    def _choice_lines(self, row: Row, label: Span, width: int, *, here: bool) -> list[Line]:
        chosen, room = self.chosen(row.name), width - self._label_width() - 2
        options = self._shown_options(row)
        more: Span = (f"{glyph('left')} {glyph('right')}", "key" if here else "dim")
        parts: list[tuple[Span, ...]] = []
        for key, option in enumerate(options, 1):
            is_chosen = option.value == chosen
            mark = (f" {glyph('chosen')}" if is_chosen else "", "mark")
            name = (f" {option.name}", "said" if is_chosen else "unsaid")
            parts.append(((str(key), "key" if here else "dim"), name, mark))
        if row.listed:
            texts = [(*part, (f"  {option.meaning}", "dim")) for part, option in zip(parts, options, strict=True)]
            found = [Line(fit_spans(spans, room)) for spans in texts]
        else:
            every = len(row.options()) if row.options else 0
            found = flowing([*parts, (more,)] if every > len(options) else parts, room)
            meaning = next((option.meaning for option in options if option.value == chosen), "")
            if any(option.meaning for option in options):
                found.append(Line(fit_spans(((meaning, "note"),), room)))
        blank: Span = (" " * (self._label_width() + 1), "")
        return [line(blank if place else label, *each.left) for place, each in enumerate(found or [BLANK])]

    def _understood(self, row: Row, text: str) -> Line:
        indent: Span = (" " * (self._label_width() + 1), "")
        if row.read is None or not text.strip():
            return BLANK
        try:
            return line(indent, (f"{glyph('right')} ", "dim"), (row.read(text)[1], "said"))
        except UserError as error:
            return line(indent, (str(error), "dim"))

    def _hint(self, row: Row) -> str:
        return _(row.hint) if row.hint else _("needed") if row.required else _("may stay empty")

    def _label_width(self) -> int:
        return max(cell_len(_(row.title)) for row in self._rows) + 2
