"""A decision over one complaint or several: a choice, its reason, what it would do to each, and only then done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from agentdesk.common.i18n import N_, _
from agentdesk.complaints.bulk import Deed, Effect, carry_out, preview
from agentdesk.store.audit import Actor
from agentdesk.tui.bindings import DESK, WORK
from agentdesk.tui.screens.base import DeskModal
from agentdesk.tui.stages.bulk_choices import Offer, Option
from agentdesk.tui.widgets.bulk_list import BulkList
from agentdesk.tui.widgets.field import TextField
from agentdesk.tui.widgets.keybar import KeyBar
from agentdesk.tui.widgets.lines import Line, indented, line
from agentdesk.tui.widgets.listing import Listing
from agentdesk.tui.widgets.rule import Rule
from agentdesk.tui.widgets.sheet import Sheet

Item = TypeVar("Item", int, Effect)  # what is previewed, and what is done of it
Stage = Literal["choose", "note", "preview", "work", "result"]
_AT_ONCE = 10  # complaints between two looks at the keys: Esc stops there


@dataclass(frozen=True)
class Decided:
    """What was done, and the reason that was typed; the reason stays for the next time where nothing was done."""

    effects: Sequence[Effect]
    note: str


class BulkScreen(DeskModal[Decided]):
    """Over the board. Enter goes a stage further, Esc one back; nothing is stored before the preview was seen."""

    CSS_PATH = "../styles/bulk.tcss"
    AUTO_FOCUS = "BulkList"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "further", N_("Further"), tooltip=N_("Take this choice"), id="bulk.further", group=WORK),
        Binding(
            "enter", "carry_out", N_("Do it"), tooltip=N_("Do this to each complaint that is not refused"),
            id="bulk.carry_out", group=WORK,
        ),
        *(
            Binding(
                str(digit), f"choose({digit})", N_("Choose"), tooltip=N_("Take the choice with this digit"),
                key_display="1-9", id=f"bulk.{digit}", group=WORK,
            )
            for digit in range(1, 10)
        ),
        Binding(
            "escape", "back", N_("Back"), tooltip=N_("A stage back; while it works: stop after these"), id="bulk.back",
            group=DESK,
        ),
    ]  # fmt: skip

    def __init__(self, actor: Actor, offer: Offer, note: str = "") -> None:
        super().__init__()
        self._actor = actor
        self._offer = offer
        self._note = note
        self._stage: Stage = "choose"
        self._chosen: Option | None = None
        self._effects: list[Effect] = []
        self._stopped = False

    def compose(self) -> ComposeResult:
        """Title, list, what is asked, the reason, keys."""
        yield BulkTitle(self._offer.title)
        yield Rule()
        yield BulkList()
        yield Rule()
        yield BulkAsk()
        yield TextField(id="note")
        yield KeyBar()

    def on_mount(self) -> None:
        """Show the choices."""
        self.query_one(TextField).show(self._note, _("why, in a few words"))
        self._enter("choose")

    def retranslate(self) -> None:
        """What is asked is said anew; the choices keep the words they were read with."""
        super().retranslate()
        self._enter(self._stage)

    # ------------------------------------------------------------------------------------------------ stages

    def _enter(self, stage: Stage) -> None:
        self._stage = stage
        listed, field = self.query_one(BulkList), self.query_one(TextField)
        self.set_class(stage == "note", "-noting")
        if stage == "choose":
            listed.show(list(self._offer.options))
        elif stage == "note" and self._chosen:
            listed.show([self._chosen])
        else:
            listed.show([*filter(_refused, self._effects), *(each for each in self._effects if not _refused(each))])
        (field if stage == "note" else listed).focus()
        self._ask(self._question())
        self.refresh_bindings()

    def _ask(self, text: str) -> None:
        asked = self.query_one(BulkAsk)
        asked.text = text
        asked.redraw()

    def _question(self) -> str:
        done = sum(effect.done for effect in self._effects)
        refused = sum(map(_refused, self._effects))
        able = len(self._effects) - refused
        if self._stage == "choose":
            return "" if self._offer.options else self._offer.empty
        if self._stage == "note":
            return _("The reason, for the history:") if self._needs_note else _("The reason, if there is one:")
        if self._stage == "preview":
            if not able:
                return _("Refused for all of them; nothing can be done.")
            return _("{n} will be done, {refused} refused. Enter does it.").format(n=able, refused=refused)
        return _("{n} done, {refused} refused and unchanged.").format(n=done, refused=refused)

    @on(Listing.Moved)
    def _explain(self) -> None:
        asked, current = self.query_one(BulkAsk), self.query_one(BulkList).current
        asked.why_not = current.why_not if isinstance(current, Effect) else ""
        asked.redraw()

    @property
    def _needs_note(self) -> bool:
        return self._chosen is not None and self._chosen.needs_note

    # ------------------------------------------------------------------------------------------------ keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enter chooses, then does; digits choose while there are choices."""
        if action == "further":
            return (self._stage == "choose" and bool(self._offer.options)) or self._stage == "result"
        if action == "carry_out":
            return self._stage == "preview" and not all(map(_refused, self._effects))
        if action == "choose":
            return self._stage == "choose" and int(str(parameters[0])) <= len(self._offer.options)
        return True

    def action_further(self) -> None:
        """Take the choice under the cursor, or leave what was done."""
        if self._stage == "result":
            self._leave()
            return
        current = self.query_one(BulkList).current
        if isinstance(current, Option):
            self._choose(current)

    def action_choose(self, digit: int) -> None:
        """Take the choice of a digit."""
        self._choose(self._offer.options[digit - 1])

    def _choose(self, option: Option) -> None:
        self._chosen = option
        self._enter("note")

    @on(TextField.Submitted)
    async def _noted(self) -> None:
        text = self.query_one(TextField).text.strip()
        if self._needs_note and not text:
            self.notify(_("Say why; it stays in the complaint's history."))
        else:
            ids = self._chosen.ids if self._chosen else ()
            self.run_worker(self._work(preview, ids, "preview"), group="bulk", exclusive=True)

    def action_carry_out(self) -> None:
        """Do it."""
        self.run_worker(self._work(carry_out, self._effects, "result"), group="bulk", exclusive=True)

    async def _work(
        self, do: Callable[[Actor, Sequence[Item], Deed], list[Effect]], items: Sequence[Item], then: Stage
    ) -> None:
        """Some complaints after the other, away from the screen; what is done is counted."""
        if self._chosen is None:
            return
        deed = self._chosen.deed(self.query_one(TextField).text.strip())
        self._effects, self._stopped = [], False
        self._stage = "work"
        self.query_one(BulkList).focus()
        self.remove_class("-noting")
        self.refresh_bindings()
        for start in range(0, len(items), _AT_ONCE):
            if start:
                self._ask(_("{n} of {total}").format(n=start, total=len(items)))
            found = (
                None if self._stopped else await self.attempt(do, self._actor, items[start : start + _AT_ONCE], deed)
            )
            if found is None:
                break
            self._effects += found
        done = any(effect.done for effect in self._effects)
        if then == "result" and done and not any(map(_refused, self._effects)):
            self._leave()
        else:
            self._enter("note" if then == "preview" and self._stopped else then)

    def action_back(self) -> None:
        """One stage back; while it works, stop after those that are in hand."""
        if self._stage == "work":
            self._stopped = True
        elif self._stage in ("choose", "result"):
            self._leave()
        else:
            self._enter("note" if self._stage == "preview" else "choose")

    def _leave(self) -> None:
        done = [effect for effect in self._effects if effect.done]
        self.dismiss(Decided(self._effects if done else (), "" if done else self.query_one(TextField).text))


def _refused(effect: Effect) -> bool:
    return bool(effect.why_not)


class BulkTitle(Sheet):
    """One line: what is decided, about what."""

    DEFAULT_CSS = "BulkTitle { height: 1; }"

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """The title."""
        return [line((f" {self._title}", "said"))]


class BulkAsk(Sheet):
    """What there is to say or to press, and why the complaint under the cursor is refused."""

    DEFAULT_CSS = "BulkAsk { height: 3; }"
    text = ""
    why_not = ""

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """A line, and two for the reason."""
        return [line((f" {self.text}", "value")), *indented(self.why_not, width - 1, "warn", first=((" ", ""),))]
