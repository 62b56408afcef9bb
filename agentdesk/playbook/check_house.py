"""What the house's calendar, limits, targets and complaint clocks must not contradict."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from agentdesk.common.calendar import Window, overlap, window
from agentdesk.common.i18n import _
from agentdesk.playbook.check_kinds import Place, duplicates
from agentdesk.playbook.read import Problem, Source
from agentdesk.playbook.schema import Maintenance, Playbook, Text
from agentdesk.playbook.vocabulary import WEEKDAYS

PHRASES_AT_MOST = 9


def problems(playbook: Playbook, source: Source) -> Iterator[Problem]:
    """Every contradiction in playbook.toml."""
    head = playbook.head
    yield from _calendar(playbook, source)
    if head.settings.partial_from > head.settings.complete_over:
        yield source.problem(("settings", "complete_over"), _("complete_over must not lie below partial_from."))
    if head.retry.attempts_a_day > head.retry.attempts_in_all:
        yield source.problem(("retry", "attempts_a_day"), _("A day cannot have more attempts than the whole task."))
    yield from _phrases(head.phrases, source)
    yield from _maintenance(head.maintenance, source)
    try:
        ZoneInfo(head.dealer.zone)
    except (ZoneInfoNotFoundError, ValueError):
        yield source.problem(("dealer", "zone"), _("There is no time zone {name}.").format(name=head.dealer.zone))


def _maintenance(rules: Maintenance | None, source: Source) -> Iterator[Problem]:
    """A prediction needs words by which services are known, one interval a model, and a usual rate that is possible."""
    if rules is None:
        return
    if not rules.services or not all(word.strip() for word in rules.services):
        yield source.problem(("maintenance", "services"), _("Name at least one word by which a maintenance is known."))
    models = [row.model for row in rules.models]
    for number, model in enumerate(models):
        at: Place = ("maintenance", "model", number, "model")
        if not model.strip() or model in models[:number]:
            yield source.problem(at, _("Each model has a name, and one interval."))
    if rules.km_a_day and rules.km_a_day > min(rules.km_a_day_at_most.private, rules.km_a_day_at_most.official):
        yield source.problem(("maintenance", "km_a_day"), _("The usual distance a day lies above the possible one."))


def _phrases(phrases: tuple[Text, ...], source: Source) -> Iterator[Problem]:
    """A phrase stands on a digit, and only once."""
    for number, phrase in enumerate(phrases):
        at: Place = ("phrase", number)
        if number == PHRASES_AT_MOST:
            yield source.problem(at, _("At most {count} phrases: each has a digit.").format(count=PHRASES_AT_MOST))
        if any(phrase.zh == other.zh or phrase.en == other.en for other in phrases[:number]):
            yield source.problem(at, _("This phrase is there already."))


def _calendar(playbook: Playbook, source: Source) -> Iterator[Problem]:
    calendar = playbook.head.calendar
    if not calendar.open:
        yield source.problem(("calendar", "open"), _("The house must be open on some day of the week."))
    for day in WEEKDAYS:
        at: Place = ("calendar", "calling", day)
        ranges = calendar.calling.ranges(day)
        if day in calendar.open and ranges is None:
            text = _("{day} is open but has no calling windows; write [] for none.").format(day=day)
            yield source.problem(at, text)
        if day not in calendar.open and ranges:
            yield source.problem(at, _("{day} has calling windows but is not open.").format(day=day))
        yield from _ranges(ranges or (), source, at, _("Two calling windows of {day} overlap.").format(day=day))
    yield from _ranges(calendar.working, source, ("calendar", "working"), _("Two ranges of working hours overlap."))


def _ranges(ranges: tuple[str, ...], source: Source, at: Place, overlapping: str) -> Iterator[Problem]:
    windows: list[Window] = []
    for text in ranges:
        try:
            windows.append(window(text))
        except ValueError:
            yield source.problem(at, _("{range} must end after it starts.").format(range=text))
    if overlap(windows):
        yield source.problem(at, overlapping)


def figures(playbook: Playbook, targets: Source, complaints: Source) -> Iterator[Problem]:
    """Every contradiction in targets.toml and complaints.toml."""
    yield from duplicates(targets, "target", [target.code for target in playbook.targets])
    for number, target in enumerate(playbook.targets):
        if target.unit == "percent" and not 0 <= target.goal <= 100:
            yield targets.problem(("target", number, "goal"), _("A percentage lies between 0 and 100."))
    rows = playbook.complaints
    yield from duplicates(complaints, "severity", [row.code for row in rows.severities])
    yield from duplicates(complaints, "subject", [row.code for row in rows.subjects])
    yield from duplicates(complaints, "gap", [row.code for row in rows.gaps])
    yield from duplicates(complaints, "origin", [row.code for row in rows.origins])
    for number, severity in enumerate(rows.severities):
        if not severity.acknowledge_hours <= severity.plan_hours <= severity.solve_hours:
            text = _("The clocks of {code} must follow one another: acknowledge, plan, solve.")
            yield complaints.problem(("severity", number), text.format(code=severity.code))
    recall = next((kind for kind in playbook.kinds if kind.code == rows.recall_kind), None)
    if recall is None or not any(row.trigger == "complaint.handled" for row in recall.schedules):
        text = _("{code} is no kind that follows a handled complaint.").format(code=rows.recall_kind)
        yield complaints.problem(("recall_kind",), text)
