"""A small form over the foot of a screen: what is typed is kept at each pause, and recorded in one go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, ClassVar

from textual.binding import ActiveBinding, Binding, BindingType

from agentdesk.common.i18n import N_, _
from agentdesk.complaints.step_drafts import Place, Typed, keep
from agentdesk.store.audit import Actor
from agentdesk.tui.bindings import WORK
from agentdesk.tui.screens.foot_form import FootForm, closing_keys, moving_keys
from agentdesk.tui.stages.entry_form import EntryForm
from agentdesk.tui.widgets.pane import LEAST, Pane
from agentdesk.tui.work import off_thread

Record = Callable[[dict[str, Any]], object]
_STEPS = 10  # rows of a complaint's steps with the rule above them and the foot, which no form leaves half in sight


class EntryScreen(FootForm[bool]):
    """One form: gives whether it was recorded. `record` takes the values, can raise UserError, drafts go to `place`."""

    CSS_PATH: ClassVar[list[str]] = ["../styles/foot_form.tcss", "../styles/entry.tcss"]  # type: ignore[assignment]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter", "enter", N_("Record"), tooltip=N_("Record it; in a text go to the next line first"),
            id="entry.record", group=WORK,
        ),
        *moving_keys("entry"),
        Binding(
            "ctrl+s", "submit", N_("Record at once"), tooltip=N_("Record it from any line"), show=False,
            id="entry.submit", group=WORK,
        ),
        *closing_keys(
            "entry", fold=N_("Back without recording; what was typed is kept"), discard=N_("Throw away what was typed")
        ),
    ]  # fmt: skip

    form: EntryForm

    def __init__(self, actor: Actor, form: EntryForm, place: Place, record: Record) -> None:
        super().__init__()
        self._actor = actor
        self.form = form
        self._place = place
        self._record = record
        self._kept: Typed = form.typed

    def on_mount(self) -> None:
        """Take as many rows as the form needs."""
        self._take_room()

    def on_resize(self) -> None:
        """Another width breaks the lines elsewhere."""
        self._take_room()

    def _take_room(self) -> None:
        width, height = self.app.size
        wanted = max(self.form.rows_needed(width) + 1, LEAST[1])  # and a line for what there is to say
        self.query_one("#sheet").styles.height = min(max(wanted + 3, _STEPS), height - 3)

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """The active bindings; Enter is named after what it does on this row."""
        found = super().active_bindings
        if "enter" in found and self.form.is_complete_by_enter:
            named = replace(found["enter"].binding, description=_(self.form.does))
            found["enter"] = found["enter"]._replace(binding=named)
        return found

    # -- keys --------------------------------------------------------------------------------------------------------

    async def entered(self, text: str) -> None:
        """Go to the next line with what was typed; behind the last one record it."""
        self.form.type(text)
        if self.form.is_last:
            await self._submit()
        else:
            self.form.move(1)
            await self.store_typed()

    def typed_into(self, text: str) -> None:
        """Take what is being typed into the form, and show what is understood of it."""
        super().typed_into(text)
        self.query_one(Pane).redraw()

    def action_enter(self) -> None:
        """Record it."""
        self.do(self._submit())

    def action_submit(self) -> None:
        """Record it, from any line."""
        self.do(self._submit())

    # -- storing -----------------------------------------------------------------------------------------------------

    async def store_typed(self) -> None:
        """Keep the form, where something in it has changed."""
        wanted = self.form.typed
        if wanted != self._kept:
            await off_thread(keep, self._actor, self._place, wanted)
            self._kept, self.form.kept = wanted, bool(wanted)

    @property
    def unstored(self) -> bool:
        """Whether something on the form is not stored."""
        return self.form.typed != self._kept

    async def _submit(self) -> None:
        row = self.form.missing()
        if row is not None:
            self.form.row = row.name
            self.say(_("{line} is missing.").format(line=_(row.title)))
            return
        await self.store_typed()  # what is refused is not lost
        values = self.form.values()
        await off_thread(partial(self._record, values))
        self._kept = self.form.typed
        self.dismiss(True)

    async def fold(self) -> None:
        """Keep what was typed, and give that nothing was recorded."""
        await self.store_typed()
        self.dismiss(False)

    async def discard(self) -> None:
        """Throw away what was typed, and give that nothing was recorded."""
        self.form.clear()
        await self.store_typed()
        self.dismiss(False)

    def keep(self) -> None:
        """Keep what was typed here and now: the desk is being left."""
        super().keep()
        if self.form.typed != self._kept:
            keep(self._actor, self._place, self.form.typed)
            self._kept = self.form.typed
