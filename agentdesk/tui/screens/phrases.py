"""Quick phrases: what customers say again and again, put into the text by one digit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from agentdesk.common.i18n import N_, _, pick
from agentdesk.playbook.current import current
from agentdesk.tui.bindings import WORK
from agentdesk.tui.screens.base import DeskModal
from agentdesk.tui.screens.in_front import InFront
from agentdesk.tui.widgets.choices import Keyed, in_columns
from agentdesk.tui.widgets.keybar import KeyBar
from agentdesk.tui.widgets.lines import Line, line
from agentdesk.tui.widgets.rule import Rule
from agentdesk.tui.widgets.sheet import Sheet


class PhraseScreen(InFront[str], DeskModal[str]):
    """A short list over the foot of the text; gives the phrase, "" where none was taken."""

    CSS_PATH = "../styles/phrases.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(
                str(digit), f"choose({digit})", N_("Insert"), tooltip=N_("Put the phrase into the text"),
                key_display="1-9", id=f"phrases.{digit}", group=WORK,
            )
            for digit in range(1, 10)
        ),
        Binding(
            "escape,f4", "leave", N_("Back"), tooltip=N_("Back to the text, as it was"), id="phrases.leave", group=WORK
        ),
    ]  # fmt: skip

    def compose(self) -> ComposeResult:
        """The list and its keys."""
        yield Rule()
        yield PhraseList()
        yield Rule()
        yield KeyBar()

    def on_mount(self) -> None:
        """Take as many rows as the phrases need, and no more: the text they go into stays in sight."""
        listed = self.query_one(PhraseList)
        listed.styles.height = len(listed.lines(self.app.size.width, 0))

    def on_resize(self) -> None:
        """Another width needs other rows."""
        self.on_mount()

    def action_choose(self, digit: int) -> None:
        """Give the phrase of a digit; one that no phrase has does nothing."""
        found = phrases()
        if digit <= len(found):
            self.dismiss(found[digit - 1])

    def action_leave(self) -> None:
        """Back without one."""
        self.dismiss("")


class PhraseList(Sheet):
    """The phrases of the playbook in force, in the language of the desk, each with its digit."""

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """A title, and the phrases: two in a line where no one is cut for it."""
        rows = [Keyed(str(place), text) for place, text in enumerate(phrases(), 1)]
        return [line((f" {_('Phrases')}", "said")), *in_columns(rows, width, 2)]


def phrases() -> list[str]:
    """The quick phrases of the playbook in force, in the language of the desk; none where it has none."""
    return [pick(row.zh, row.en) for row in current().head.phrases]
