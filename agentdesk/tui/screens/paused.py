"""The two screens of a pause: one asks for its reason, the other covers the queue until a key comes back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from agentdesk.common import clock, dates
from agentdesk.common.i18n import N_, _, pick
from agentdesk.queue import pausing
from agentdesk.queue.pausing import Pausing, reasons
from agentdesk.tui.bindings import WORK
from agentdesk.tui.glyphs import glyph
from agentdesk.tui.screens.base import DeskModal
from agentdesk.tui.widgets.choices import Keyed, in_columns
from agentdesk.tui.widgets.keybar import KeyBar
from agentdesk.tui.widgets.lines import BLANK, Line, line
from agentdesk.tui.widgets.nudge_rule import NudgeRule
from agentdesk.tui.widgets.rule import Rule
from agentdesk.tui.widgets.sheet import Sheet

_STAYS = ("f1", "f2", "f3", "ctrl+l")  # keys of every screen, which do not end a pause


class ReasonScreen(DeskModal[str]):
    """The playbook's reasons over the foot of the queue; gives a reason's code, or None."""

    CSS_PATH = "../styles/pausing.tcss"
    AUTO_FOCUS = None
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(str(digit), f"choose({digit})", N_("Pause"), tooltip=N_("Pause for this reason"),
                    key_display="1-9", id=f"pause.{digit}", group=WORK)
            for digit in range(1, 10)
        ),
        Binding("escape", "leave", N_("Back"), tooltip=N_("To the queue, no pause"), id="pause.leave", group=WORK),
    ]  # fmt: skip

    def compose(self) -> ComposeResult:
        """The reasons and the keys."""
        yield Rule()
        yield Reasons()
        yield Rule()
        yield KeyBar()

    def on_mount(self) -> None:
        """Take as many rows as the reasons need."""
        listed = self.query_one(Reasons)
        listed.styles.height = len(listed.lines(self.app.size.width, 0))

    def on_resize(self) -> None:
        """Another width needs other rows."""
        self.on_mount()

    def action_choose(self, digit: int) -> None:
        """Give the reason of a digit; one that no reason has does nothing."""
        if digit <= len(reasons()):
            self.dismiss(reasons()[digit - 1].code)


class Reasons(Sheet):
    """The reasons, each with its digit and how long it usually takes."""

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """A title, and the reasons, as many in a line as fit."""
        rows = []
        for place, each in enumerate(reasons(), 1):
            name = pick(each.zh, each.en)
            usual = f"  {_('{n} min').format(n=each.minutes)}" if each.minutes else ""
            rows.append(Keyed(str(place), f"{name}{usual}"))
        return [line((f" {_('Pause for')}", "said")), *in_columns(rows, width, 3)]


class PauseScreen(DeskModal[bool]):
    """Covers the queue while its agent pauses; any key comes back."""

    CSS_PATH = "../styles/pausing.tcss"
    AUTO_FOCUS = None

    def __init__(self, running: Pausing) -> None:
        super().__init__()
        self._pausing = running

    def compose(self) -> ComposeResult:
        """What colleagues send, and the pause."""
        yield NudgeRule()
        yield Paused(self._pausing)

    def on_key(self, event: events.Key) -> None:
        """Back to the queue."""
        if event.key not in _STAYS:
            event.stop()
            event.prevent_default()
            self.dismiss(True)

    def minute_passed(self) -> None:
        """How long it lasts by now."""
        self.query_one(Paused).redraw()


class Paused(Sheet):
    """Why, since when, how long; no blame beyond a mark."""

    def __init__(self, running: Pausing) -> None:
        super().__init__()
        self._pausing = running

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """The pause in three lines, a third down the screen."""
        found = self._pausing
        minutes = int((clock.now() - found.began_at).total_seconds() // 60)
        since = _("since {time}").format(time=dates.short(found.began_at))
        lasts = _("{n} min").format(n=minutes)
        usual = _("of {n} min").format(n=found.minutes) if found.minutes else ""
        mark = f"{glyph('late')} " if found.is_over else ""
        title = f"{_('Pause')}  {pausing.reason_name(found.reason)}"
        return [
            *[BLANK] * (height // 3),
            line(("   ", ""), (title, "said")),
            line(("   ", ""), (f"{since}   {mark}{lasts} {usual}".rstrip(), "warn" if mark else "")),
            BLANK,
            line(("   ", ""), (_("Any key comes back to the queue."), "dim")),
        ]
