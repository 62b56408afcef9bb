"""Judging a call: what it left above or beside the criteria, a digit for each, every one stored at once."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical

from agentdesk.common import dates, names
from agentdesk.common.i18n import N_, _
from agentdesk.complaints.step_drafts import kept
from agentdesk.interview.evidence import evidence
from agentdesk.quality import judging
from agentdesk.quality.judged import Judged, judgement
from agentdesk.quality.judged import Line as Criterion
from agentdesk.quality.text import score_text
from agentdesk.store.audit import Actor
from agentdesk.tui.bindings import DESK, SHOW, WORK
from agentdesk.tui.screens.base import DeskScreen
from agentdesk.tui.screens.entry import EntryScreen
from agentdesk.tui.stages import quality_forms as forms
from agentdesk.tui.widgets.call_record import record_lines
from agentdesk.tui.widgets.criteria_rows import CriteriaList, CriterionPane
from agentdesk.tui.widgets.desk_head import DeskHead
from agentdesk.tui.widgets.keybar import KeyBar
from agentdesk.tui.widgets.listing import Listing
from agentdesk.tui.widgets.paged import Paged
from agentdesk.tui.widgets.rule import Rule


class JudgingScreen(DeskScreen[bool]):
    """One draft; gives whether it was handed over. Esc leaves it as it is."""

    CSS_PATH = "../styles/quality.tcss"
    AUTO_FOCUS = "CriteriaList"
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(
                str(digit), f"give({digit})", N_("Points"), tooltip=N_("Give the criterion so many points, and go on"),
                show=digit == 0, key_display="0-9", id=f"judging.give_{digit}", group=WORK,
            )
            for digit in range(10)
        ),
        Binding(
            "x", "leave_out", N_("Does not apply"), tooltip=N_("The criterion does not apply to this call"),
            id="judging.leave_out", group=WORK,
        ),
        Binding(
            "c", "comment", N_("Comment"), tooltip=N_("Say something of this criterion"), id="judging.comment",
            group=WORK,
        ),
        Binding(
            "right", "turn(1)", N_("Record on"), tooltip=N_("The next page of what the call left"), id="judging.next",
            group=SHOW,
        ),
        Binding(
            "left", "turn(-1)", N_("Record back"), tooltip=N_("The page before of what the call left"), show=False,
            id="judging.before", group=SHOW,
        ),
        Binding(
            "s", "submit", N_("Hand over"), tooltip=N_("Hand the judgement over to the agent"), id="judging.submit",
            group=WORK,
        ),
        Binding(
            "ctrl+x", "discard", N_("Throw away"), tooltip=N_("Throw this draft away"), show=False,
            id="judging.discard", group=WORK,
        ),
        Binding(
            "escape,q", "leave", N_("Back"), tooltip=N_("Back; the draft is kept as it is"), id="judging.leave",
            group=DESK,
        ),
    ]  # fmt: skip

    def __init__(self, actor: Actor, draft: Judged, left: dict[str, Any]) -> None:
        super().__init__()
        self._actor = actor
        self._draft = draft
        self._left = left

    def compose(self) -> ComposeResult:
        """Head, what the call left, the criteria, keys."""
        draft = self._draft
        again = f"  {_('corrects judgement {id}').format(id=draft.corrects)}" if draft.corrects else ""
        yield DeskHead(N_("Judging a call"), f"{draft.person}  {dates.day_name(draft.day)}{again}")
        yield Rule()
        with Container(id="body"):
            yield Paged()
            yield Rule(id="between")
            with Vertical(id="criteria"):
                yield CriteriaList()
                yield Rule()
                yield CriterionPane()
        yield KeyBar()

    def on_mount(self) -> None:
        """Show the call and the draft, the cursor on the first criterion that is not judged."""
        self.query_one(Paged).show(partial(record_lines, self._left))
        self._show()
        waiting = [place for place, each in enumerate(self._draft.lines) if not each.is_judged]
        self.query_one(CriteriaList).go_to(waiting[0] if waiting else 0)

    def _show(self) -> None:
        listed = self.query_one(CriteriaList)
        listed.measure(self._draft.lines)
        listed.show(self._draft.lines)
        listed.redraw()
        self._show_pane()

    @on(Listing.Moved)
    def _show_pane(self) -> None:
        self.query_one(CriterionPane).show(self.query_one(CriteriaList).current, self._draft.lines)

    def retranslate(self) -> None:
        """The criteria carry their names, the call those of its answers."""
        self.query_one(CriteriaList).measure(self._draft.lines)
        self.run_worker(self._read_record(), group="record", exclusive=True)
        super().retranslate()

    async def _read_record(self) -> None:
        found = await self.attempt(evidence_of, self._actor, self._draft.call)
        if found is not None:
            self._left = found
            self.query_one(Paged).show(partial(record_lines, found), top=False)

    def minute_passed(self) -> None:
        """Only the clock."""
        self.query_one(DeskHead).redraw()

    # ------------------------------------------------------------------------------------------------ keys

    @property
    def _here(self) -> Criterion:
        current = self.query_one(CriteriaList).current
        assert current is not None
        return current

    async def action_give(self, points: int) -> None:
        """Give the criterion under the cursor its points, and go to the next one."""
        here = self._here
        if await self._stored(judging.give, here.code, points):
            self.query_one(CriteriaList).action_cursor(1)

    async def action_leave_out(self) -> None:
        """The criterion under the cursor does not apply; go to the next one."""
        if await self._stored(judging.leave_out, self._here.code):
            self.query_one(CriteriaList).action_cursor(1)

    async def _stored(self, change: Any, *given: object) -> bool:
        """Store one thing and show the draft as it is now; False where it was refused, which is shown."""

        def work() -> Judged:
            change(self._actor, self._draft.id, *given)
            return judgement(self._actor, self._draft.id)

        found = await self.attempt(work)
        if found is None:
            return False
        self._draft = found
        self._show()
        return True

    def action_turn(self, step: int) -> None:
        """Another page of what the call left."""
        if not self.query_one(Paged).turn(step):
            self.notify(_("There is no other page."))

    async def action_comment(self) -> None:
        """Say something of the criterion under the cursor."""
        here = self._here
        place = forms.judgement_place(self._draft.id, f"comment {here.code}")
        typed = await self.attempt(kept, self._actor, place)
        if typed is not None:
            record = partial(forms.put_comment, self._actor, self._draft, here)
            screen = EntryScreen(self._actor, forms.comment_form(here, typed), place, record)
            self.app.push_screen(screen, lambda _done: self._read_draft())

    def _read_draft(self) -> None:
        self.run_worker(self._stored(lambda *_nothing: None), group="draft", exclusive=True)

    async def action_submit(self) -> None:
        """Ask for a remark, then hand the judgement over."""
        missing = judging.lacking(self._draft)
        if missing is not None:
            self.query_one(CriteriaList).go_to(self._draft.lines.index(missing.line))
            self.notify(missing.why)
            return
        place = forms.judgement_place(self._draft.id, "submit")
        typed = await self.attempt(kept, self._actor, place)
        if typed is not None:
            form = forms.submit_form(self._draft, score_text(self._draft.score), typed)
            record = partial(forms.hand_over, self._actor, self._draft)
            self.app.push_screen(EntryScreen(self._actor, form, place, record), self._handed_over)

    def _handed_over(self, done: bool | None) -> None:
        if done:
            self.app.notify(_("{agent} reads it at the desk within a minute.").format(agent=self._draft.person))
            self.dismiss(True)

    async def action_discard(self) -> None:
        """Throw the draft away."""
        if await self.attempt(_discard, self._actor, self._draft.id):
            self.dismiss(False)

    def action_leave(self) -> None:
        """Back."""
        self.dismiss(False)


def evidence_of(actor: Actor, call: int) -> dict[str, Any]:
    """What a call left, the customer's name masked wherever it stands: the judge is not on the line."""
    found = evidence(actor, call)
    name = found["customer"]["name"]
    masked: dict[str, Any] = _replaced(found, name, names.mask(name)) if name else found
    return masked


def _replaced(found: Any, text: str, by: str) -> Any:
    if isinstance(found, str):
        return found.replace(text, by)
    if isinstance(found, dict):
        return {key: _replaced(value, text, by) for key, value in found.items()}
    return [_replaced(value, text, by) for value in found] if isinstance(found, list) else found


def _discard(actor: Actor, judgement_id: int) -> bool:
    judging.discard(actor, judgement_id)
    return True
