"""The keys of a call that are the same on each of its pages; a page adds its own (`Stage.page_keys`)."""

from __future__ import annotations

from typing import Final

from textual.binding import Binding, BindingType

from agentdesk.common.i18n import N_
from agentdesk.tui.bindings import SHOW, WORK

KEYS: Final[list[BindingType]] = [
    Binding(
        "backspace", "back", N_("Previous"),
        tooltip=N_("The question before; in a text field Esc or the arrow up"), id="call.back", group=WORK,
    ),
    Binding(
        "c,ctrl+k", "complain", N_("Complaint"),
        tooltip=N_("Note a complaint and go on; in a text field Ctrl+K"), id="call.complain", group=WORK,
    ),
    Binding(
        "r,ctrl+r", "refuse", N_("Refusal"),
        tooltip=N_("The customer does not want to go on: say the line and end; in a text field Ctrl+R"),
        id="call.refuse", group=WORK,
    ),
    Binding(
        "p,ctrl+t", "promise", N_("Call later"),
        tooltip=N_("Agree on a time to call again and end; in a text field Ctrl+T"), id="call.promise", group=WORK,
    ),
    Binding(
        "e,ctrl+o", "finish", N_("Other outcome"),
        tooltip=N_("End here with another outcome: hung up, car sold ...; in a text field Ctrl+O"),
        show=False, id="call.finish", group=WORK,
    ),
    Binding(
        "f4", "phrases", N_("Phrases"),
        tooltip=N_("Put a phrase of the playbook into the text"), show=False, id="call.phrases", group=WORK,
    ),
    Binding(
        "escape,up", "before", N_("Back"),
        tooltip=N_("The question before; what was typed is kept"), id="call.before", group=WORK,
    ),
    Binding(
        "escape", "leave", N_("Leave"),
        tooltip=N_("To the queue; the call is parked with every answer and waits for you"),
        id="call.leave", group=WORK,
    ),
    Binding(
        "pagedown", "turn_page(1)", N_("Page down"), tooltip=N_("What did not fit on the screen"),
        show=False, id="call.page_down", group=SHOW,
    ),
    Binding(
        "pageup", "turn_page(-1)", N_("Page up"), tooltip=N_("What did not fit on the screen"),
        show=False, id="call.page_up", group=SHOW,
    ),
    Binding(
        "o", "outline", N_("Outline"),
        tooltip=N_("Give the question the whole width, or show the outline again"),
        id="call.outline", group=SHOW,
    ),
]  # fmt: skip
