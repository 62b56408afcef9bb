"""The complaint form as it is filled in, and the words it is shown with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from agentdesk.common.i18n import N_, _, pick
from agentdesk.playbook import current


@dataclass(frozen=True)
class Draft:
    """A complaint form: change it with `dataclasses.replace` and keep it with `drafts.save_draft`.

    `question` is the node whose answer gave rise to it and `answer` its raw value; the two texts are what stood on the
    screen. `severity` is the code the agent confirmed; `proposing.propose` says which one is proposed, and why.
    `remedy_asked` says that the customer was asked what would put it right, and perhaps named nothing (ISO 10002).
    """

    customer_id: int
    id: int | None = None  # of the kept draft; None before the first save
    vehicle_id: int | None = None
    repair_order_id: int | None = None
    sale_id: int | None = None
    interview_id: int | None = None
    contact_id: int | None = None
    question: str = ""
    question_text: str = ""
    answer: str = ""
    answer_text: str = ""
    origin: str = "callback"
    subject: str = "service"
    severity: str = ""
    words: str = ""
    remedy_sought: str = ""
    wants_callback: bool | None = None
    about_id: int | None = None
    responsible_id: int | None = None
    dissatisfied: bool = False  # by the questionnaire's own rule
    remedy_asked: bool = False


def subjects() -> dict[str, str]:
    """What a complaint can be about (CP-01): the codes of the playbook in force with their names, in its order."""
    return {row.code: pick(row.zh, row.en) for row in current.current().complaints.subjects}


def subject_name(code: str) -> str:
    """A subject as the playbook in force calls it; its code where that no longer has it."""
    return subjects().get(code, code)


class Reason(NamedTuple):
    """Something that proposes a severity, as it is shown: 刹车失灵, 总体满意度 1, 同一故障修了 5 次."""

    severity: str
    text: str


@dataclass(frozen=True)
class Proposal:
    """The severity proposed, and everything that proposes one, the most serious first."""

    severity: str
    reasons: tuple[Reason, ...]

    @property
    def why(self) -> str:
        """What proposes this severity, in the language the reasons were made in."""
        return _(", ").join(reason.text for reason in self.reasons if reason.severity == self.severity)


POSITIONS: dict[str, str] = {
    "callback_agent": N_("callback agent"),
    "service_advisor": N_("service advisor"),
    "sales_advisor": N_("sales advisor"),
    "care_manager": N_("customer-care manager"),
    "service_manager": N_("service manager"),
    "sales_manager": N_("sales manager"),
    "marketing_manager": N_("marketing manager"),
    "general_manager": N_("general manager"),
    "administrator": N_("administrator"),
    "other": N_("colleague"),
}
