"""What came of it: the outcome the answers propose, one Enter; impossible ones are greyed with their reason."""

from __future__ import annotations

from collections.abc import Sequence

from agentdesk.common.i18n import _
from agentdesk.interview.contacts import Ended, Offered
from agentdesk.interview.conventions import appointment_at, ends_whole_call, proposed_outcome
from agentdesk.tui.glyphs import glyph
from agentdesk.tui.stages.base import CallDesk, Drawing, PageKey, Place, Stage, Wish
from agentdesk.tui.widgets.choices import Keyed, one_a_line
from agentdesk.tui.widgets.lines import Span, line
from agentdesk.tui.widgets.question import MARGIN, keys_below
from agentdesk.tui.widgets.stack import Block

_ARROWS = {"up": -1, "k": -1, "down": 1, "j": 1}


class Ending(Stage):
    """The questions are asked, or the customer breaks off."""

    keys = frozenset({"back", "complain", "refuse", "promise", "outline"})

    def __init__(self, desk: CallDesk, offered: Sequence[Offered], *, before: Stage | None = None) -> None:
        super().__init__(desk)
        self._before = before
        self._rows = [
            row for row in offered if row.group != "not_reached" and not {"promise", "next_number"} & set(row.effects)
        ]
        self._keys = {row.key: row for row in self._rows if row.key}
        code = proposed_outcome(self._rows, self.call.run)
        self._at = next((place for place, row in enumerate(self._rows) if row.code == code), 0)

    @property
    def _row(self) -> Offered:
        return self._rows[self._at]

    def draw(self, width: int, height: int) -> Drawing:
        """The outcomes, a note where the chosen one needs one, and what Enter does."""
        entry = self.call.entry
        title: list[Span] = [(f" {_('Outcome')}", "unsaid")]
        if entry is not None:
            title.append((f"  {entry.name}", "dim"))
        listed = [
            Keyed(row.key, row.name, chosen=place == self._at, here=place == self._at, why_not=row.why_not)
            for place, row in enumerate(self._rows)
        ]
        blocks = [
            *self.above(width),
            Block([line(*title)], 0),
            Block(one_a_line(listed, width), 5, "outcomes"),
            Block([line((f" {_('Why')}", "dim"))] if self.wish else [], 3, "field"),
            Block(keys_below((glyph("enter"), "key"), (f"  {self._what_next()}", "value")), 4),
        ]
        found = self.stacked(blocks, height, "field" if self.wish else "")
        row = found.rows.get("field")
        column = MARGIN + 4
        place = Place(column, row, width - column - 1, 1) if self.wish and row is not None else None
        return Drawing(found.lines, place)

    def _what_next(self) -> str:
        waiting = [entry for entry in self.call.sitting.agenda if entry.state == "waiting"]
        if waiting and not ends_whole_call(self._row.code):
            return _("{outcome}, then {entry}").format(outcome=self._row.name, entry=waiting[0].name)
        return _("{outcome}, next customer").format(outcome=self._row.name)

    @property
    def wish(self) -> Wish | None:
        """A note, where the outcome asks for one."""
        row = self._row
        return self.asking_for(f"outcome:{row.code}", _("what was said")) if row.note_required else None

    def wants(self, key: str) -> bool:
        """The keys of the outcomes, Enter, the arrows; Esc where the outcome was asked for in mid-call."""
        if self.wish is not None:
            return key in ("up", "down", "escape")
        if key == "escape":
            return self._before is not None
        return key in self._keys or key in _ARROWS or key == "enter"

    def page_keys(self) -> list[PageKey]:
        """The outcomes, Enter, and back; in the field of a note what it leaves."""
        confirm = PageKey("enter", _("Confirm"), self._what_next())
        back = PageKey("escape", _("Back"), _("Back to the question before, with all answers"), shown=True)
        if self.wish is not None:
            return [confirm, *(_move(key) for key in ("up", "down")), back]
        choose = _("Choose it; {key} confirms").format(key="Enter")
        outcomes = [PageKey(key, row.name, row.why_not or choose) for key, row in self._keys.items()]
        moves = [_move(key) for key in _ARROWS]
        return [*outcomes, *moves, confirm, *([back] if self._before is not None else [])]

    async def press(self, key: str) -> None:
        """Choose, confirm, or go back."""
        if key in _ARROWS:
            self._at = (self._at + _ARROWS[key]) % len(self._rows)
        elif key == "enter":
            await self._confirm("")
        elif key == "escape":
            await self.back()
        else:
            self._choose(self._keys[key])

    def _choose(self, row: Offered) -> None:
        if row.why_not:
            self.desk.say(_("{choice}: {reason}").format(choice=row.name, reason=row.why_not))
        else:
            self._at = self._rows.index(row)

    async def submit(self, text: str) -> None:
        """The note is written."""
        await self._confirm(text)

    async def _confirm(self, note: str) -> None:
        row = self._row
        if row.why_not:
            self.desk.say(_("{choice}: {reason}").format(choice=row.name, reason=row.why_not))
            return
        ended = await self._end(row, note)
        if ended.closed:
            self.desk.over(ended.outcome)
        else:
            await self.call.begin()
            await self.desk.advance()

    async def _end(self, row: Offered, note: str) -> Ended:
        if ends_whole_call(row.code):
            return await self.call.end(row.code, note)
        starts_at = appointment_at(self.call.run) if "appointment" in row.effects else None
        return await self.call.finish(row.code, note, starts_at)

    async def back(self) -> None:
        """Back to the last question, or to where the outcome was asked for."""
        if self._before is not None:
            self.desk.show(self._before)
        elif self.call.run is not None:
            self.call.run.back()
            await self.call.moved()
            await self.desk.advance()


def _move(key: str) -> PageKey:
    """An arrow, or its letter."""
    if _ARROWS[key] < 0:
        return PageKey(key, _("Up"), _("The outcome before"))
    return PageKey(key, _("Down"), _("The next outcome"))
