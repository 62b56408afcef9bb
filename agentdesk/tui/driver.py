"""The terminal driver: Textual's own, sending only the cells that changed."""

from __future__ import annotations

from typing import ClassVar

from textual.drivers.linux_driver import LinuxDriver
from textual.geometry import Size

from agentdesk.tui.canvas import Canvas


class LeanDriver(LinuxDriver):
    """Textual's driver with a `Canvas` before the terminal; one terminal to a process."""

    canvas: ClassVar[Canvas] = Canvas()
    _drawing = False

    def write(self, data: str) -> None:
        """Write what changes."""
        lean = self.canvas.paint(data)
        if lean:
            super().write(lean)

    def size_instead_of(self, told: Size) -> Size | None:
        """The terminal's size where a signal told another one; None where it is that, or the terminal tells itself.

        In a burst the handler of one signal is interrupted by the next one's, and its older size is told last.
        """
        now = Size(*self._get_terminal_size())
        return None if self._in_band_window_resize or now == told else now

    def start_application_mode(self) -> None:
        """Begin on an unknown terminal, also after a suspension."""
        self.canvas.forget()
        self._drawing = True
        super().start_application_mode()  # type: ignore[no-untyped-call]

    def stop_application_mode(self) -> None:
        """Leave the terminal as it was found."""
        self._drawing = False
        super().stop_application_mode()

    def resume_application_mode(self) -> None:
        """Begin again after a suspension; after SIGSTOP, which nobody is told of, the desk is suspended first.

        Without that there would be two readers of the keys, and the desk's own modes would be taken for the terminal's.
        """
        if self._drawing:
            self.suspend_application_mode()
        super().resume_application_mode()
