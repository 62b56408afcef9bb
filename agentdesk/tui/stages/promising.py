"""Another time: one line in which the time is written as it was said, understood while it is typed."""

from __future__ import annotations

from agentdesk.common import clock, dates
from agentdesk.common.errors import UserError
from agentdesk.common.i18n import N_, _, pick
from agentdesk.interview import promises
from agentdesk.interview.promises import Agreed
from agentdesk.playbook.current import current
from agentdesk.tui.glyphs import glyph
from agentdesk.tui.stages.base import CallDesk, Drawing, PageKey, Place, Stage, Wish
from agentdesk.tui.stages.leaving import back_keys
from agentdesk.tui.widgets.lines import Line, Span, indented, line
from agentdesk.tui.widgets.question import MARGIN, keys_below, spoken
from agentdesk.tui.widgets.stack import Block

_LABEL = 8


class Promising(Stage):
    """The customer names a time for the next call."""

    def __init__(self, desk: CallDesk, before: Stage, *, asked: bool = False) -> None:
        super().__init__(desk)
        self._before = before
        self._asked = asked
        self._agreed: Agreed | None = None
        self._problem = ""
        self._mine = False
        self._phone = self.call.phone
        self.changed(self.call.words.get("promise", ""))

    # -- drawing -----------------------------------------------------------------------------------------------------

    def draw(self, width: int, height: int) -> Drawing:
        """The line to say, the field, what was understood, who calls and on which number."""
        said = current().head.script.not_now
        who = _("only me") if self._mine else _("anybody of the team")
        number = self._phone.shown if self._phone else _("landline first")
        blocks = [
            *self.above(width),
            Block([line((f" {_('Another time')}", "unsaid"))], 0),
            Block(spoken(pick(said.zh, said.en), width), 8),
            Block([line((f" {_('Time')}", "dim"))], 5, "field"),
            Block(self._understood(width), 0),
            Block([_choice(_("Caller"), who, "Tab"), _choice(_("Phone"), number, glyph("down"))], 4),
            Block(keys_below((glyph("enter"), "key"), (f"  {_('agree and end the call')}", "value")), 5),
        ]
        found = self.stacked(blocks, height)
        column = MARGIN + _LABEL
        return Drawing(found.lines, Place(column, found.rows.get("field", 0), width - column - 1, 1))

    def _understood(self, width: int) -> list[Line]:
        indent = " " * (MARGIN + _LABEL)
        if self._agreed is None:
            return [line((indent, ""), (self._problem, "warn" if self._problem else "dim"))]
        weekday = dates.weekday(clock.local(self._agreed.at).date())
        shown = [line((f"{indent}{glyph('right')} ", "dim"), (self._agreed.shown, "said"), (f"  {weekday}", "dim"))]
        if self._agreed.warning:
            shown += indented(f"{glyph('late')} {self._agreed.warning}", width - 1, "warn", indent=len(indent))
        if self._agreed.already:
            text = _("{count} already agreed around that time").format(count=self._agreed.already)
            shown.append(line((indent, ""), (text, "dim")))
        return shown

    @property
    def wish(self) -> Wish | None:
        """The time, as it was said."""
        return self.asking_for("promise", _(EXAMPLE))

    # -- keys --------------------------------------------------------------------------------------------------------

    def wants(self, key: str) -> bool:
        """Tab and the arrows choose who and which number, Esc goes back."""
        return key in ("tab", "down", "up", "escape")

    def page_keys(self) -> list[PageKey]:
        """The same, as they are called."""
        number = [PageKey(key, _("Phone"), _("The number to be dialled then")) for key in ("up", "down")]
        return [
            PageKey("enter", _("Agree"), _("Agree on this time and end the call")),
            PageKey("tab", _("Caller"), _("Who calls then: only you, or anybody of the team")),
            *number,
            *back_keys("escape"),
        ]

    async def press(self, key: str) -> None:
        """Who calls, on which number, or back."""
        if key == "escape":
            self.desk.show(self._before)
        elif key == "tab":
            self._mine = not self._mine
        else:
            able = [None, *(each for each in self.call.sitting.numbers if each.dialable)]
            place = able.index(self._phone) if self._phone in able else 0
            self._phone = able[(place + (1 if key == "down" else -1)) % len(able)]

    def changed(self, text: str) -> None:
        """Understand what is typed so far; what is not understood yet is said only once Enter asks for it."""
        super().changed(text)
        self._problem = ""
        try:
            self._agreed = promises.parse(text, self.call.actor.person_id)
        except UserError:
            self._agreed = None

    async def submit(self, text: str) -> None:
        """Agree, where the time is understood and the house calls then."""
        try:
            self._agreed = promises.parse(text, self.call.actor.person_id)
        except UserError as error:
            self._agreed, self._problem = None, str(error)
            return
        phone_id = self._phone.phone_id if self._phone else None
        ended = await self.call.promise(self._agreed.at, self._mine, phone_id, "")
        self.desk.over(ended.outcome)


EXAMPLE = N_("such as: tomorrow 3 pm")


def _choice(label: str, value: str, key: str) -> Line:
    from agentdesk.common.cells import pad

    spans: tuple[Span, ...] = (
        (" ", ""), (pad(label, MARGIN + _LABEL - 1), "dim"), (value, "value"), ("  ", ""), (key, "key"),
    )  # fmt: skip
    return line(*spans)
