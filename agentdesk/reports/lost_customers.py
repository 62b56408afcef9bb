"""The half year's report on lost customers (RP-05, CB-11, KP-07): why they went, who they are, and who came back."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction
from itertools import pairwise

from agentdesk.common.i18n import _
from agentdesk.common.intervals import SMALL
from agentdesk.reports.answers import most_given, open_rest, quotes, rest_of, sentence, tallies
from agentdesk.reports.compared import compared, comparison_table
from agentdesk.reports.document import Block, Chart, Column, Prose, Section, Series, Table
from agentdesk.reports.periods import Period
from agentdesk.scoreboard import figures
from agentdesk.scoreboard.lists_called import Listed, listed, lost_tasks
from agentdesk.scoreboard.replies import Replies, replies
from agentdesk.store.audit import Actor

KPI, REASON = "KP-07", "leaving_reason"
WHY = (REASON,)
WHERE = ("car_status", "service_place", "other_advantage")
BACK = ("bring_back", "would_return", "advisor_call")
LAST_TIME = ("overall",)
WHY_SAID = ("leaving_detail", "dissatisfied_reason")
FORM_ONLY = ("opening", "recording")
AGES = (3, 5, 8)  # years since the handover at which a car's age group ends


def build(actor: Actor, period: Period) -> tuple[Section, ...]:
    """The list and its calls, reasons, where they are now, by model and age, what would bring them back, who came."""
    span = figures.period(period.first, period.last)
    people, found = listed(lost_tasks, span), replies(lost_tasks(span))
    other = rest_of(found, (*WHY, *WHERE, *BACK, *LAST_TIME, *FORM_ONLY))
    return (
        Section(_("The list and its calls"), _called(period, people), "KP-07", "calls"),
        Section(_("Why they left"),
                (*sentence(most_given(found, REASON, but=())), *_chart(found),
                 *tallies(found, (*WHY, *LAST_TIME), commonest_first=True),
                 *quotes(found, WHY_SAID, _("Nobody said more about it."))), "CB-11", "reasons"),
        Section(_("Where they are now"), tallies(found, WHERE), "CB-11", "where"),
        Section(_("By model and age of the car"), _groups(people, found, period.last), "RP-05", "cars"),
        Section(_("What would bring them back"), tallies(found, BACK, commonest_first=True), "RP-05", "return"),
        Section(_("Won back"), _won(people), "RP-05", "won"),
        *((Section(_("Further answers"), tallies(found, other), "RP-05", "further"),) if other else ()),
        Section(_("Opinions and suggestions"),
                quotes(found, open_rest(found, WHY_SAID), _("Nobody made a suggestion.")), "RP-05", "opinions"),
    )  # fmt: skip


def _called(period: Period, people: Sequence[Listed]) -> tuple[Block, ...]:
    complete = sum(each.completed for each in people)
    said = _("Of {all} customers on the list {worked} were called back and {complete} answered the questionnaire.")
    text = said.format(all=len(people), worked=sum(each.worked for each in people), complete=complete)
    against = comparison_table(compared([KPI], period), period)
    return (Prose(text if people else _("No list of lost customers ends in this period.")), against)


def _chart(found: Replies) -> tuple[Block, ...]:
    """The reasons as bars; too few answers draw no picture."""
    shares = sorted((each for each in found.tally(REASON) if each.given), key=lambda each: -each.given)
    if not shares or shares[0].answered < SMALL:
        return ()
    labels = tuple(each.label for each in shares)
    values = tuple(Fraction(each.given, each.answered) for each in shares)
    title = _("{question}, share of {n} customers").format(question=found.questions[REASON].short, n=shares[0].answered)
    return (Chart(title, "bars", labels, (Series(title, values),)),)


def _groups(people: Sequence[Listed], found: Replies, on: date) -> tuple[Block, ...]:
    """The list by model and by age of the car, with what each group named most often as its reason."""
    reasons = _reasons(found)
    return (
        _group(people, reasons, _("Vehicle"), lambda row: row.model or _("not known")),
        _group(people, reasons, _("Age of the car"), lambda row: age_of(row.since, on)),
    )


def age_of(since: date | None, on: date) -> str:
    """The age group of a car on a day: below 3 years, 3 to 5, 5 to 8, 8 and more; said where nobody knows."""
    if since is None:
        return _("age not known")
    years = on.year - since.year - ((on.month, on.day) < (since.month, since.day))
    if years < AGES[0]:
        return _("below {years} years").format(years=AGES[0])
    for low, high in pairwise(AGES):
        if years < high:
            return _("{low} to below {high} years").format(low=low, high=high)
    return _("{years} years and more").format(years=AGES[-1])


def _reasons(found: Replies) -> dict[int, list[str]]:
    return {line.task: found.labels(REASON, line) for line in found.lines}


def _group(people: Sequence[Listed], reasons: dict[int, list[str]], title: str, key: Callable[[Listed], str]) -> Table:
    groups: dict[str, list[Listed]] = defaultdict(list)
    for row in people:
        groups[key(row)].append(row)
    columns = (
        Column(title), Column(_("On the list"), "count"), Column(_("Answered the questionnaire"), "count"),
        Column(_("Named most often")), Column(_("Won back"), "count"),
    )  # fmt: skip
    rows = []
    for name in sorted(groups, key=lambda name: (-len(groups[name]), name)):
        lines = groups[name]
        named = Counter(reason for row in lines for reason in reasons.get(row.task, ()))
        most = max(named.items(), key=lambda item: (item[1], item[0]), default=None)
        text = _("{answer} ({n})").format(answer=most[0], n=most[1]) if most else None
        complete, back = sum(row.completed for row in lines), sum(row.back_on is not None for row in lines)
        rows.append((name, len(lines), complete, text, back))
    return Table(columns, tuple(rows), empty=_("No list of lost customers ends in this period."))


def _won(people: Sequence[Listed]) -> tuple[Block, ...]:
    """Who came or bought again after the call that reached them; a visit need not be because of the call."""
    reached, back = [row for row in people if row.completed], [row for row in people if row.back_on]
    columns = (
        Column(_("Customer")), Column(_("Vehicle")), Column(_("Last visit before"), "date"),
        Column(_("Back on"), "date"),
    )  # fmt: skip
    rows = tuple((row.customer, row.model, row.last_visit, row.back_on) for row in back)
    said = _("Of {reached} customers who answered, {back} came or bought again since, whatever the reason was.")
    table = Table(columns, rows, empty=_("None of them has come back so far."))
    return (*((Prose(said.format(reached=len(reached), back=len(back))),) if reached else ()), table)
