"""What the head and the outline show of a call: the agent's own, or one that a supervisor looks on at."""

from __future__ import annotations

from typing import Protocol

from agentdesk.interview.contacts import AgendaEntry, PhoneLine, Sitting
from agentdesk.interview.run import Run
from agentdesk.tui.stages.noted import Noted


class ShownCall(Protocol):
    """A call as it is shown."""

    @property
    def sitting(self) -> Sitting:
        """Whom it is with, and what is on its agenda."""

    @property
    def entry(self) -> AgendaEntry | None:
        """The entry of the agenda that is being worked on."""

    @property
    def identified(self) -> bool:
        """Whether the right person is on the line."""

    @property
    def phone(self) -> PhoneLine | None:
        """The number on the line, or the one to dial."""

    @property
    def run(self) -> Run | None:
        """The questionnaire."""

    @property
    def complaint(self) -> Noted | None:
        """What was noted of a complaint."""

    @property
    def onlookers(self) -> tuple[str, ...]:
        """Who looks on."""

    @property
    def seconds(self) -> float:
        """How long it is talked, or dialled, by now."""

    @property
    def unkept(self) -> frozenset[str]:
        """Keys of the questions with an answer, or a confirmation, that is not stored."""
