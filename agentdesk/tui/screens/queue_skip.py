"""Passing a customer over: one key for the reason, and a line of text where the reason asks for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from agentdesk.common import names
from agentdesk.common.i18n import N_, _, pick
from agentdesk.complaints.step_drafts import Place, Typed, ending, kept
from agentdesk.queue.rows import QueueRow
from agentdesk.queue.skips import reasons, skip
from agentdesk.store.audit import Actor
from agentdesk.tui.bindings import WORK
from agentdesk.tui.glyphs import glyph
from agentdesk.tui.screens.base import DeskScreen
from agentdesk.tui.screens.keeping import KeepsTyped
from agentdesk.tui.widgets.choices import Keyed, in_columns
from agentdesk.tui.widgets.field import TextField
from agentdesk.tui.widgets.keybar import KeyBar
from agentdesk.tui.widgets.lines import Line, line
from agentdesk.tui.widgets.rule import Rule
from agentdesk.tui.widgets.sheet import Sheet

Skipped = tuple[str, str]  # a reason's code, and the note


def ask_for_reason(
    screen: DeskScreen[None], actor: Actor, row: QueueRow, skipped: Callable[[datetime], object]
) -> None:
    """Ask why a row is passed over, and do it; `skipped` is told until when (naive UTC)."""
    if not reasons():
        screen.notify(_("The playbook names no reasons to skip; publish its new edition."))
        return

    place = Place("task", row.task_id, "skip")

    async def chosen(found: Skipped | None) -> None:
        do = partial(skip, actor, row.task_id, *found) if found else None
        until = await screen.attempt(ending, actor, place, do) if do else None
        if until is not None:
            skipped(until)

    screen.app.push_screen(SkipScreen(actor, row, place, kept(actor, place)), chosen)


class SkipScreen(KeepsTyped[Skipped]):
    """The playbook's reasons over the foot of the queue; gives the reason, or None where the row stays."""

    CSS_PATH = "../styles/queue_foot.tcss"
    AUTO_FOCUS = None
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(
                str(digit), f"choose({digit})", N_("Skip"), tooltip=N_("Pass the customer over for this reason"),
                key_display="1-9", id=f"skip.{digit}", group=WORK,
            )
            for digit in range(1, 10)
        ),
        Binding(
            "escape", "leave", N_("Back"), tooltip=N_("The row stays where it is"), id="skip.leave", group=WORK
        ),
    ]  # fmt: skip

    def __init__(self, actor: Actor, row: QueueRow, place: Place, kept: Typed) -> None:
        super().__init__(actor, place, kept)
        self._row = row
        self._chosen = ""

    @property
    def typed(self) -> Typed:
        """The note, once a reason has asked for it."""
        text = self.query_one(TextField).text
        return Typed({"note": text} if text else {}) if self._chosen else self._kept

    def compose(self) -> ComposeResult:
        """The reasons, the note's line, the keys."""
        yield Rule()
        yield SkipList(self._row)
        yield TextField(id="note")
        yield Rule()
        yield KeyBar()

    def on_mount(self) -> None:
        """Take as many rows as the reasons need."""
        listed = self.query_one(SkipList)
        listed.styles.height = len(listed.lines(self.app.size.width, 0))

    def on_resize(self) -> None:
        """Another width needs other rows."""
        self.on_mount()

    def action_choose(self, digit: int) -> None:
        """Give the reason of a digit, or ask for its note; a digit that no reason has does nothing."""
        found = reasons()
        if digit > len(found):
            return
        row = found[digit - 1]
        if not row.note_required:
            self.dismiss((row.code, ""))
            return
        self._chosen = self.query_one(SkipList).chosen = row.code
        self.query_one(SkipList).redraw()
        self.add_class("-noting")
        field = self.query_one(TextField)
        field.show(self._kept.texts.get("note", ""), _("why, in a few words"))
        field.focus()

    @on(TextField.Changed)
    def _changed(self) -> None:
        self.after_pause()

    async def action_leave(self) -> None:
        """Back; the note is kept for the next time."""
        await self.put_aside()
        self.dismiss(None)

    @on(TextField.Submitted)
    async def _noted(self, message: TextField.Submitted) -> None:
        if message.field.text.strip():
            await self.put_aside()  # what is refused is not lost
            self.dismiss((self._chosen, message.field.text))


class SkipList(Sheet):
    """Whom it is about, and the reasons, each with its digit."""

    def __init__(self, row: QueueRow) -> None:
        super().__init__()
        self._row = row
        self.chosen = ""

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """A title, and the reasons: two in a line where no one is cut for it."""
        name = names.display(self._row.customer_name, self._row.title)
        keys = ((glyph("enter"), "key"), (f" {_('Skip')} ", "dim")) if self.chosen else ()
        title = line((f" {_('Skip {customer}, because').format(customer=name)}", "said"), right=keys)
        rows = [
            Keyed(str(place), _("{reason}  {n} min").format(reason=pick(each.zh, each.en), n=each.minutes),
                  here=each.code == self.chosen)
            for place, each in enumerate(reasons(), 1)
        ]  # fmt: skip
        return [title, *in_columns(rows, width, 2)]
