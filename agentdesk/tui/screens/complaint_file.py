"""One complaint, whole: what was said, how it stands, what happened, and the steps that may be taken now."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container

from agentdesk.common.i18n import N_, _
from agentdesk.complaints.investigations import ask
from agentdesk.complaints.model import Draft
from agentdesk.complaints.numbers import of_complaint
from agentdesk.complaints.preview import responsible_choices
from agentdesk.complaints.step_drafts import Place, ending, kept, record_step
from agentdesk.complaints.workflow import Choice
from agentdesk.store.audit import Actor
from agentdesk.tui.bindings import DESK, MOVE, SHOW, WORK
from agentdesk.tui.screens.entry import EntryScreen
from agentdesk.tui.screens.in_turn import InTurn
from agentdesk.tui.stages.complaint_view import ComplaintView, view_of
from agentdesk.tui.stages.inquiry_form import ASK, PERSON, inquiry_form
from agentdesk.tui.stages.step_form import NOTE, step_form
from agentdesk.tui.stages.step_list import StepList
from agentdesk.tui.widgets.complaint_file import FileHead, FileSheet
from agentdesk.tui.widgets.keybar import KeyBar
from agentdesk.tui.widgets.pane import AnswerField, Pane
from agentdesk.tui.widgets.rule import Rule
from agentdesk.tui.work import off_thread

_FAR = 100_000  # rows


class ComplaintFileScreen(InTurn[None]):
    """The file over the whole screen; for the agent, the handler and the supervisor alike. Esc goes back."""

    CSS_PATH = "../styles/complaint_file.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter", "take", N_("Take the step"), tooltip=N_("Open the form of the step under the cursor"),
            id="file.take", group=WORK,
        ),
        *(
            Binding(
                str(digit), f"step({digit})", N_("Step"), tooltip=N_("Open the form of the step with this digit"),
                show=digit == 1, key_display="1-9", id=f"file.step_{digit}", group=WORK,
            )
            for digit in range(1, 10)
        ),
        Binding(
            "p", "numbers", N_("Numbers"),
            tooltip=N_("Show the customer's numbers in full, to ring them; the audit trail keeps that"),
            id="file.numbers", group=WORK,
        ),
        Binding(
            "v", "ask", N_("Ask a colleague"), tooltip=N_("Ask a colleague to look into it; the answer comes here"),
            show=False, id="file.ask", group=WORK,
        ),
        Binding(
            "pagedown,space", "page(1)", N_("Read on"), tooltip=N_("A page further in the file"),
            id="file.page_down", group=SHOW,
        ),
        Binding(
            "pageup", "page(-1)", N_("Page back"), tooltip=N_("A page back in the file"), show=False,
            id="file.page_up", group=SHOW,
        ),
        Binding(
            "home,g", "edge(-1)", N_("Top"), tooltip=N_("To the beginning of the file"), show=False, id="file.home",
            group=SHOW,
        ),
        Binding(
            "end,G", "edge(1)", N_("End"), tooltip=N_("To the end of the file"), show=False, id="file.end",
            group=SHOW,
        ),
        Binding("down,j", "move(1)", N_("Down"), tooltip=N_("The next step"), show=False, id="file.down", group=MOVE),
        Binding("up,k", "move(-1)", N_("Up"), tooltip=N_("The step before"), show=False, id="file.up", group=MOVE),
        Binding(
            "f5", "reload", N_("Read again"), tooltip=N_("Read the complaint again"), show=False, id="file.reload",
            group=SHOW,
        ),
        Binding("escape,q", "leave", N_("Back"), tooltip=N_("Back to the list"), id="file.leave", group=DESK),
    ]  # fmt: skip

    def __init__(self, actor: Actor, complaint_id: int) -> None:
        super().__init__()
        self._actor = actor
        self._complaint_id = complaint_id
        self._steps = StepList()
        self._view: ComplaintView | None = None

    def compose(self) -> ComposeResult:
        """Head, file, steps, keys."""
        yield FileHead()
        yield Rule()
        with Container(id="body"):
            yield FileSheet()
            yield Rule(id="between")
            with Container(id="steps"):
                yield Pane()
                yield AnswerField()
        yield KeyBar()

    def on_mount(self) -> None:
        """Read the complaint."""
        self.query_one(AnswerField).display = False
        self.query_one(Pane).shown = self._steps
        self.action_reload()

    # ------------------------------------------------------------------------------------------------ data

    async def _load(self) -> None:
        view = await off_thread(view_of, self._actor, self._complaint_id)
        if self._view is not None:
            view = replace(view, numbers=self._view.numbers)
        self._show(view)

    def _show(self, view: ComplaintView) -> None:
        self._view = view
        head = self.query_one(FileHead)
        head.view = view
        head.redraw()
        self.query_one(FileSheet).show(view)
        self._steps.show(view.choices)

    def retranslate(self) -> None:
        """Names, states and reasons carry their texts."""
        self.action_reload()
        super().retranslate()

    def minute_passed(self) -> None:
        """What a clock drives."""
        self.query_one(FileHead).redraw()
        self.query_one(FileSheet).redraw()

    # ---------------------------------------------------------------------------------------------- actions

    def action_reload(self) -> None:
        """Read the complaint again."""
        self.do(self._load(), quietly=True)

    def action_move(self, step: int) -> None:
        """To another step; one that is refused says why in full."""
        self._steps.move(step)
        self._explain()
        self.redraw()

    def action_page(self, step: int) -> None:
        """Scroll the file by pages."""
        sheet = self.query_one(FileSheet)
        sheet.scroll_rows(step * sheet.page)

    def action_edge(self, step: int) -> None:
        """To the file's first or last line."""
        self.query_one(FileSheet).scroll_rows(step * _FAR)

    def action_step(self, digit: int) -> None:
        """Open the form of the step with this digit."""
        if self._steps.stand_on(digit):
            self.action_take()
        else:
            self.say(_("No step has this digit."))
            self.redraw()

    def action_take(self) -> None:
        """Open the form of the step under the cursor; one that is refused says why."""
        choice = self._steps.current
        if choice is None or choice.why_not:
            self._explain()
            self.redraw()
        else:
            self.do(self._open(choice))

    def _explain(self) -> None:
        choice = self._steps.current
        if choice is not None and choice.why_not:
            self.say(choice.why_not, "dim")

    async def _open(self, choice: Choice) -> None:
        view = self._view
        if view is None:
            return
        place = Place("complaint", self._complaint_id, choice.kind)
        file = view.file
        about = Draft(file.row.customer_id, about_id=file.about.person_id if file.about else None)
        people = await off_thread(responsible_choices, about)
        form = step_form(choice.kind, file.standing, people, await off_thread(kept, self._actor, place))
        record = partial(_record, self._actor, self._complaint_id, choice.kind, len(file.history))
        await self.put_in_front(EntryScreen(self._actor, form, place, record), self._returned)

    def action_ask(self) -> None:
        """Ask a colleague to look into it."""
        self.do(self._ask())

    async def _ask(self) -> None:
        people = [each for each in await off_thread(responsible_choices, Draft(0)) if each.person_id != self._actor.id]
        place = Place("complaint", self._complaint_id, ASK)
        form = inquiry_form(people, await off_thread(kept, self._actor, place))
        await self.put_in_front(
            EntryScreen(self._actor, form, place, partial(_ask, self._actor, self._complaint_id)), self._returned
        )

    def _returned(self, _recorded: bool | None) -> None:
        self.do(self._load())  # also where a colleague's step was in the way of this one

    def action_numbers(self) -> None:
        """Show the numbers in full."""
        self.do(self._show_numbers())

    async def _show_numbers(self) -> None:
        if self._view is None or self._view.numbers:
            return
        self._show(replace(self._view, numbers=await off_thread(of_complaint, self._actor, self._complaint_id)))


def _ask(actor: Actor, complaint_id: int, values: dict[str, Any]) -> object:
    asked = partial(ask, actor, complaint_id, int(values[PERSON]), str(values.get(NOTE, "")))
    return ending(actor, Place("complaint", complaint_id, ASK), asked)


def _record(actor: Actor, complaint_id: int, kind: str, seen: int, values: dict[str, Any]) -> object:
    data = {name: value for name, value in values.items() if name != NOTE}
    return record_step(actor, complaint_id, kind, str(values.get(NOTE, "")), data, seen=seen)
