"""The outcome catalogue: what came of a call, with its AAPOR code and what follows from it."""

from msgspec import field

from agentdesk.playbook.rows import Row
from agentdesk.playbook.vocabulary import AaporClass, Code, Count, Effect, OutcomeGroup

SETTLING = ("appointment_made", "declined", "sold_car")


class Outcome(Row, frozen=True, kw_only=True):
    """What came of an attempt, or of a task that ended without one (`group` rule: never chosen by a person).

    `aapor` and `class` are empty only for a message, which no call rate counts. An outcome that is not final brings the
    task back after `retry_minutes`, or at the promised time.
    """

    code: Code
    zh: str
    en: str
    group: OutcomeGroup
    key: str = ""
    aapor: str = ""
    klass: AaporClass | None = field(default=None, name="class")
    final: bool = False
    contacted: bool = False  # the right person was spoken to
    retry_minutes: Count | None = None
    other_part: bool = False  # tried next in another part of the day, where the hours allow it
    note_required: bool = False
    settles: bool | None = None  # the answer to a reminder leaves a later one of the same thing without use (RM-25)
    effects: tuple[Effect, ...] = ()

    @property
    def is_settling(self) -> bool:
        """Whether it settles a reminder; a playbook that does not say so means the answers that do so anywhere."""
        return self.code in SETTLING if self.settles is None else self.settles

    @property
    def level(self) -> str:
        """`attempt` for what a person says of a dialled number, `task` for what a rule says of a task."""
        return "task" if self.group == "rule" else "attempt"
