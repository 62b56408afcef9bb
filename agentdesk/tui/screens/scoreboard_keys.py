"""The keys of the scoreboard."""

from __future__ import annotations

from typing import Final

from textual.binding import Binding, BindingType

from agentdesk.common.i18n import N_
from agentdesk.tui.bindings import SHOW, WORK

KEYS: Final[list[BindingType]] = [
    Binding("enter", "open", N_("Open"), tooltip=N_("Open the figure to every call, order or complaint in it"),
            id="score.open", group=SHOW),
    Binding("g", "resume", N_("Resume"), tooltip=N_("Go on with the call that is not over, at the same question"),
            id="score.resume", group=WORK),
    Binding("m", "nudge", N_("Nudge"), tooltip=N_("A line to this agent, seen at their desk within a minute"),
            id="score.nudge", group=WORK),
    Binding("v", "mirror", N_("Look on"), tooltip=N_("Look on at this agent's call; the agent sees that you do"),
            id="score.mirror", group=WORK),
    Binding("a", "give", N_("Re-assign"),
            tooltip=N_("Give the waiting calls of this agent to a colleague; shown first, then done"),
            id="score.give", group=WORK),
    Binding("b", "rebalance", N_("Even out"), tooltip=N_("Even out the agents' lists; shown first, then done"),
            id="score.rebalance", group=WORK),
    Binding("c", "complaints", N_("Complaints"), tooltip=N_("The open complaints"), id="score.complaints", group=SHOW),
    Binding("d", "daily_check", N_("Daily check"),
            tooltip=N_("Check a day and sign it; the oldest work day that is not signed comes first"),
            id="score.daily_check", group=WORK),
    Binding("q", "quality", N_("Quality"),
            tooltip=N_("The calls to judge, the judged ones, and what agents said of it"),
            show=False, id="score.quality", group=WORK),
    Binding("i", "indicators", N_("Indicators"), tooltip=N_("Every indicator, for this month or another period"),
            id="score.indicators", group=SHOW),
    Binding("equals_sign", "compare", N_("Compare"),
            tooltip=N_("Compare the figure with other periods, and its parts with what chance alone does"),
            key_display="=", id="score.compare", group=SHOW),
    Binding("r", "reports", N_("Reports"),
            tooltip=N_("The monthly, weekly and other reports: read, written and saved"), id="score.reports",
            group=SHOW),
    Binding("t", "take_over", N_("Take over"),
            tooltip=N_("Go on with this agent's open call: the agent is ill, or the terminal is gone"),
            show=False, id="score.take_over", group=WORK),
    Binding("x", "break_claim", N_("Free"), tooltip=N_("Free the call that a dead desk holds, with a reason"),
            show=False, id="score.break_claim", group=WORK),
    Binding("n", "waiting", N_("My desk"),
            tooltip=N_("What waits for you: complaints to answer for, notices to answer"),
            show=False, id="score.waiting", group=SHOW),
    Binding("A", "trail", N_("Audit trail"),
            tooltip=N_("Who did what to which row, by person, action, row and day; what was before and after"),
            show=False, id="score.trail", group=SHOW),
    Binding("left", "month(-1)", N_("Month before"), tooltip=N_("The month before"), show=False, id="score.before",
            group=SHOW),
    Binding("right", "month(1)", N_("Month after"), tooltip=N_("The month after"), show=False, id="score.after",
            group=SHOW),
    Binding("f5", "read_all", N_("Read again"), tooltip=N_("Read all figures again"), show=False, id="score.reload",
            group=SHOW),
]  # fmt: skip
