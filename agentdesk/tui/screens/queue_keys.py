"""The keys of the queue."""

from __future__ import annotations

from typing import Final

from textual.binding import Binding, BindingType

from agentdesk.common.i18n import N_
from agentdesk.tui.bindings import SHOW, WORK

KEYS: Final[list[BindingType]] = [
    Binding(
        "n",
        "next",
        N_("Next"),
        tooltip=N_("Take the best next customer and open the call"),
        id="queue.next",
        group=WORK,
    ),
    Binding("enter", "open", N_("Call"), tooltip=N_("Open the call with this customer"), id="queue.open", group=WORK),
    Binding(
        "s",
        "skip",
        N_("Skip"),
        tooltip=N_("Pass this customer over for a while, with a reason"),
        id="queue.skip",
        group=WORK,
    ),
    Binding(
        "r",
        "resume",
        N_("Resume"),
        tooltip=N_("Go on with the call that is not over, at the same question"),
        id="queue.resume",
        group=WORK,
    ),
    Binding(
        "w",
        "show_part('why')",
        N_("Why"),
        tooltip=N_("Why this customer stands at this place"),
        id="queue.why",
        group=SHOW,
    ),
    Binding(
        "slash",
        "filter",
        N_("Filter"),
        tooltip=N_("Find by name, initials, car or reason"),
        id="queue.filter",
        group=SHOW,
    ),
    Binding(
        "u",
        "undo",
        N_("Undo"),
        tooltip=N_("Open the last call again and take back how it ended"),
        id="queue.undo",
        group=WORK,
    ),
    Binding(
        "f",
        "feedback",
        N_("Feedback"),
        tooltip=N_("What was said of your calls: read it, take note of it, or object"),
        show=False,
        id="queue.feedback",
        group=WORK,
    ),
    Binding(
        "p",
        "pause",
        N_("Pause"),
        tooltip=N_("Not calling for a while, with a reason; any key comes back"),
        id="queue.pause",
        group=WORK,
    ),
    Binding(
        "c",
        "register",
        N_("Register"),
        tooltip=N_("Copy colleagues' calls from their yellow cards, and see the sales department's list"),
        show=False,
        id="queue.register",
        group=WORK,
    ),
    Binding(
        "d",
        "show_part('details')",
        N_("Details"),
        tooltip=N_("Numbers, car and what happened so far"),
        show=False,
        id="queue.details",
        group=SHOW,
    ),
    Binding(
        "h",
        "show_part('history')",
        N_("History"),
        tooltip=N_("What happened with this customer, with the notes"),
        show=False,
        id="queue.history",
        group=SHOW,
    ),
    Binding(
        "t",
        "hours",
        N_("Hours to call"),
        tooltip=N_("When this customer wants to be rung"),
        show=False,
        id="queue.hours",
        group=WORK,
    ),
    Binding(
        "v,right",
        "day(1)",
        N_("Tomorrow"),
        tooltip=N_("Look at tomorrow's queue"),
        show=False,
        id="queue.tomorrow",
        group=SHOW,
    ),
    Binding(
        "left", "day(0)", N_("Today"), tooltip=N_("Back to today's queue"), show=False, id="queue.today", group=SHOW
    ),
    *(
        Binding(
            str(digit),
            f"view({digit})",
            N_("View"),
            tooltip=N_("Show all, the promises, or one group of calls"),
            show=False,
            id=f"queue.view_{digit}",
            key_display="1-9",
            group=SHOW,
        )
        for digit in range(1, 10)
    ),
    Binding(
        "escape",
        "back",
        N_("Back"),
        tooltip=N_("Close the details, clear the filter, back to all"),
        show=False,
        id="queue.back",
        group=SHOW,
    ),
    Binding("down", "row(1)", show=False, id="queue.row_down"),
    Binding("up", "row(-1)", show=False, id="queue.row_up"),
    Binding(
        "f5",
        "reload",
        N_("Read again"),
        tooltip=N_("Read the queue again"),
        show=False,
        id="queue.reload",
        group=SHOW,
    ),
]
