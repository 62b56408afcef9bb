"""What colleagues are told: the notices that wait for somebody, in words, at the desk and out of the house.

How it is used::

    waiting(person_id)      # -> list[NoticeLine], oldest first; None: everybody's
    seen(actor, *ids)       # a nudge is answered by being seen
    settle()                # nudges whose clock was stopped meanwhile wait no longer
    send_out()              # scripts/complaint_clock.py only, never a desk: care/sending.py with the words from here
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from peewee import JOIN

from agentdesk.care import sending
from agentdesk.common import clock, dates, names
from agentdesk.common.errors import Forbidden, UserError
from agentdesk.common.i18n import N_, _, language, use_language
from agentdesk.complaints.clocks import working_clock
from agentdesk.complaints.derive import Standing
from agentdesk.complaints.rows import standings_of
from agentdesk.complaints.rungs import OWNER, REASSIGN
from agentdesk.complaints.text import CLOCK_NAMES, severity_name
from agentdesk.store.audit import SYSTEM, Actor, change
from agentdesk.store.reading import dicts
from agentdesk.store.tables import Complaint, Customer, Escalation, Notice, Person, Sending

NUDGE, ASKED = "nudge", "investigation"
SEEN, OVER = "seen", "over"  # how a nudge is answered: by whom it went to, or by the clock that was stopped

KINDS: dict[str, str] = {
    "unreachable": N_("customer out of reach"),
    "investigation": N_("investigation"),
    "nudge": N_("complaint"),
    "missing_record": N_("missing record"),
}


@dataclass(frozen=True)
class NoticeLine:
    """A notice that waits; `customer` is masked, `text` one line in the language in use."""

    id: int
    kind: str
    to_id: int | None
    to: str
    complaint_id: int | None
    complaint_no: str
    customer: str
    text: str
    created_at: datetime  # naive UTC
    clock: str = ""  # which of the complaint's clocks it is about
    due: datetime | None = None  # that clock's deadline as it is now (naive UTC); None where it does not run

    @property
    def needs_answer(self) -> bool:
        """Whether being seen is not enough: an unreachable customer is looked for (CB-20)."""
        return self.kind != NUDGE


def waiting(person_id: int | None = None) -> list[NoticeLine]:
    """What waits for a person, or for everybody; nudges whose clock was stopped are left out."""
    rows = _rows(Notice.answered_at.is_null() if person_id is None else _of(person_id))
    found = standings_of(sorted({row["complaint_id"] for row in rows if row["complaint_id"]}))
    return [_line(row, found) for row in rows if not _is_over(row, found)]


def seen(actor: Actor, *notice_ids: int) -> None:
    """Note that nudges were seen, once; what was seen before stays so.

    UserError for an unknown notice and one that needs an answer; Forbidden for anybody but whom it went to.
    """
    actor.require("agent", "handler", "supervisor")
    with change(actor, "notice.seen") as audit:
        waiting = [notice for notice in map(partial(_nudge_of, actor), notice_ids) if notice.answered_at is None]
        if not waiting:
            audit.skip()
        for notice in waiting:
            Notice.update(answered_at=clock.now(), answer=SEEN).where(Notice.id == notice.id).execute()
            audit(notice, before={"answer": ""}, after={"answer": SEEN})


def settle() -> int:
    """End the nudges whose clock was stopped meanwhile; how many."""
    rows = _rows(Notice.answered_at.is_null() & (Notice.kind == NUDGE))
    found = standings_of(sorted({row["complaint_id"] for row in rows if row["complaint_id"]}))
    over = [row["id"] for row in rows if _is_over(row, found)]
    if not over:
        return 0
    with change(SYSTEM, "notice.over") as audit:
        still = Notice.id.in_(over) & Notice.answered_at.is_null()
        count = int(Notice.update(answered_at=clock.now(), answer=OVER).where(still).execute())
        audit("notice", None, after={"ids": over, "answer": OVER})
    return count


def send_out(actor: Actor = SYSTEM) -> sending.Report:
    """Send what is due through the channels of the settings file; raises as `care.sending.send_due`."""
    actor.require("supervisor")
    return sending.send_due(letter, working_clock(clock.now()), actor)


def letter(notice_id: int) -> sending.Letter | None:
    """A notice as it leaves the house, in its reader's language; None where it waits no longer.

    A colleague's line is read at the desk only.
    It names a complaint's number, its severity, the time, and the customer by the first character only.
    """
    rows = _rows((Notice.id == notice_id) & Notice.answered_at.is_null() & Notice.from_person.is_null())
    found = standings_of([row["complaint_id"] for row in rows if row["complaint_id"]])
    if not rows or _is_over(rows[0], found):
        return None
    with _in_language(rows[0]["language"] or language()):
        title = _("agentdesk: {kind} {no}").format(kind=_(KINDS[rows[0]["kind"]]), no=rows[0]["no"] or "")
        return sending.Letter(title.strip(), _text(rows[0], found, _on_paper))


def _nudge_of(actor: Actor, notice_id: int) -> Notice:
    notice: Notice | None = Notice.get_or_none(Notice.id == notice_id)
    if notice is None:
        raise UserError(_("There is no such notice."))
    if notice.kind != NUDGE:
        raise UserError(_("This notice needs an answer, not only to be seen."))
    if actor.person_id is None or notice.to_person_id != actor.person_id:
        raise Forbidden(_("This notice went to somebody else."))
    return notice


def _of(person_id: int) -> Any:
    return (Notice.to_person == person_id) & Notice.answered_at.is_null()


def _rows(where: Any) -> list[dict[str, Any]]:
    sender = Person.alias()
    found = (
        Notice.select(
            Notice.id, Notice.kind, Notice.to_person.alias("to_id"), Notice.text, Notice.created_at,
            Notice.complaint.alias("complaint_id"), Person.name.alias("to"), Person.language, Complaint.no,
            Customer.name.alias("customer"), sender.name.alias("by"), Escalation.clock, Escalation.action,
            Escalation.due_at,
        )
        .join(Person, JOIN.LEFT_OUTER, on=(Notice.to_person == Person.id))
        .switch(Notice).join(sender, JOIN.LEFT_OUTER, on=(Notice.from_person == sender.id))
        .switch(Notice).join(Complaint, JOIN.LEFT_OUTER, on=(Notice.complaint == Complaint.id))
        .switch(Notice).join(Customer, JOIN.LEFT_OUTER, on=(Notice.customer == Customer.id))
        .switch(Notice).join(Escalation, JOIN.LEFT_OUTER, on=(Notice.escalation == Escalation.id))
        .where(where)
        .order_by(Notice.created_at, Notice.id)
    )  # fmt: skip
    return dicts(found)


def _is_over(row: dict[str, Any], found: dict[int, Standing]) -> bool:
    """Whether a nudge of the ladder is about a clock that no longer runs, or a complaint that is done."""
    if row["kind"] != NUDGE or row["complaint_id"] is None or row["clock"] is None:
        return False
    now = found[row["complaint_id"]]
    if row["clock"] == OWNER:
        return not now.next_clock
    if row["action"] == REASSIGN:
        return now.responsible_id != row["to_id"] or not now.next_clock
    return now.due(row["clock"]) is None


def _line(row: dict[str, Any], found: dict[int, Standing]) -> NoticeLine:
    """A notice at the desk; what a colleague asks stays in the house."""
    text = _text(row, found, dates.moment)
    name, due = _deadline(row, found)
    return NoticeLine(
        row["id"], row["kind"], row["to_id"], names.visible(row["to"]), row["complaint_id"], row["no"] or "",
        names.mask(row["customer"]), f"{text} {names.visible(row['text'])}" if row["kind"] == ASKED else text,
        row["created_at"], name, due,
    )  # fmt: skip


def _deadline(row: dict[str, Any], found: dict[int, Standing]) -> tuple[str, datetime | None]:
    """The clock a notice is about, the complaint's next where it names none, and when that runs out now."""
    if row["complaint_id"] is None:
        return "", None
    now = found[row["complaint_id"]]
    name = row["clock"] or now.next_clock
    return name, now.due(name) if name else None


