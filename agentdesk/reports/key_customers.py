"""The quarter's report on key customers (RP-05, CB-12): needs met and lacking, competitors, policies told.

The questions are those of the shipped form by their names; whatever else a manager asks is shown after them.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from agentdesk.common.i18n import _
from agentdesk.complaints.cases import Case
from agentdesk.reports.answers import most_given, open_rest, quotes, rest_of, sentence, tallies
from agentdesk.reports.compared import compared, comparison_table
from agentdesk.reports.document import Block, Column, Prose, Section, Table
from agentdesk.reports.open_table import open_table
from agentdesk.reports.periods import Period
from agentdesk.scoreboard import figures
from agentdesk.scoreboard.lists_called import Listed, complaints_of, key_tasks, listed
from agentdesk.scoreboard.prompts import Prompt, prompts
from agentdesk.scoreboard.replies import Replies, replies
from agentdesk.store.audit import Actor

NEEDS = ("overall", "needs_met", "contact", "lacking")
NEEDS_SAID = ("lacking_detail", "dissatisfied_reason")
RIVALS = ("competitor", "competitor_advantage")
RIVALS_SAID = ("competitor_name",)
PLANS = ("purchase_plan", "manager_call")
POLICIES = "policies"  # the group of the form whose prompts are the quarter's policies
FORM_ONLY = ("opening", "recording")  # how a call begins is no answer
KEY = "KP-04"


def build(actor: Actor, period: Period) -> tuple[Section, ...]:
    """The calls, needs, competitors, policies, plans, and customers' own words."""
    span = figures.period(period.first, period.last)
    people, found = listed(key_tasks, span), replies(key_tasks(span))
    shown = (*NEEDS, *RIVALS, *PLANS, *FORM_ONLY)
    other = rest_of(found, shown)
    orders = comparison_table(compared([KEY], period), period)
    complaints = complaints_of([row.task for row in people])
    return (
        Section(_("Callbacks of the quarter"), (*_called(people), orders), "CB-12", "calls"),
        Section(_("Needs: what is met, what is lacking"),
                (*sentence(most_given(found, "lacking")), *tallies(found, NEEDS),
                 *quotes(found, NEEDS_SAID, _("Nobody said what is lacking."))), "CB-12", "needs"),
        Section(_("Competitors' advantages"),
                (*sentence(most_given(found, "competitor_advantage")), *tallies(found, RIVALS),
                 *quotes(found, RIVALS_SAID, _("Nobody named a competitor."))), "CB-12", "competitors"),
        Section(_("Policies told"), _policies(prompts(key_tasks(span), POLICIES)), "CB-12", "policies"),
        Section(_("Plans, and who wants to be called"), (*tallies(found, PLANS), _wanted(found)), "CB-12", "plans"),
        *((Section(_("Further answers"), tallies(found, other), "RP-05", "further"),) if other else ()),
        Section(_("Complaints from these calls"), _complaints(complaints), "CP-01", "complaints"),
        Section(_("Opinions and suggestions"),
                quotes(found, open_rest(found, (*NEEDS_SAID, *RIVALS_SAID)), _("Nobody made a suggestion.")),
                "RP-05", "opinions"),
    )  # fmt: skip


def _called(people: Sequence[Listed]) -> tuple[Block, ...]:
    """How many were called and how many answered the questionnaire: two things (KP-20)."""
    worked, complete = sum(row.worked for row in people), sum(row.completed for row in people)
    if not people:
        return (Prose(_("No key customer's callback fell due in this period.")),)
    columns = (Column(_("Key customers")), Column(_("Customers, number"), "count"), Column(_("Share"), "percent"))
    share = [(_("On the list"), len(people)), (_("Worked"), worked), (_("Questionnaire completed"), complete)]
    rows = tuple((name, number, Fraction(number, len(people))) for name, number in share)
    said = _("Of {all} key customers {worked} were called back and {complete} answered the questionnaire.")
    return (Prose(said.format(all=len(people), worked=worked, complete=complete)), Table(columns, rows))


def _policies(found: Sequence[Prompt]) -> tuple[Block, ...]:
    """How often each policy was told; the wording is the published form's."""
    columns = (
        Column(_("Policy")), Column(_("Told"), "count"), Column(_("Calls"), "count"), Column(_("Share"), "percent")
    )  # fmt: skip
    rows = tuple((row.text, row.told, row.calls, Fraction(row.told, row.calls) if row.calls else None) for row in found)
    return (Table(columns, rows, empty=_("No policy was told in this period.")),)


def _wanted(found: Replies) -> Table:
    """Who asked for a call by a department's manager."""
    columns = (Column(_("Customer")), Column(_("Vehicle")), Column(_("Day"), "date"), Column(_("Asked by")))
    rows = tuple(
        (line.customer, line.model, line.day, line.agent)
        for line in found.lines
        if line.answers.get("manager_call") == "yes"
    )
    caption = _("Customers who want a manager to call")
    return Table(columns, rows, caption=caption, empty=_("Nobody asked for a manager's call."))


def _complaints(found: Sequence[Case]) -> tuple[Block, ...]:
    return (open_table(found),) if found else (Prose(_("None of these calls brought a complaint.")),)
