"""The terminal driver: Textual's own, sending only the cells that changed."""

from __future__ import annotations

from typing import ClassVar

from textual.drivers.linux_driver import LinuxDriver

from agentdesk.tui.canvas import Canvas


class LeanDriver(LinuxDriver):
    """Textual's driver with a `Canvas` before the terminal; one terminal to a process."""

    canvas: ClassVar[Canvas] = Canvas()

    def write(self, data: str) -> None:
        """Write what changes."""
        lean = self.canvas.paint(data)
        if lean:
            super().write(lean)

    def start_application_mode(self) -> None:
        """Begin on an unknown terminal, also after a suspension."""
        self.canvas.forget()
        super().start_application_mode()  # type: ignore[no-untyped-call]