def _text(row: dict[str, Any], found: dict[int, Standing], moment: Any) -> str:
    """What a notice says; its own words only where the program has none, as they may name anybody."""
    if row["by"] is not None:
        return _("{name}: {text}").format(name=names.visible(row["by"]), text=names.visible(row["text"]))
    customer = names.mask(row["customer"])
    if row["complaint_id"] is None:
        return _("{customer}: {kind}; answer at the desk.").format(customer=customer, kind=_(KINDS[row["kind"]]))
    now = found[row["complaint_id"]]
    head = f"{row['no']} {severity_name(now.severity)} {customer}"
    if row["kind"] == ASKED:
        return _("{head}: {said}").format(head=head, said=_("asked to look into it"))
    name, due = _deadline(row, found)
    parts = [_(CLOCK_NAMES[name]) + " " + moment(due)] if due else []
    if due and due < clock.now():
        parts.append(_("overdue"))
    if row["action"] == REASSIGN:
        parts.append(_("now yours to answer for"))
    return _("{head}: {said}").format(head=head, said=_(", ").join(parts))


def _on_paper(instant: datetime) -> str:
    """A time that is still right when it is read the day after."""
    return f"{clock.local(instant):%Y-%m-%d %H:%M}"


@contextmanager
def _in_language(name: str) -> Iterator[None]:
    before = language()
    use_language(name)
    try:
        yield
    finally:
        use_language(before)


def sendings_of(notice_ids: list[int]) -> dict[int, list[Sending]]:
    """The sendings of some notices, by notice."""
    found: dict[int, list[Sending]] = {}
    for row in Sending.select().where(Sending.notice.in_(notice_ids)).order_by(Sending.id):
        found.setdefault(row.notice_id, []).append(row)
    return found
