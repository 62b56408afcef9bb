"""The offer to go on with a call that was not finished: after a dropped line, a power cut, or a call that was left."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from agentdesk.common import dates
from agentdesk.common.i18n import N_, _
from agentdesk.interview.contacts import Sitting
from agentdesk.tui.bindings import WORK
from agentdesk.tui.screens.base import DeskModal
from agentdesk.tui.widgets.keybar import KeyBar
from agentdesk.tui.widgets.lines import BLANK, Line, line
from agentdesk.tui.widgets.rule import Rule
from agentdesk.tui.widgets.sheet import Sheet


class ResumeScreen(DeskModal[bool]):
    """Asks once, over the queue; both answers lose nothing."""

    CSS_PATH = "../styles/resume.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter",
            "answer(True)",
            N_("Resume"),
            tooltip=N_("Go on at the same question, with all answers"),
            id="resume.yes",
            group=WORK,
        ),
        Binding(
            "escape",
            "answer(False)",
            N_("Later"),
            tooltip=N_("To the queue; r opens the call again"),
            id="resume.later",
            group=WORK,
        ),
    ]

    def __init__(self, sitting: Sitting) -> None:
        super().__init__()
        self._sitting = sitting

    def compose(self) -> ComposeResult:
        """The offer at the foot of the queue."""
        yield Rule()
        yield Offer(self._sitting)
        yield Rule()
        yield KeyBar()

    def action_answer(self, wanted: bool) -> None:
        """Give the answer to the queue."""
        self.dismiss(wanted)


class Offer(Sheet):
    """Whose call it is, why it was made, and since when it waits."""

    DEFAULT_CSS = "Offer { height: 3; }"

    def __init__(self, sitting: Sitting) -> None:
        super().__init__()
        self._sitting = sitting

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """The offer in three lines."""
        sitting = self._sitting
        entry = sitting.current
        title = _("Resume {customer}").format(customer=sitting.customer_shown)
        why = f" {entry.name}  {entry.event}" if entry else ""
        since = _("since {time}; every answer is stored").format(time=dates.moment(sitting.started_at))
        return [BLANK, line((f" {title}", "said"), f"  {why}", right=((f"{since} ", "dim"),)), BLANK]
