"""What kinds and schedules must not contradict."""

from __future__ import annotations

from collections.abc import Iterator

from agentdesk.common.i18n import _
from agentdesk.playbook.kinds import Kind, Schedule
from agentdesk.playbook.read import Problem, Source
from agentdesk.playbook.schema import Playbook
from agentdesk.playbook.vocabulary import Subject, Trigger

# What a trigger's facts can be about: the fact itself, and whom or what it hangs on.
SUBJECTS: dict[Trigger, tuple[Subject, ...]] = {
    "repair_order.left": ("repair_order", "vehicle", "customer"),
    "sale.delivered": ("sale", "vehicle", "customer"),
    "visit.no_purchase": ("store_visit", "customer"),
    "complaint.handled": ("complaint", "customer"),
    "appointment.starts": ("appointment", "vehicle", "customer"),
    "vehicle.insurance_expires": ("vehicle", "customer"),
    "vehicle.inspection_expires": ("vehicle", "customer"),
    "vehicle.next_service": ("vehicle", "customer"),
    "customer.birthday": ("customer",),
    "festival": ("customer",),
    "calendar": ("customer",),
    "import": ("customer", "vehicle"),
}
_OF_EVERYBODY: tuple[Trigger, ...] = ("festival", "calendar", "customer.birthday")
_WITHOUT_VEHICLE: tuple[Trigger, ...] = ("visit.no_purchase",)
_ADVISORS = ("sales_advisor", "service_advisor")
Place = tuple[str | int, ...]


def problems(playbook: Playbook, source: Source) -> Iterator[Problem]:
    """Every contradiction in kinds.toml."""
    yield from duplicates(source, "group", [group.code for group in playbook.groups])
    yield from duplicates(source, "kind", [kind.code for kind in playbook.kinds])
    for number, kind in enumerate(playbook.kinds):
        at: Place = ("kind", number)
        yield from _references(playbook, kind, source, at)
        yield from _tasks(playbook, kind, source, at)
        yield from duplicates_within(source, (*at, "content"), [row.code for row in kind.contents])
        for place, schedule in enumerate(kind.schedules):
            yield from _schedule(playbook, kind, schedule, source, (*at, "schedule", place))


def duplicates(source: Source, table: str, codes: list[str]) -> Iterator[Problem]:
    """Rows whose code another row above has already."""
    yield from duplicates_within(source, (table,), codes)


def duplicates_within(source: Source, at: Place, codes: list[str]) -> Iterator[Problem]:
    """The same for a table that lies inside another one."""
    for number, code in enumerate(codes):
        if code in codes[:number]:
            yield source.problem((*at, number, "code"), _("{code} is there already.").format(code=code))


def _references(playbook: Playbook, kind: Kind, source: Source, at: Place) -> Iterator[Problem]:
    if kind.group not in {group.code for group in playbook.groups}:
        yield source.problem((*at, "group"), _("There is no group {name}.").format(name=kind.group))
    yield from _form(playbook, kind.form, source, at)
    if kind.purpose == "reminder" and kind.form and kind.announces is None:
        text = _("{code} must say in `announces` what it reminds of; its form names it to the customer.")
        yield source.problem((*at, "announces"), text.format(code=kind.code))
    control = kind.control.kind if kind.control else None
    if control and not any(playbook.step(kind, schedule).records for schedule in kind.schedules):
        yield source.problem((*at, "control"), _("Only an expected record is compared with the customer's word."))
    for key, code in (("same_as", kind.same_as), ("goes_with", kind.goes_with), ("control", control)):
        served_by = next((other for other in playbook.kinds if other.code == code), None)
        if code and (served_by is None or served_by is kind or not served_by.schedules):
            text = _("{code} is not another kind with a schedule of its own.").format(code=code)
            yield source.problem((*at, key), text)


def _form(playbook: Playbook, name: str | None, source: Source, at: Place) -> Iterator[Problem]:
    if name and name not in playbook.forms:
        yield source.problem((*at, "form"), _("There is no form forms/{name}.md.").format(name=name))


