"""Who may decide about special handling (CP-03 step 5, CP-11): the position, up to an amount, and never the asker."""

from __future__ import annotations

from agentdesk.common.errors import Forbidden
from agentdesk.common.i18n import _
from agentdesk.complaints.derive import Standing
from agentdesk.complaints.model import POSITIONS
from agentdesk.complaints.rows import standings_of
from agentdesk.playbook import current
from agentdesk.store.audit import Actor
from agentdesk.store.tables import Complaint, Person

DECISIONS = ("special_approved", "special_refused")


def positions_for(now: Standing) -> list[str]:
    """The positions that may approve what is asked for, by the playbook's `[[approval]]` rows; none without rows."""
    return [
        row.position for row in current.current().complaints.approvals
        if (row.goodwill_yuan is None or (now.goodwill_asked or 0) <= row.goodwill_yuan * 100)
        and (row.preferential or not now.preferential_asked)
    ]  # fmt: skip


def require_approver(actor: Actor, now: Standing) -> None:
    """Forbidden, with who may, for anybody but an approver; without `[[approval]]` rows every supervisor is one."""
    if actor.person_id is not None and actor.person_id == now.asked_by:
        raise Forbidden(_("Whoever asked for special handling cannot approve it."))
    if actor.role == "system" or now.state != "special":
        return
    able = positions_for(now)
    if not current.current().complaints.approvals:
        actor.require("supervisor")
    elif Person.select(Person.position).where(Person.id == actor.person_id).scalar() not in able:
        text = _("This needs the approval of: {positions}.")
        raise Forbidden(text.format(positions=_(", ").join(_(POSITIONS[code]) for code in able)))


def to_approve(actor: Actor) -> list[int]:
    """The complaints whose special handling this person may decide about, oldest first."""
    actor.require("agent", "handler", "supervisor")
    asked = Complaint.select(Complaint.id).where(Complaint.state == "special").order_by(Complaint.id)
    about = {row.id: row.about_id for row in asked.select_extend(Complaint.about)}
    found = []
    for complaint_id, now in standings_of(list(about)).items():
        try:
            require_approver(actor, now)
        except Forbidden:
            continue
        if about[complaint_id] != actor.person_id:
            found.append(complaint_id)
    return found
