"""Whether to take over a colleague's open call: whose it is, where it stands, and what goes with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from agentdesk.common import dates, names
from agentdesk.common.i18n import N_, _
from agentdesk.tui.bindings import WORK
from agentdesk.tui.screens.base import DeskModal
from agentdesk.tui.screens.resume import Waiting
from agentdesk.tui.widgets.keybar import KeyBar
from agentdesk.tui.widgets.lines import BLANK, Line, line
from agentdesk.tui.widgets.rule import Rule
from agentdesk.tui.widgets.sheet import Sheet


class TakeoverScreen(DeskModal[bool]):
    """Asks once, over the scoreboard."""

    CSS_PATH = "../styles/takeover.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter",
            "answer(True)",
            N_("Take over"),
            tooltip=N_("Go on with this call here, at the same question"),
            id="takeover.yes",
            group=WORK,
        ),
        Binding(
            "escape",
            "answer(False)",
            N_("Leave it"),
            tooltip=N_("The call stays with the colleague"),
            id="takeover.no",
            group=WORK,
        ),
    ]

    def __init__(self, person: str, found: Waiting) -> None:
        super().__init__()
        self._person = person
        self._found = found

    def compose(self) -> ComposeResult:
        """The question at the foot of the scoreboard."""
        yield Rule()
        yield Asked(self._person, self._found)
        yield Rule()
        yield KeyBar()

    def action_answer(self, wanted: bool) -> None:
        """Give the answer to the scoreboard."""
        self.dismiss(wanted)


class Asked(Sheet):
    """The call in one line, and in another what happens to it."""

    DEFAULT_CSS = "Asked { height: 3; }"

    def __init__(self, person: str, found: Waiting) -> None:
        super().__init__()
        self._person = person
        self._found = found

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """The call, masked as in every list, and what taking it over means."""
        sitting, page = self._found.sitting, self._found.page
        customer = names.mask(sitting.customer_name)
        title = _("Take over {person}'s call with {customer}").format(person=self._person, customer=customer)
        where = f"   {_('question {n}').format(n=page.number)}" if page and page.number else ""
        since = _("since {time}").format(time=dates.moment(sitting.started_at))
        kept = _("Answers and a complaint begun in it come with it; the desk it is at is told and stores nothing more.")
        return [BLANK, line((f" {title}", "said"), where, right=((f"{since} ", "dim"),)), line((f" {kept}", "dim"))]