def _tasks(playbook: Playbook, kind: Kind, source: Source, at: Place) -> Iterator[Problem]:
    served = kind.same_as or kind.goes_with
    if not kind.schedules and not served:
        yield source.problem(at, _("{code} has no schedule, so it never makes a task.").format(code=kind.code))
    if kind.schedules and served:
        text = _("{code} has a schedule of its own and yet is served by {other}.").format(code=kind.code, other=served)
        yield source.problem(at, text)
    steps = [schedule.step for schedule in kind.schedules]
    for number, step in enumerate(steps):
        if step in steps[:number]:
            place = (*at, "schedule", number, "step")
            yield source.problem(place, _("{code} is there already.").format(code=step))
    for number, schedule in enumerate(kind.schedules):
        resolved = playbook.step(kind, schedule)
        if kind.contents and not resolved.records:
            text = _("Contents are for an expected record; a call of the desk has a form.")
            yield source.problem((*at, "content"), text)
        if resolved.records and resolved.owner_role not in _ADVISORS:
            text = _("Only what a sales or service advisor does is an expected record (CB-22).")
            key = (*at, "records") if schedule.records is None else (*at, "schedule", number, "records")
            yield source.problem(key, text)


def _schedule(playbook: Playbook, kind: Kind, schedule: Schedule, source: Source, at: Place) -> Iterator[Problem]:
    if schedule.last_offset < schedule.offset_from:
        yield source.problem((*at, "offset_to"), _("offset_to lies before offset_from."))
    yield from _form(playbook, schedule.form, source, at)
    yield from _belongs(source, at, "festival", schedule.festival is not None, schedule.trigger == "festival")
    yield from _belongs(source, at, "every", schedule.every is not None, schedule.trigger == "calendar")
    if schedule.hours_before and schedule.trigger != "appointment.starts":
        yield source.problem((*at, "hours_before"), _("Only an appointment has a time that hours can be counted from."))
    subject = schedule.subject or kind.subject
    if subject not in SUBJECTS[schedule.trigger]:
        text = _("{trigger} is never about a {subject}.").format(trigger=schedule.trigger, subject=subject)
        yield source.problem((*at, "trigger"), text)
    yield from _merges(playbook, kind, schedule, source, at)
    yield from _coverage(schedule, source, at)
    for key in ("use_type", "first_service_done"):
        if getattr(schedule.when, key) is not None and len(SUBJECTS[schedule.trigger]) == 1:
            text = _("{trigger} has no vehicle to ask this of.").format(trigger=schedule.trigger)
            yield source.problem((*at, "when", key), text)


def _merges(playbook: Playbook, kind: Kind, schedule: Schedule, source: Source, at: Place) -> Iterator[Problem]:
    for code in schedule.merges_with:
        other = next((row for row in playbook.kinds if row.code == code), None)
        if other is None or other is kind or not other.schedules:
            text = _("{code} is not another kind with a schedule of its own.").format(code=code)
            yield source.problem((*at, "merges_with"), text)
    if schedule.merges_with and len(SUBJECTS[schedule.trigger]) == 1:
        text = _("{trigger} has no vehicle to ask this of.").format(trigger=schedule.trigger)
        yield source.problem((*at, "merges_with"), text)


def _coverage(schedule: Schedule, source: Source, at: Place) -> Iterator[Problem]:
    if schedule.coverage is None:
        return
    if schedule.trigger in _OF_EVERYBODY:
        text = _("{trigger} happens to everybody; a coverage goes with what happened to some.")
        yield source.problem((*at, "coverage"), text.format(trigger=schedule.trigger))
    if schedule.trigger in _WITHOUT_VEHICLE and {"private", "official"} & set(schedule.coverage.all):
        text = _("{trigger} has no vehicle to ask this of.").format(trigger=schedule.trigger)
        yield source.problem((*at, "coverage", "all"), text)


def _belongs(source: Source, at: Place, key: str, given: bool, wanted: bool) -> Iterator[Problem]:
    if wanted and not given:
        yield source.problem((*at, key), _("{key} is missing.").format(key=key))
    if given and not wanted:
        yield source.problem((*at, key), _("{key} does not go with this trigger.").format(key=key))
