"""An explanation in words: the date arithmetic step by step, what became of a fact, and pages of 80 columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from agentdesk.common import clock, dates, lunar, names
from agentdesk.common.cells import cell_len, pad
from agentdesk.common.i18n import N_, _, pick
from agentdesk.common.wrapping import wrap
from agentdesk.playbook import current
from agentdesk.queue.explain import Explanation, Fact, RuleLine
from agentdesk.store.tables import Person, WorkDay

WIDTH = 80
TRIGGERS = {
    "repair_order.left": N_("Left the workshop"),
    "sale.delivered": N_("Handed over"),
    "visit.no_purchase": N_("Came without buying"),
    "complaint.handled": N_("Complaint handled"),
    "appointment.starts": N_("Appointment"),
    "vehicle.insurance_expires": N_("Insurance until"),
    "vehicle.inspection_expires": N_("Inspection until"),
    "vehicle.next_service": N_("Next service"),
    "customer.birthday": N_("Birthday"),
    "festival": N_("Festival"),
    "calendar": N_("Period begins"),
    "import": N_("Asked for on"),
}
SUBJECTS = {
    "repair_order": N_("Repair order"),
    "sale": N_("Sale"),
    "vehicle": N_("Vehicle"),
    "customer": N_("Customer"),
    "complaint": N_("Complaint"),
    "appointment": N_("Appointment"),
    "store_visit": N_("Store visit"),
}
VERDICTS = {
    "task": N_("To call"),
    "due": N_("Due now"),
    "suppressed": N_("Held back"),
    "not_yet_due": N_("Not yet"),
    "done": N_("Done"),
    "expired": N_("Expired"),
    "not_applicable": N_("Not for it"),
    "no_fact": N_("No fact"),
}
DECISIONS = {
    "task": N_("is to be contacted"),
    "due": N_("is due; the next build queues it"),
    "suppressed": N_("is held back"),
    "none": N_("nothing is due"),
}
USE_TYPES = {"private": N_("private cars"), "official": N_("official cars")}
SEGMENTS = {
    "key": N_("key customers"),
    "lost": N_("lost customers"),
    "member": N_("members"),
    "complaint": N_("customers who complained"),
    "potential": N_("customers without a car"),
}


def arithmetic(line: RuleLine) -> list[str]:
    """How the dates of a fact come about, a step to a line; empty where there is no fact."""
    if line.days is None or line.step is None:
        return []
    return [*_due(line), *_moved(line), *_until(line)]


def _due(line: RuleLine) -> Iterator[str]:
    step, row = line.step, line.days
    assert step is not None
    assert row is not None
    schedule = step.schedule
    what = _(TRIGGERS.get(schedule.trigger, schedule.trigger))
    if row.key == "02-29" and row.event_on.day != 29:
        yield _("{what} 02-29, kept on {day}").format(what=what, day=_day(row.event_on))
    lunar_day = lunar.of_key(row.key)
    if lunar_day is not None:
        text = _("{what} by the lunar calendar ({lunar}), kept on {day}")
        yield text.format(what=what, lunar=lunar.written(lunar_day), day=_day(row.event_on))
    if schedule.offset_from:
        text = _("{what} {event} {offset:+d} d = {due}")
        yield text.format(what=what, event=_day(row.event_on), offset=schedule.offset_from, due=_day(row.due_nominal))
    else:
        yield _("{what} {event}, on the day").format(what=what, event=_day(row.event_on))
    if line.at is not None and schedule.hours_before:
        text = _("{hours} h before the appointment = {time}")
        yield text.format(hours=schedule.hours_before, time=f"{clock.local(line.at):%H:%M}")


def _moved(line: RuleLine) -> Iterator[str]:
    """The closed days that the first day of a call was moved over (CB-26)."""
    row = line.days
    assert row is not None
    if row.due_effective == row.due_nominal:
        return
    closed = WorkDay.select(WorkDay.name).where(WorkDay.day == row.due_nominal).scalar() or ""
    why = _(" ({text})").format(text=names.visible(closed)) if closed else ""
    text = _("{day} is closed{why}: moved to {open} (CB-26)")
    yield text.format(day=_day(row.due_nominal), why=why, open=_day(row.due_effective))


def _until(line: RuleLine) -> Iterator[str]:
    step, row = line.step, line.days
    assert step is not None
    assert row is not None
    parts = [_("on time until {day}").format(day=_day(row.latest_on))]
    after = (row.expires_on - row.latest_on).days
    if after:
        parts.append(_("of use until {day} ({days:+d} d)").format(day=_day(row.expires_on), days=after))
    yield _(", ").join(parts)


def sentence(line: RuleLine) -> str:
    """What became of a fact, in a sentence."""
    match line.verdict:
        case "task":
            return _task(line)
        case "due":
            return _("nothing stands against it; the next build queues it")
        case "suppressed":
            assert line.held is not None
            return f"{line.held.line()} ({line.held.requirement})"
        case "not_yet_due":
            assert line.days is not None
            return _("comes on {day}").format(day=_day(line.days.due_nominal))
        case "done":
            return _closed(line)
        case "expired":
            if line.task is not None and line.task.closed_on is None:
                return _("task {id} ends on {day} where nobody is reached").format(
                    id=line.task.id, day=_day(line.task.expires_on)
                )
            return _closed(line) if line.task else _("the window is over, and nothing was queued in it")
        case "not_applicable":
            return _not_for(line)
        case _:
            return _("there is no fact")


def _task(line: RuleLine) -> str:
    assert line.task is not None
    assert line.days is not None
    parts = [_("task {id}").format(id=line.task.id)]
    if line.task.agent_id:
        parts.append(names.visible(Person.get_by_id(line.task.agent_id).name))
    if line.held is not None:
        parts.append(_("but: {why}").format(why=line.held.line()))
    return _(", ").join(parts)


def _closed(line: RuleLine) -> str:
    task = line.task
    assert task is not None
    found = next((row for row in current.current().outcomes if row.code == task.disposition), None)
    became = pick(found.zh, found.en) if found else _("expired unworked") if task.disposition == "expired" else ""
    text = _("task {id} closed on {day}: {outcome}")
    return text.format(id=task.id, day=task.closed_on, outcome=became or task.disposition)


def _not_for(line: RuleLine) -> str:
    if line.step is None:
        return _("{kind} serves for it").format(kind=kind_name(line.reason))
    when = line.step.schedule.when
    match line.reason:
        case "use_type":
            return _("only for {whom}").format(whom=_(USE_TYPES.get(when.use_type or "", when.use_type or "")))
        case "segment":
            return _("only for {whom}").format(whom=_(SEGMENTS.get(when.segment or "", when.segment or "")))
        case "first_service_done":
            return _("only after the first service") if when.first_service_done else _("the first service is done")
        case "status":
            return _("the appointment is no longer booked")
        case "called_in":
            return _("the customer rang and did not come")
        case "bought":
            return _("the customer bought")
        case _:
            return line.reason


def fact_text(fact: Fact) -> str:
    """委托书 WX1."""
    return f"{_(SUBJECTS.get(fact.subject, fact.subject))} {names.visible(fact.key)}".strip()


def page(found: Explanation) -> str:
    """A customer on a day, in at most 80 columns: what counts first, rules without a fact in one paragraph."""
    name = names.mask(found.customer.name)
    head = f"{name}  {names.visible(found.customer.source_key)}  {_day(found.day)}"
    decision = _("Decision: {text}").format(text=_(DECISIONS[found.decision]))
    order = list(VERDICTS)
    told = sorted(
        (line for line in found.rules if line.verdict not in ("no_fact", "not_applicable")),
        key=lambda line: order.index(line.verdict),
    )
    parts = [*wrap(head, WIDTH), *wrap(decision, WIDTH)]
    for line in told:
        parts += ["", *_block(line)]
    for verdict in ("not_applicable", "no_fact"):
        parts += _paragraph(verdict, [line for line in found.rules if line.verdict == verdict])
    return "\n".join(parts)


def _block(line: RuleLine) -> Iterator[str]:
    """One rule: its verdict, name and sentence, then the fact and its dates; in two lines what is not of the day."""
    room = max(cell_len(_(text)) for text in VERDICTS.values()) + 2
    name = kind_name(line.kind.code)
    if line.verdict in ("task", "due", "suppressed"):
        head = f"{name} ({_(', ').join(line.kind.requirements)})"
        texts = [head, sentence(line), *([fact_text(line.fact)] if line.fact else []), *arithmetic(line)]
    else:
        texts = [f"{name}{_(': ')}{sentence(line)}", *_due(line)]
    lines = [piece for text in texts for piece in wrap(text, WIDTH - room)]
    for number, text in enumerate(lines):
        yield pad("" if number else _(VERDICTS[line.verdict]), room) + text


def _paragraph(verdict: str, lines: Sequence[RuleLine]) -> list[str]:
    if not lines:
        return []
    room = max(cell_len(_(text)) for text in VERDICTS.values()) + 2
    texts = [
        f"{kind_name(line.kind.code)}{_(': ')}{sentence(line)}" if verdict == "not_applicable" else _short(line)
        for line in lines
    ]
    listed = texts if verdict == "not_applicable" else [_(", ").join(dict.fromkeys(texts))]
    wrapped = [piece for text in dict.fromkeys(listed) for piece in wrap(text, WIDTH - room)]
    return ["", *(pad("" if n else _(VERDICTS[verdict]), room) + text for n, text in enumerate(wrapped))]


def _short(line: RuleLine) -> str:
    return kind_name(line.kind.code)


def kind_name(code: str) -> str:
    """CB-01 售后回访, as the playbook in force calls it."""
    found = next((kind for kind in current.current().kinds if kind.code == code), None)
    return f"{code} {pick(found.zh, found.en)}" if found else code


def _day(day: date) -> str:
    """2026-05-13 周三."""
    return f"{day.isoformat()} {dates.weekday(day)}"
