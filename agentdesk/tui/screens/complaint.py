"""The complaint form over the lower half of the call: the question stays in sight, and the call goes on afterwards."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from textual.binding import Binding, BindingType

from agentdesk.common.i18n import N_, _
from agentdesk.complaints.model import Draft
from agentdesk.complaints.preview import preview, responsible_choices
from agentdesk.complaints.raising import discard_draft, raise_complaint, save_draft
from agentdesk.store.audit import Actor
from agentdesk.tui.bindings import WORK
from agentdesk.tui.screens.foot_form import FootForm, closing_keys, moving_keys
from agentdesk.tui.stages.form import ComplaintForm
from agentdesk.tui.stages.noted import Noted, of_draft
from agentdesk.tui.work import off_thread

_TO_ASK = {
    "words": N_("Write down what the customer said."),
    "remedy_sought": N_("Ask what would put it right; Enter where the customer names nothing."),
    "wants_callback": N_("Ask whether a colleague may call back."),
}


class ComplaintScreen(FootForm[Noted | None]):
    """A complaint being noted; gives what was noted, None where it was thrown away."""

    CSS_PATH: ClassVar[list[str]] = ["../styles/foot_form.tcss", "../styles/complaint.tcss"]  # type: ignore[assignment]
    BINDINGS: ClassVar[list[BindingType]] = [
        *moving_keys("complaint"),
        Binding(
            "enter", "submit", N_("Submit"), tooltip=N_("Submit the complaint and go on with the call"),
            id="complaint.submit", group=WORK,
        ),
        *closing_keys(
            "complaint", fold=N_("Back to the question; the draft is kept"),
            discard=N_("Throw the draft away: it was no complaint"),
        ),
    ]  # fmt: skip

    form: ComplaintForm

    def __init__(self, actor: Actor, form: ComplaintForm) -> None:
        super().__init__()
        self._actor = actor
        self.form = form
        self._kept = form.draft

    def retranslate(self) -> None:
        """Names and positions carry their texts."""
        self.do(self._look_again())
        super().retranslate()

    async def _look_again(self) -> None:
        self.form.view = await off_thread(preview, self.form.draft)

    # -- keys --------------------------------------------------------------------------------------------------------

    async def entered(self, text: str) -> None:
        """Go to the next line with what was typed."""
        self.form.type(text)
        self.form.enter()
        await self.store_typed()

    def action_submit(self) -> None:
        """Submit; what the customer was not asked yet is asked first."""
        row = self.form.unasked()
        if row:
            self.form.row = row
            self.say(self._to_ask(row))
            self.redraw()
            return
        self.do(self._submit())

    def _to_ask(self, row: str) -> str:
        if row == "severity":
            self.form.weigh()
            return _("{proposal}. Choose it by its digit; Enter keeps what is chosen.").format(
                proposal=self.form.proposed()
            )
        return _(_TO_ASK[row])

    # -- storing -----------------------------------------------------------------------------------------------------

    async def store_typed(self) -> None:
        """Keep the draft, where something in it has changed, and look again at what follows from it."""
        if self.form.draft == self._kept:
            return
        wanted = self.form.draft
        stored = await off_thread(save_draft, self._actor, wanted)
        if self.form.draft == wanted:
            self.form.draft = stored
        else:
            self.form.draft = replace(self.form.draft, id=stored.id)
        self._kept, self.form.stored = stored, True
        self.form.view = await off_thread(preview, self.form.draft)

    @property
    def unstored(self) -> bool:
        """Whether something on the form is not stored."""
        return self.form.draft != self._kept

    async def _submit(self) -> None:
        raised = await off_thread(raise_complaint, self._actor, self.form.draft)
        self.dismiss(of_draft(self.form.draft, raised.no))

    async def fold(self) -> None:
        """Keep the draft, and give what was noted so far."""
        await self.store_typed()
        self.dismiss(of_draft(self.form.draft) if self.form.stored else None)

    async def discard(self) -> None:
        """Throw the draft away; it was no complaint."""
        await off_thread(discard_draft, self._actor, self.form.draft)
        self.dismiss(None)

    def keep(self) -> None:
        """Keep the draft here and now: the desk is being left."""
        super().keep()
        if self.form.draft != self._kept:
            self._kept = save_draft(self._actor, self.form.draft)


async def form_for(draft: Draft) -> ComplaintForm:
    """The form of a draft, with what stands around it."""
    view = await off_thread(preview, draft)
    return ComplaintForm(draft, view, await off_thread(responsible_choices, draft))
