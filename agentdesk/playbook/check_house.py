"""What the house's calendar, limits, targets and complaint clocks must not contradict."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from agentdesk.common.calendar import Window, overlap, window
from agentdesk.common.i18n import _
from agentdesk.playbook.check_kinds import Place, duplicates
from agentdesk.playbook.read import Problem, Source
from agentdesk.playbook.schema import Complaints, LostReason, Maintenance, PauseReason, Playbook, SkipReason, Text
from agentdesk.playbook.vocabulary import WEEKDAYS

DIGITS = 9  # each phrase and each reason for skipping or pausing has one
PAUSE_AT_MOST = 480  # working hours: 60 days of 8, after which a mediation ends and parts are not to be waited for


def problems(playbook: Playbook, source: Source) -> Iterator[Problem]:
    """Every contradiction in playbook.toml."""
    head = playbook.head
    yield from _calendar(playbook, source)
    if head.settings.partial_from > head.settings.complete_over:
        yield source.problem(("settings", "complete_over"), _("complete_over must not lie below partial_from."))
    if head.retry.attempts_a_day > head.retry.attempts_in_all:
        yield source.problem(("retry", "attempts_a_day"), _("A day cannot have more attempts than the whole task."))
    yield from _phrases(head.phrases, source)
    yield from _reasons("skip", head.skips, source)
    yield from _reasons("pause", head.pauses, source)
    yield from _lost_reasons(head.lost_reasons, source)
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
        if number == DIGITS:
            yield source.problem(at, _("At most {count} phrases: each has a digit.").format(count=DIGITS))
        if any(phrase.zh == other.zh or phrase.en == other.en for other in phrases[:number]):
            yield source.problem(at, _("This phrase is there already."))


def _reasons(name: str, reasons: tuple[SkipReason | PauseReason, ...], source: Source) -> Iterator[Problem]:
    """A reason for passing a customer over, or for a pause, stands on a digit, and only once."""
    yield from duplicates(source, name, [reason.code for reason in reasons])
    if len(reasons) > DIGITS:
        text = _("At most {count} reasons: each has a digit.").format(count=DIGITS)
        yield source.problem((name, DIGITS), text)


def _lost_reasons(reasons: tuple[LostReason, ...], source: Source) -> Iterator[Problem]:
    """A reason for a lost deal has a code of its own, and no word that is blank or an earlier reason's."""
    yield from duplicates(source, "lost_reason", [reason.code for reason in reasons])
    for number, reason in enumerate(reasons):
        for word in reason.words:
            at: Place = ("lost_reason", number, "words")
            if not word.strip():
                yield source.problem(at, _("A word is empty: it would fit every text."))
            elif any(earlier.fits(word) for earlier in reasons[:number]):
                yield source.problem(at, _("{word} is taken for an earlier reason.").format(word=word))


def _calendar(playbook: Playbook, source: Source) -> Iterator[Problem]:
    calendar = playbook.head.calendar
    if not calendar.open:
        yield source.problem(("calendar", "open"), _("The house must be open on some day of the week."))
    for day in WEEKDAYS:
        at: Place = ("calendar", "calling", day)
        ranges = calendar.ranges(day)
        if day in calendar.open and ranges is None:
            text = _("{day} is open but has no calling windows; name a preset, or write [] for none.").format(day=day)
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
    yield from _ladder(rows, complaints)
    yield from _handling(rows, complaints)
    yield from _proposals(rows, complaints)
    recall = next((kind for kind in playbook.kinds if kind.code == rows.recall_kind), None)
    if recall is None or not any(row.trigger == "complaint.handled" for row in recall.schedules):
        text = _("{code} is no kind that follows a handled complaint.").format(code=rows.recall_kind)
        yield complaints.problem(("recall_kind",), text)


def _ladder(rows: Complaints, source: Source) -> Iterator[Problem]:
    """Each step once, for severities that exist; the re-call is the care agents', and nobody gets what is theirs."""
    known = {row.code for row in rows.severities}
    for number, step in enumerate(rows.ladder):
        for code in step.severities:
            if code not in known:
                text = _("There is no severity {code}.").format(code=code)
                yield source.problem(("ladder", number, "severities"), text)
        if step.action == "reassign" and step.to == "responsible":
            yield source.problem(("ladder", number, "to"), _("Whoever is responsible already cannot be given it."))
        if step.action == "reassign" and step.clock == "recall":
            text = _("The re-call belongs to the agents; its clock can only notify.")
            yield source.problem(("ladder", number, "action"), text)
        for other in rows.ladder[:number]:
            shared = {*(step.severities or known)} & {*(other.severities or known)}
            if shared and (other.clock, other.code) == (step.clock, step.code):
                yield source.problem(("ladder", number), _("This step is there already for one of its severities."))
                break


def _handling(rows: Complaints, source: Source) -> Iterator[Problem]:
    """A pause stops something, and ends before its cap is out of all proportion; each position approves once."""
    yield from duplicates(source, "pause", [row.code for row in rows.pauses])
    yield from duplicates(source, "recourse", [row.code for row in rows.recourses])
    for number, pause in enumerate(rows.pauses):
        if not pause.stops:
            yield source.problem(("pause", number, "stops"), _("A pause stops at least one clock: plan, solve."))
        if pause.cap_hours > PAUSE_AT_MOST:
            text = _("A pause lasts {hours} working hours at most.").format(hours=PAUSE_AT_MOST)
            yield source.problem(("pause", number, "cap_hours"), text)
    positions = [row.position for row in rows.approvals]
    for number, position in enumerate(positions):
        if position in positions[:number]:
            text = _("{code} is there already.").format(code=position)
            yield source.problem(("approval", number, "position"), text)
    if positions and all(row.goodwill_yuan is not None for row in rows.approvals):
        yield source.problem(("approval", 0), _("Somebody must be able to approve any amount; leave one limit out."))


def _proposals(rows: Complaints, source: Source) -> Iterator[Problem]:
    """What proposes a severity names one that exists, and each mark has one limit a severity."""
    named: list[tuple[Place, str | None]] = [(("dissatisfied",), rows.dissatisfied)]
    named += [(("low_mark", number, "severity"), mark.severity) for number, mark in enumerate(rows.low_marks)]
    named.append((("counters", "severity"), rows.counters.severity if rows.counters else None))
    known = {row.code for row in rows.severities}
    for at, code in named:
        if code is not None and code not in known:
            yield source.problem(at, _("There is no severity {code}.").format(code=code))
    limits = [(mark.question, mark.severity) for mark in rows.low_marks]
    for number, limit in enumerate(limits):
        if limit in limits[:number]:
            yield source.problem(("low_mark", number), _("This mark has a limit for that severity already."))
