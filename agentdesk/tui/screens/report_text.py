"""The supervisor's own text of a report: proposals or a comment on a section, kept while it is typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Paste
from textual.widgets import TextArea

from agentdesk.common import clock, names
from agentdesk.common.i18n import N_, _
from agentdesk.reports import texts
from agentdesk.reports.periods import Period
from agentdesk.store.audit import Actor
from agentdesk.tui.bindings import WORK
from agentdesk.tui.resting import Rest
from agentdesk.tui.screens.base import DeskModal, DeskScreen
from agentdesk.tui.widgets.field import typeable
from agentdesk.tui.widgets.keybar import KeyBar
from agentdesk.tui.widgets.lines import Line, indented, line
from agentdesk.tui.widgets.rule import Rule
from agentdesk.tui.widgets.sheet import Sheet

PAUSE_SECONDS = 1.0  # of typing, after which it is kept


async def write_text(
    screen: DeskScreen[Any], actor: Actor, report: str, title: str, period: Period, key: str, section: str,
    done: Callable[[bool | None], None],
) -> None:  # fmt: skip
    """Open the text of a section, what was begun before with it; `done` is told whether something was written."""
    found = await screen.attempt(_begun, actor, report, period, key)
    if found is not None:
        head = f"{title}  {period.title}"
        screen.app.push_screen(TextScreen(actor, report, period, key, (head, section), *found), done)


def _begun(actor: Actor, report: str, period: Period, key: str) -> tuple[str, texts.Written | None]:
    """What stands there: the draft, else what was written; and what was written."""
    written = texts.of_report(report, period).get(key)
    draft = texts.kept(actor, report, period, key)
    return draft if draft is not None else written.text if written else "", written


class TextHead(Sheet):
    """What is written, and what counts now."""

    DEFAULT_CSS = "TextHead { height: 2; }"

    def __init__(self, title: str, section: str, written: texts.Written | None) -> None:
        super().__init__()
        self._title, self._section, self._written = title, section, written

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """The two lines."""
        what = _("Comment: {section}").format(section=self._section) if self._section else _("Proposals")
        found = [line((f" {what}", "said"), (f"   {self._title}", "dim"))]
        if self._written is None:
            said = _("Nothing is written yet; Esc keeps what is typed as a draft.")
        else:
            day = f"{clock.local(self._written.at):%Y-%m-%d %H:%M}"
            text = _("Written by {person} on {day}; Ctrl+S makes a new version, the old one stays on record.")
            said = text.format(person=names.visible(self._written.person), day=day)
        return [*found, *indented(said, width - 1, "dim", indent=1)][:height]


class PlainArea(TextArea):
    """A text of many lines, into which nothing comes that no key can type."""

    def on_paste(self, event: Paste) -> None:
        """Type what was pasted."""
        event.stop()
        event.prevent_default()
        self.insert(typeable(event.text.replace("\r\n", "\n").replace("\r", "\n"), lines=True))


class TextScreen(DeskModal[bool]):
    """The text over the whole screen; gives whether a version was written."""

    CSS_PATH = "../styles/report_text.tcss"
    AUTO_FOCUS = "PlainArea"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+s", "write", N_("Save it"),
            tooltip=N_("Write it: it stands in the report with your name and the time"),
            id="report_text.write", group=WORK,
        ),
        Binding(
            "escape", "fold", N_("Put aside"), tooltip=N_("Back without writing; what was typed is kept as a draft"),
            id="report_text.fold", group=WORK,
        ),
        Binding(
            "ctrl+t", "discard", N_("Throw away"), tooltip=N_("Throw the draft away; what is written stays"),
            id="report_text.discard", group=WORK,
        ),
    ]  # fmt: skip

    def __init__(
        self, actor: Actor, report: str, period: Period, key: str, titles: tuple[str, str], text: str,
        written: texts.Written | None,
    ) -> None:  # fmt: skip
        super().__init__()
        self._actor, self._report, self._period, self._key = actor, report, period, key
        self._titles, self._written = titles, written
        self._stored = text
        self._kept = self._begun = names.visible(text, lines=True)
        self._rest = Rest(self, self._rested, PAUSE_SECONDS)

    def compose(self) -> ComposeResult:
        """Head, text, keys."""
        yield TextHead(*self._titles, self._written)
        yield Rule()
        yield PlainArea(
            self._begun, compact=True, highlight_cursor_line=False, placeholder=_("1. What is to be done ...")
        )
        yield Rule()
        yield KeyBar()

    def on_mount(self) -> None:
        """The cursor stands still, behind the last word."""
        area = self.query_one(TextArea)
        area.cursor_blink = False
        area.move_cursor(area.document.end)

    # ---------------------------------------------------------------------------------------------- storing

    @on(TextArea.Changed)
    def _typed(self) -> None:
        self._rest.moved()

    def _rested(self) -> None:
        self.run_worker(self._store(), group="text", exclusive=True)

    async def _store(self) -> None:
        typed = self.query_one(TextArea).text
        if typed != self._kept and await self._attempted(texts.keep, self._draft(typed)):
            self._kept = typed

    async def _attempted(self, function: Callable[..., object], text: str) -> bool:
        """Whether a capability function took the text; an error is shown."""

        def work() -> bool:
            function(self._actor, self._report, self._period, self._key, text)
            return True

        return bool(await self.attempt(work))

    def _draft(self, typed: str) -> str:
        """What is kept: nothing where it is what is written already."""
        return "" if self._written is not None and typed == self._written.text else typed

    def keep(self) -> None:
        """Keep what was typed here and now: the desk is being left."""
        typed = self.query_one(TextArea).text
        if typed != self._kept:
            texts.keep(self._actor, self._report, self._period, self._key, self._draft(typed))
            self._kept = typed

    # ---------------------------------------------------------------------------------------------- actions

    async def action_write(self) -> None:
        """Write a version."""
        typed = self.query_one(TextArea).text
        # What nobody has touched stays as it is stored, whatever marks it is shown with.
        if await self._attempted(texts.write, self._stored if typed == self._begun else typed):
            self._kept = typed
            self.notify(_("Written.") if typed.strip() else _("The text is taken back."))
            self.dismiss(True)

    async def action_fold(self) -> None:
        """Back; what was typed is kept."""
        await self._store()
        if self._kept == self.query_one(TextArea).text:
            if self._kept != self._begun:
                self.notify(_("Kept as a draft; it is not in the report yet."))
            self.dismiss(False)

    async def action_discard(self) -> None:
        """Back; the draft is gone."""
        if await self._attempted(texts.keep, ""):
            self._kept = self.query_one(TextArea).text
            self.dismiss(False)
