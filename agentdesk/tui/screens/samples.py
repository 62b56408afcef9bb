"""The calls that are looked at (SV-02): what was drawn and why, what is judged, and what agents said of it."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from agentdesk.common.i18n import N_, _
from agentdesk.complaints.step_drafts import kept
from agentdesk.quality import judging
from agentdesk.quality.judged import DRAFT, Judged, judgement
from agentdesk.quality.listing import FLAGGED, JUDGED, OBJECTED, TO_JUDGE, VIEWS, SampleRow, views
from agentdesk.store.audit import Actor
from agentdesk.tui.bindings import DESK, SHOW, WORK
from agentdesk.tui.screens.base import DeskScreen
from agentdesk.tui.screens.entry import EntryScreen
from agentdesk.tui.stages import quality_forms as forms
from agentdesk.tui.widgets.call_record import record_lines
from agentdesk.tui.widgets.desk_head import ColumnTitles, DeskHead, DigitViews
from agentdesk.tui.widgets.judgement_page import judgement_lines
from agentdesk.tui.widgets.keybar import KeyBar
from agentdesk.tui.widgets.lines import Line, indented
from agentdesk.tui.widgets.listing import Listing
from agentdesk.tui.widgets.paged import Paged
from agentdesk.tui.widgets.queue_head import View
from agentdesk.tui.widgets.rule import Rule
from agentdesk.tui.widgets.sample_rows import SAMPLES, SampleList


class SamplesScreen(DeskScreen[None]):
    """The calls by view over the whole screen, below them the judgement or the reason of the one under the cursor."""

    CSS_PATH = "../styles/quality.tcss"
    AUTO_FOCUS = "SampleList"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter", "judge", N_("Judge"), tooltip=N_("Judge this call beside what it left; a draft goes on"),
            id="samples.judge", group=WORK,
        ),
        Binding(
            "c", "correct", N_("Correct"), tooltip=N_("Judge again: a new version that names the old one"),
            id="samples.correct", group=WORK,
        ),
        Binding(
            "a", "answer", N_("Answer"), tooltip=N_("Answer the agent's objection"), id="samples.answer", group=WORK
        ),
        Binding(
            "v", "record", N_("Call record"), tooltip=N_("What the call left, and back to what was said of it"),
            id="samples.record", group=SHOW,
        ),
        *(
            Binding(
                str(digit), f"view({digit})", N_("View"),
                tooltip=N_("What is to be judged, what is judged, numbers to look at, objections"), show=digit == 1,
                key_display="1-4", id=f"samples.view_{digit}", group=SHOW,
            )
            for digit in range(1, len(VIEWS) + 1)
        ),
        Binding(
            "right", "turn(1)", N_("Page"), tooltip=N_("The next page of the judgement"), show=False,
            id="samples.next", group=SHOW,
        ),
        Binding(
            "left", "turn(-1)", N_("Page back"), tooltip=N_("The page before"), show=False, id="samples.before",
            group=SHOW,
        ),
        Binding(
            "f5", "reload", N_("Read again"), tooltip=N_("Read the samples again"), show=False, id="samples.reload",
            group=SHOW,
        ),
        Binding("escape,q", "leave", N_("Back"), tooltip=N_("Back to the screen"), id="samples.leave", group=DESK),
    ]  # fmt: skip

    def __init__(self, actor: Actor, view: str = TO_JUDGE, call: int | None = None) -> None:
        super().__init__()
        self._actor = actor
        self._view = view
        self._call = call  # where the cursor goes first
        self._rows: dict[str, list[SampleRow]] = {}
        self._recorded: int | None = None  # the call that is shown in the stead of what was said of it

    def compose(self) -> ComposeResult:
        """Head, views, rows, the judgement under the cursor, keys."""
        yield DeskHead(N_("Quality of calls"))
        yield Rule()
        yield DigitViews()
        yield ColumnTitles(SAMPLES)
        yield SampleList()
        yield Rule()
        yield Paged()
        yield KeyBar()

    def on_mount(self) -> None:
        """Read the samples."""
        self._show_views()
        self.action_reload()

    # ------------------------------------------------------------------------------------------------ data

    def action_reload(self) -> None:
        """Read the samples again, away from the screen."""
        self.run_worker(self._load(), group="samples", exclusive=True)

    async def _load(self) -> None:
        found = await self.attempt(views, self._actor)
        if found is None:
            return
        self._rows = found
        self._show_rows(top=False)
        rows = self.query_one(SampleList)
        calls = [row.call for row in rows.items]
        if self._call in calls:
            rows.go_to(calls.index(self._call))
        self._call = None

    def _show_views(self) -> None:
        shown = self.query_one(DigitViews)
        counts = {code: len(self._rows[code]) if self._rows else -1 for code in VIEWS}
        shown.views = [View(code, _(name), counts[code]) for code, name in VIEWS.items()]
        shown.chosen = self._view
        shown.redraw()

    def _show_rows(self, *, top: bool) -> None:
        self._show_views()
        listed, found = self.query_one(SampleList), self._rows.get(self._view, [])
        self.query_one(ColumnTitles).show(listed.measure(found))
        listed.show(found, top=top)
        listed.redraw()
        self._show_page()

    @on(Listing.Moved)
    def _moved(self) -> None:
        self._show_page()
        self.refresh_bindings()

    def _show_page(self) -> None:
        current, page = self.query_one(SampleList).current, self.query_one(Paged)
        self._recorded = None
        if current is None:
            page.show(lambda width: indented(self._nothing(), width - 1, "dim", indent=1))
        elif current.found is None or current.state == DRAFT:
            page.show(partial(_reasons, current))
        else:
            page.show(partial(judgement_lines, current.found))

    def _nothing(self) -> str:
        """What to do where there is no row."""
        if self._view == TO_JUDGE:
            return _("Nothing is to be judged. Samples are drawn when a day or week is over; 2 shows what is judged.")
        if self._view == FLAGGED:
            return _("No numbers stand out. 1 shows what was drawn.")
        return _("No objection waits for an answer.") if self._view == OBJECTED else _("No call is judged yet.")

    # --------------------------------------------------------------------------------------------- showing

    def retranslate(self) -> None:
        """Reasons and states carry their names."""
        self._show_rows(top=False)
        super().retranslate()

    def minute_passed(self) -> None:
        """Only the clock."""
        self.query_one(DeskHead).redraw()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A judged call can be corrected, an objection answered."""
        current = self.query_one(SampleList).current if self.is_mounted else None
        state = current.state if current is not None else ""
        if action == "judge":
            return not self._rows or self._view in (TO_JUDGE, FLAGGED)
        if action == "correct":
            return self._view in (JUDGED, OBJECTED)
        return state == "objected" if action == "answer" else True

    def action_view(self, digit: int) -> None:
        """Show the view of that digit."""
        self._view = list(VIEWS)[digit - 1]
        self._show_rows(top=True)
        self.refresh_bindings()

    def action_turn(self, step: int) -> None:
        """Another page of the judgement."""
        if not self.query_one(Paged).turn(step):
            self.notify(_("There is no other page."))

    async def action_record(self) -> None:
        """What the call under the cursor left, or back to what was said of it."""
        from agentdesk.tui.screens.judging import evidence_of

        current = self.query_one(SampleList).current
        if current is None:
            self.notify(self._nothing())
        elif self._recorded == current.call:
            self._show_page()
        else:
            found = await self.attempt(evidence_of, self._actor, current.call)
            if found is not None:
                self._recorded = current.call
                self.query_one(Paged).show(partial(record_lines, found))

    # --------------------------------------------------------------------------------------------- working

    async def action_judge(self) -> None:
        """Begin to judge the call under the cursor, or go on with it."""
        current = self.query_one(SampleList).current
        if current is None:
            self.notify(self._nothing())
            return
        if current.judgement is not None and current.state != DRAFT:
            self.notify(_("This call is judged already; a correction is a new version."))
            return
        await self._open(await self.attempt(judging.begin, self._actor, current.call))

    async def action_correct(self) -> None:
        """Begin a new version of the judgement under the cursor."""
        current = self.query_one(SampleList).current
        if current is None or current.judgement is None:
            self.notify(self._nothing())
            return
        await self._open(await self.attempt(judging.correct, self._actor, current.judgement))

    async def _open(self, draft: Judged | None) -> None:
        if draft is not None:
            from agentdesk.tui.screens.judging import JudgingScreen, evidence_of

            left = await self.attempt(evidence_of, self._actor, draft.call)
            if left is not None:
                self.app.push_screen(JudgingScreen(self._actor, draft, left), lambda _done: self.action_reload())

    async def action_answer(self) -> None:
        """Answer the objection under the cursor."""
        current = self.query_one(SampleList).current
        if current is None or current.judgement is None:
            return
        found = await self.attempt(judgement, self._actor, current.judgement)
        if found is None:
            return
        place = forms.judgement_place(found.id, "answer")
        typed = await self.attempt(kept, self._actor, place)
        if typed is not None:
            record = partial(forms.put_answer, self._actor, found)
            screen = EntryScreen(self._actor, forms.answer_form(found, typed), place, record)
            self.app.push_screen(screen, lambda _done: self.action_reload())


def _reasons(row: SampleRow, width: int) -> list[Line]:
    """Why a call is looked at, a line each."""
    lines = [each for reason in row.reasons for each in indented(reason.text, width - 1, "", indent=1)]
    text = _("A reason to look at the call, and nothing else: it says nothing about its quality.")
    return [*lines, *indented(text, width - 1, "dim", indent=1)]
