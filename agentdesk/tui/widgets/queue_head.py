"""Above the rows: whose desk it is, how the day stands, and the views with their counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from agentdesk.common import clock, dates
from agentdesk.common.i18n import _
from agentdesk.tui.glyphs import glyph
from agentdesk.tui.widgets.lines import Line, Span, length, line
from agentdesk.tui.widgets.packing import first_that_fits, whole
from agentdesk.tui.widgets.sheet import Sheet

if TYPE_CHECKING:
    from agentdesk.scoreboard.pace import Pace


class View(NamedTuple):
    """A part of the queue that a digit shows; `code` is `all`, a lane, or a group of the playbook."""

    code: str
    name: str
    number: int


class QueueHead(Sheet):
    """Two lines: who and when; how much is done, promised, overdue, and how it goes."""

    DEFAULT_CSS = "QueueHead { height: 2; }"

    def __init__(self, person: str) -> None:
        super().__init__()
        self._person = person
        self.day = clock.today()
        self.done = 0
        self.open = 0
        self.promised = 0
        self.missed = 0  # of the promises
        self.overdue = 0
        self.pace: Pace | None = None
        self.feedback = 0  # what was said of this agent's calls and is not answered to (SV-02)
        self.follow_up = ""  # what is to be followed up of the improvement actions (RP-04)

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """The two lines."""
        return [self._who(), self._figures(width) if self.day == clock.today() else self._preview()]

    def _who(self) -> Line:
        now = clock.local_now()
        return line(
            (f" {_('Callback desk')}", "said"), (f"   {self._person}", ""), *self._actions(),
            right=((f"{dates.heading(now.date())} ", "dim"), (f"{now:%H:%M} ", "")),
        )  # fmt: skip

    def _actions(self) -> tuple[Span, ...]:
        """What was said of calls, with its key; else 整改项目 逾期 1，待验证 2, with the key of the commands."""
        if self.feedback:
            return (f"   {_('Said of your calls')}", "dim"), (f" {self.feedback}", "value"), ("  f", "key")
        if not self.follow_up:
            return ()
        return (f"   {_('Improvement actions')}", "dim"), (f" {self.follow_up}", "value"), ("  ^P", "key")

    def _figures(self, width: int) -> Line:
        dot = f" {glyph('dot')} "
        left = line(
            f" {_('Today')} ",
            (f"{self.done}/{self.done + self.open}", "value"),
            f"{dot}{_('Promised')} ",
            (str(self.promised), "value"),
            *((f"{dot}{_('Missed')} ", (str(self.missed), "bad")) if self.missed else ()),
            f"{dot}{_('Overdue')} ",
            (str(self.overdue), "warn" if self.overdue else "value"),
        ).left
        pace = first_that_fits(self._pace(), width - length(left) - 3)
        return Line(left, ((f"{pace} ", "dim"),))

    def _pace(self) -> list[str]:
        """每 14 分钟一位，17:30 可完成（上周五此时 11）, and the same in fewer words."""
        if self.pace is None:
            return []
        parts = []
        if self.pace.minutes is not None:
            parts.append(_("one every {n} min").format(n=self.pace.minutes))
        if self.pace.done_by is not None:
            parts.append(_("done by {time}").format(time=f"{clock.local(self.pace.done_by):%H:%M}"))
        elif self.pace.left:
            parts.append(_("{n} left over tonight").format(n=self.pace.left))
        before = _("last {weekday} by now {n}").format(weekday=dates.weekday(self.day), n=self.pace.week_ago)
        text = _(", ").join(parts)
        return [f"{text}{_(' ({text})').format(text=before)}", text, parts[-1]] if parts else [before]

    def _preview(self) -> Line:
        title = f"{dates.day_name(self.day)} {dates.heading(self.day)}"
        back = _("back to today with {key}").format(key=glyph("left"))
        return line((f" {title} ", "value"), _("{n} to call").format(n=self.open), right=((f"{back} ", "dim"),))


class QueueViews(Sheet):
    """One line: the views that have something, and the filter's key."""

    DEFAULT_CSS = "QueueViews { height: 1; }"

    def __init__(self) -> None:
        super().__init__()
        self.views: Sequence[View] = ()
        self.chosen = "all"
        self.filter = ""
        self.found = 0

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """The views, or what the list is filtered by."""
        if self.filter:
            found = _("{n} found").format(n=self.found)
            left = line((" /", "key"), (f" {self.filter}", "value"), (f"   {found}", "dim"))
            return [Line(left.left, (("Esc", "key"), (f" {_('clear')} ", "dim")))]
        right: tuple[Span, ...] = (("/", "key"), (f" {_('Filter')} ", "dim"))
        parts = [
            ((str(digit), "key"), (f" {view.name} ", style), (str(view.number), style or "dim"))
            for digit, view in enumerate(self.views, 1)
            for style in ("here" if view.code == self.chosen else "",)
            if view.number or view.code in ("all", self.chosen)
        ]
        room = width - length(right) - 2
        return [Line(((" ", ""), *whole(parts, room)), right)]
