"""What proposes a severity beside the customer's words: low marks, and repairs that do not end."""

from agentdesk.playbook.rows import Row
from agentdesk.playbook.vocabulary import Code, Count, Positive


class LowMark(Row, frozen=True, kw_only=True):
    """A mark in the interview, at or below which a complaint of it is proposed to be that serious."""

    question: Code  # its name in the questionnaires
    zh: str
    en: str
    at_most: Count
    severity: Code


class Counters(Row, frozen=True, kw_only=True):
    """Repairs of one vehicle within the warranty, after the SAMR's order 43: more than these propose the severity."""

    severity: Code
    same_fault_repairs: Positive  # repairs of one fault
    workshop_days: Positive  # days in the workshop, all warranty repairs together
    months: Positive  # the warranty, from the delivery
    km: Positive | None = None  # left out: the time alone counts
