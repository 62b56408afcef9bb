"""The keys of the supervisor's board; those of a row are its list's (widgets/board_list.py)."""

from __future__ import annotations

from typing import Final

from textual.binding import Binding, BindingType

from agentdesk.common.i18n import N_
from agentdesk.tui.bindings import DESK, SHOW

KEYS: Final[list[BindingType]] = [
    Binding(
        "slash", "filter", N_("Filter"),
        tooltip=N_("Find by number, customer, initials, plate, severity, state or colleague"), id="board.filter",
        group=SHOW,
    ),
    *(
        Binding(
            str(digit), f"view({digit})", N_("View"),
            tooltip=N_("Show all that are open, one part of them, or what was closed lately"), show=False,
            key_display="1-7", id=f"board.view_{digit}", group=SHOW,
        )
        for digit in range(1, 8)
    ),
    Binding(
        "escape", "back", N_("Back"),
        tooltip=N_("Clear the filter, take the marks away, back to all, back to the scoreboard"), show=False,
        id="board.back", group=DESK,
    ),
    Binding(
        "p", "patterns", N_("Repeat complaints"),
        tooltip=N_("Complaints by whom they are about, model, vehicle, customer, cause and subject"), show=False,
        id="board.patterns", group=SHOW,
    ),
    Binding(
        "i", "improvements", N_("Improvement actions"),
        tooltip=N_("What departments change after complaints, and how far it is"), show=False,
        id="board.improvements", group=SHOW,
    ),
    Binding("down", "row(1)", show=False, id="board.row_down"),
    Binding("up", "row(-1)", show=False, id="board.row_up"),
    Binding(
        "f5", "reload", N_("Read again"), tooltip=N_("Read the complaints again"), show=False, id="board.reload",
        group=SHOW,
    ),
]  # fmt: skip
