"""The desk: it opens the first screen, passes on what concerns all of them, and leaves nothing unsaved behind."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import ClassVar, Literal

from textual.app import SystemCommand
from textual.binding import ActiveBinding, Binding, BindingType
from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver
from textual.events import Event, Key, Resize
from textual.geometry import Size
from textual.screen import Screen
from textual.scrollbar import ScrollBar

from agentdesk.common import cells, clock
from agentdesk.common.errors import UserError
from agentdesk.common.i18n import LANGUAGES, N_, _, language, use_language
from agentdesk.complaints.steps import EVERYBODY
from agentdesk.store.audit import Actor
from agentdesk.store.desks import new_desk
from agentdesk.tui import guard
from agentdesk.tui.bindings import DESK, EVERYWHERE, MOVE, by_meaning, key_name
from agentdesk.tui.driver import LeanDriver
from agentdesk.tui.glyphs import ascii_only
from agentdesk.tui.messages import LanguageSwitched, MinutePassed
from agentdesk.tui.presence import AtTheDesk
from agentdesk.tui.screens.base import DeskScreen
from agentdesk.tui.theme import DESK as DESK_THEME
from agentdesk.tui.widgets.scroll import WholeCells
from agentdesk.tui.work import in_background

FIRST_SCREENS = Literal["queue", "handler", "scoreboard", "wall"]

_CLIMBERS = ("handler", "supervisor", "administrator")  # an agent's desk is on the line
_NOT_ON_A_WALL = ("command_palette", "redraw")  # nobody works there: quit, language and help are all
_MOST_SAID = 400  # cells of a message: what quotes a whole text would cover the screen
_STYLES = Path(__file__).resolve().parent / "styles"
_WIDTHS = [(0, "-narrow"), (100, "-wide")]
_HEIGHTS = [(0, "-short"), (30, "-tall")]


class AgentDesk(AtTheDesk):
    """One person's desk."""

    TITLE = "agentdesk"
    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = _WIDTHS
    VERTICAL_BREAKPOINTS = _HEIGHTS
    BINDINGS: ClassVar[list[BindingType]] = [
        *EVERYWHERE,
        Binding(
            "ctrl+p",
            "command_palette",
            N_("Commands"),
            tooltip=N_("Find a command by its name"),
            show=False,
            id="app.palette",
            group=DESK,
        ),
    ]

    def __init__(self, actor: Actor, first: FIRST_SCREENS = "queue") -> None:
        # Textual reads a screen's own style file when it is pushed, and the first one never is.
        super().__init__(css_path=[_STYLES / "desk.tcss", _STYLES / f"{first}.tcss"])
        self.actor = replace(actor, desk=actor.desk or new_desk())
        self.first = first
        self._keys = self._key_of_message = 0
        self._drawn: Size | None = None  # how large the terminal was at the last word of its size
        ScrollBar.renderer = WholeCells
        cells.use_mark("~" if ascii_only() else cells.MARK)
        self.register_theme(DESK_THEME)
        self.theme = DESK_THEME.name

    def get_default_screen(self) -> Screen[None]:
        """The screen the person works from."""
        if self.first == "scoreboard":
            from agentdesk.tui.screens.scoreboard import ScoreboardScreen

            return ScoreboardScreen(self.actor)
        if self.first == "wall":
            from agentdesk.tui.screens.wall import WallScreen

            return WallScreen(self.actor)
        if self.first == "handler":
            from agentdesk.tui.screens.handler import HandlerScreen

            return HandlerScreen(self.actor)
        from agentdesk.tui.screens.queue import QueueScreen

        return QueueScreen(self.actor)

    def get_driver_class(self) -> type[Driver]:
        """Textual's choice, made lean where it is the terminal's."""
        chosen = super().get_driver_class()
        return LeanDriver if chosen is LinuxDriver else chosen

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """The desk's own colours, known before its theme is."""
        return DESK_THEME.variables

    def get_key_display(self, binding: Binding) -> str:
        """A key as footer and help write it."""
        return key_name(binding)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Every key of the screen, as a command by name."""
        for first, *_others in by_meaning(screen.active_bindings.values()):
            binding = first.binding
            if binding.id != "app.palette" and binding.group != MOVE:
                title = f"{binding.description}  {key_name(binding)}"
                yield SystemCommand(title, binding.tooltip, partial(self.run_binding, first))
        if isinstance(screen, DeskScreen) and screen.outside_calls and self.actor.role in EVERYBODY:
            about = _("Raise a complaint outside a call: at the front desk, from a visit, from a hotline")
            yield SystemCommand(_("Note a complaint"), about, self._note_complaint)
        if self.may_lock:
            yield SystemCommand(_("Lock the desk"), _("Cover the desk until your PIN is given"), self.lock)
        if screen is self.screen_stack[0]:
            from agentdesk.tui.screens.improving import commands

            yield from commands(self, self.actor)

    async def _note_complaint(self) -> None:
        from agentdesk.tui.screens.noting import note_complaint

        await note_complaint(self, self.actor)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A wall screen has no commands."""
        if self.first == "wall" and action in _NOT_ON_A_WALL:
            return False
        return super().check_action(action, parameters)

    async def run_binding(self, found: ActiveBinding) -> None:
        """Do what a key does."""
        await self.run_action(found.binding.action, default_namespace=found.node)

    def on_mount(self) -> None:
        """Follow the clock, and the line."""
        self.set_class(ascii_only(), "-ascii")
        self._await_minute()
        self.call_after_refresh(self.sit_down)
        if not self.is_headless:
            guard.on_hang_up(self.hang_up)
            guard.on_continue(self.action_redraw)

    def on_resize(self, event: Resize) -> None:
        """What the terminal shows after a resize is its own affair: send everything again.

        One to the same size comes from a terminal that was attached anew, or from a desk that was suspended.
        """
        LeanDriver.canvas.forget()
        if event.size == self._drawn:
            self.screen.refresh(layout=True)
        self._drawn = event.size
        driver = self._driver
        if isinstance(driver, LeanDriver) and (now := driver.size_instead_of(event.size)) is not None:
            self.post_message(Resize(now, now))

    # ---------------------------------------------------------------------------------------------- actions

    async def action_help(self) -> None:
        """Explain the keys of the screen in front."""
        from agentdesk.tui.screens.help import HelpScreen

        await self.push_screen(HelpScreen(self.screen), self._run_chosen)

    def action_command_palette(self) -> None:
        """Find a command by its name."""
        from agentdesk.tui.screens.palette import Palette

        if not Palette.is_open(self):
            self.push_screen(Palette(placeholder=_("Find a command by its name")))

    def action_switch_language(self) -> None:
        """Show the desk in the other language, all screens at once."""
        use_language(next(name for name in LANGUAGES if name != language()))
        self._tell(LanguageSwitched)

    def action_redraw(self) -> None:
        """Draw the whole screen again."""
        LeanDriver.canvas.forget()
        self.screen.refresh(layout=True)

    def action_help_quit(self) -> None:
        """Say how to leave, as Ctrl+C does not: it is too near to the keys for copying."""
        self.notify(_("Leave the desk with {key}").format(key="^Q"))

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: Literal["information", "warning", "error"] = "information",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        """A line at the foot for a few seconds; never markup, as it may carry a customer's words."""
        if not self.is_locked:
            self._key_of_message = self._keys
            said = cells.fit(message, _MOST_SAID)
            super().notify(said, title=cells.fit(title, _MOST_SAID), severity=severity, timeout=timeout, markup=False)

    async def on_event(self, event: Event) -> None:
        """Count the keys, so that a message is known to be of an earlier one."""
        if isinstance(event, Key):
            self._keys += 1
        await super().on_event(event)

    def drop_old_messages(self) -> None:
        """Another screen is in front: what was said before the key that led there was said of the screen before."""
        if self._key_of_message < self._keys:
            self.clear_notifications()

    # ---------------------------------------------------------------------------------------------- wiring

    async def _run_chosen(self, found: ActiveBinding | None) -> None:
        if found is not None:
            await self.run_binding(found)

    def _await_minute(self) -> None:
        self.set_timer(60.5 - clock.now().second, self._minute_passed)

    def _minute_passed(self) -> None:
        self._tell(MinutePassed)
        self._await_minute()
        self.give_a_sign()
        if self.actor.role in _CLIMBERS:
            self.run_worker(self._climb(), group="ladder", exit_on_error=False)

    async def _climb(self) -> None:
        """Take what is due of the complaints' ladder, for a house without cron; who is busy leaves it to the next."""
        from agentdesk.complaints.ladder import tick

        with suppress(UserError):
            if await in_background(tick):
                self._tell(MinutePassed)

    def _tell(self, news: type[LanguageSwitched | MinutePassed]) -> None:
        for screen in self.screen_stack:
            screen.post_message(news())
