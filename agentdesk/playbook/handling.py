"""What a manager decides of the handling of complaints: reasons to pause the clocks, who may approve, where to turn."""

from agentdesk.playbook.rows import Named, Row
from agentdesk.playbook.vocabulary import Count, Manager, Pausable, Positive


class Pause(Named, frozen=True, kw_only=True):
    """A reason for which the clocks of a complaint stand still, for `cap_hours` working hours at most.

    The cap holds for the reason as a whole, from the raising or the last reopening on, however often it is given. The
    clock of the acknowledgement never stops.
    """

    cap_hours: Positive
    stops: tuple[Pausable, ...] = ("plan", "solve")


class Approval(Row, frozen=True, kw_only=True):
    """Who may approve special handling (CP-03 step 5, CP-11), and up to which goodwill amount; no amount: any."""

    position: Manager
    goodwill_yuan: Count | None = None
    preferential: bool = True  # whether that position may grant a preferential claim


class Recourse(Named, frozen=True, kw_only=True):
    """Where a customer who does not accept the answer may turn (ISO 10002, ISO 10003), inside the house or outside."""

    outside: bool = True
