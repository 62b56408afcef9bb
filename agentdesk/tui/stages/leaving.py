"""Ways out of a call that is no success: the wrong person (SC-02N) and a refusal (SC-06), each with its line to say."""

from __future__ import annotations

from agentdesk.common.i18n import N_, _, pick
from agentdesk.interview.comeback import after_refusal
from agentdesk.playbook.current import current
from agentdesk.tui.glyphs import glyph
from agentdesk.tui.stages.base import CallDesk, Drawing, PageKey, Place, Stage, Wish
from agentdesk.tui.widgets.choices import Keyed, one_a_line
from agentdesk.tui.widgets.lines import Line, line
from agentdesk.tui.widgets.question import MARGIN, instruction, keys_below, spoken
from agentdesk.tui.widgets.stack import Block


class WrongPerson(Stage):
    """Not the customer: apologise and end."""

    def __init__(self, desk: CallDesk, before: Stage) -> None:
        super().__init__(desk)
        self._before = before

    def draw(self, width: int, height: int) -> Drawing:
        """SC-02N and what it does to the number."""
        said = current().head.script.wrong_person
        blocks = [
            *self.above(width),
            Block([line((f" {_('Somebody else')}", "unsaid"))], 0),
            Block(spoken(pick(said.zh, said.en), width), 8),
            Block(instruction(_("The number is retired and noted as wrong customer data."), width), 4),
            Block(keys_below((glyph("enter"), "key"), (f"  {_('end the call')}", "value")), 6),
        ]
        return Drawing(self.stacked(blocks, height).lines)

    def wants(self, key: str) -> bool:
        """Enter ends, Esc and Backspace go back."""
        return key in ("enter", "escape", "backspace")

    def page_keys(self) -> list[PageKey]:
        """The same, as they are called."""
        text = _("The number is retired and the call ends")
        return [PageKey("enter", _("End the call"), text), *back_keys("escape", "backspace")]

    async def press(self, key: str) -> None:
        """End, or go back."""
        if key != "enter":
            self.desk.show(self._before)
            return
        ended = await self.call.wrong_person()
        if ended.closed:
            self.desk.over(ended.outcome)
        else:
            self.desk.say(_("The number is retired; dial the next one."), "value")
            await self.desk.advance()


class Refusing(Stage):
    """The customer does not want to go on: soft, or not to be called any more."""

    _WAYS = (
        (False, N_("not this time"), N_("tried once more after a while")),
        (True, N_("do not call any more"), N_("final")),
    )

    def __init__(self, desk: CallDesk, before: Stage) -> None:
        super().__init__(desk)
        self._before = before
        self._hard = False
        self._lapses = after_refusal(self.call.contact_id).told

    def _effect(self, hard: bool, usual: str) -> str:
        """What a refusal comes to: a soft one is not tried again where the reason to call ends before."""
        return _(usual) if hard else self._lapses or _(usual)

    def draw(self, width: int, height: int) -> Drawing:
        """SC-06, the two ways, and the customer's reason where the second is chosen."""
        said = current().head.script.refusal
        ways = [
            Keyed(
                str(place), f"{_(name)}  ·  {self._effect(hard, effect)}", chosen=hard is self._hard,
                here=hard is self._hard,
            )
            for place, (hard, name, effect) in enumerate(self._WAYS, 1)
        ]  # fmt: skip
        blocks = [
            *self.above(width),
            Block([line((f" {_('Refusal')}", "unsaid"))], 0),
            Block(spoken(pick(said.zh, said.en), width), 8),
            Block(one_a_line(ways, width), 6),
            Block([Line()] * 2 if self._hard else [], 3, "field"),
            Block(instruction(_("The answers given so far are kept."), width) if self.call.interview_id else [], 2),
            Block(keys_below((glyph("enter"), "key"), (f"  {_('end the call')}", "value")), 5),
        ]
        found = self.stacked(blocks, height)
        row = found.rows.get("field")
        place = Place(MARGIN, row, width - MARGIN - 1, 2) if self._hard and row is not None else None
        return Drawing(found.lines, place)

    @property
    def wish(self) -> Wish | None:
        """The reason, which the do-not-call register needs."""
        return self.asking_for("refusal", _("in the customer's own words")) if self._hard else None

    def wants(self, key: str) -> bool:
        """1 and 2 choose, Enter ends, Esc and Backspace go back."""
        return key in ("1", "2", "up", "down", "enter", "escape", "backspace")

    def page_keys(self) -> list[PageKey]:
        """The two ways, and out; in the field of the reason what it leaves."""
        end = PageKey("enter", _("End the call"), _("The call ends with this refusal"))
        turn = [PageKey(key, _("The other one"), _("The other way to refuse")) for key in ("up", "down")]
        if self._hard:
            return [end, *turn, *back_keys("escape")]
        ways = [
            PageKey(str(place), _(name), self._effect(hard, effect))
            for place, (hard, name, effect) in enumerate(self._WAYS, 1)
        ]
        return [*ways, *turn, end, *back_keys("escape", "backspace")]

    async def press(self, key: str) -> None:
        """Choose, end, or go back."""
        if key in ("escape", "backspace"):
            self.desk.show(self._before)
        elif key == "enter":
            await self._end(self.desk.typed() if self._hard else "")
        else:
            self._hard = not self._hard if key in ("up", "down") else key == "2"

    async def submit(self, text: str) -> None:
        """The reason is written."""
        await self._end(text)

    async def _end(self, note: str) -> None:
        ended = await self.call.refuse(self._hard, note)
        self.desk.over(ended.outcome)


def back_keys(*keys: str) -> list[PageKey]:
    """The keys that lead from a page back to the one it was opened from."""
    return [PageKey(key, _("Back"), _("Back to the page before, as it was"), shown=key == "escape") for key in keys]
