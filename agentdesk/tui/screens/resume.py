"""The offer to go on with a call that was not finished: after a dropped line, a power cut, or a call that was left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from agentdesk.common import dates
from agentdesk.common.i18n import N_, _
from agentdesk.interview.contacts import Sitting, read
from agentdesk.interview.records import load
from agentdesk.interview.views import Page
from agentdesk.store.desks import is_alive
from agentdesk.tui.bindings import WORK
from agentdesk.tui.screens.base import DeskModal
from agentdesk.tui.widgets.keybar import KeyBar
from agentdesk.tui.widgets.lines import Line, line
from agentdesk.tui.widgets.rule import Rule
from agentdesk.tui.widgets.sheet import Sheet


@dataclass(frozen=True)
class Waiting:
    """A call that is not over, and the page it stands at; None before the first question."""

    sitting: Sitting
    page: Page | None
    elsewhere: bool = False  # it is open at another terminal


class ResumeScreen(DeskModal[bool]):
    """Asks once, over the queue; both answers lose nothing, and who goes on working has answered as well."""

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
            tooltip=N_("Not now; the screen below has a key that opens the call"),
            id="resume.later",
            group=WORK,
        ),
    ]

    def __init__(self, found: Waiting, key: str = "r") -> None:
        super().__init__()
        self._found = found
        self._key = key  # of the screen below, which opens the call later

    def compose(self) -> ComposeResult:
        """The offer at the foot of the queue."""
        yield Rule()
        yield Offer(self._found, self._key)
        yield Rule()
        yield KeyBar()

    def on_key(self, event: events.Key) -> None:
        """A key that is none of the offer's puts it off, and does what it does in the screen below."""
        if event.key not in self.active_bindings:
            event.stop()
            event.prevent_default()
            self.dismiss(False)
            self.app.post_message(events.Key(event.key, event.character))

    def action_answer(self, wanted: bool) -> None:
        """Give the answer to the queue."""
        self.dismiss(wanted)


class Offer(Sheet):
    """Whose call it is, why it was made, where it stopped, and since when it waits."""

    DEFAULT_CSS = "Offer { height: 3; }"

    def __init__(self, found: Waiting, key: str) -> None:
        super().__init__()
        self._found = found
        self._key = key

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """The offer in three lines."""
        sitting, page = self._found.sitting, self._found.page
        title = _("Resume {customer}").format(customer=sitting.customer_shown)
        entry = sitting.current
        reason = f"   {entry.name}" if entry else ""
        where = _("question {n}").format(n=page.number) if page and page.number else ""
        about = (page.title or page.items[0].short) if page else ""
        place = (f"   {where} {about}".rstrip(), "value")
        stored = _("since {time}; every answer is stored").format(time=dates.moment(sitting.started_at))
        since = f"{stored}   {_('later with {key}').format(key=self._key)}"
        notice = _("It is open at another terminal; going on here takes it over.") if self._found.elsewhere else ""
        return [
            line((f" {title}", "said"), reason, place),
            line((f" {since}", "dim")),
            line((f" {notice}", "warn")),
        ]


def offer(contact_id: int, desk: str = "") -> Waiting:
    """The call and the question it stopped at, for a terminal."""
    sitting = read(contact_id)
    entry = sitting.current
    run = load(entry.interview_id) if entry and entry.interview_id else None
    elsewhere = sitting.desk not in ("", desk) and is_alive(sitting.desk)
    return Waiting(sitting, run.page if run else None, elsewhere)
