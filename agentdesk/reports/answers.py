"""What the customers of a list answered, as tables and quotes: for the reports on key and lost customers (RP-05)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from agentdesk.common.i18n import _
from agentdesk.common.intervals import SMALL
from agentdesk.reports.document import Block, Column, Prose, Quotes, Table, Value
from agentdesk.reports.sections_words import said_to
from agentdesk.scoreboard.replies import Replies, Share


def tallies(found: Replies, names: Sequence[str], *, commonest_first: bool = False) -> tuple[Block, ...]:
    """The answers to choices, a row for each answer given, question after question in the order of `names`.

    Don't-know and refused are left out of the share. A question that nobody answered is left out; a sentence says so
    where that leaves nothing.
    """
    columns = (
        Column(_("Question")), Column(_("Answers")), Column(_("Customers, number"), "count"),
        Column(_("Share"), "percent"), Column("n", "count"), Column(_("Remark")),
    )  # fmt: skip
    rows: list[tuple[Value, ...]] = []
    for name in names:
        shares = [each for each in found.tally(name) if each.answered]
        if commonest_first:
            shares = sorted(shares, key=lambda each: -each.given)
        for place, each in enumerate(share for share in shares if share.given):
            small = _("sample too small") if each.answered < SMALL and place == 0 else None
            asked = found.questions[name].short if place == 0 else ""
            rows.append((asked, each.label, each.given, Fraction(each.given, each.answered), each.answered, small))
    return (Table(columns, tuple(rows), empty=_("Nobody has answered this yet.")),)


def most_given(found: Replies, name: str, *, but: Sequence[str] = ("none",)) -> str:
    """A question's commonest answers in a sentence; empty where too few answered, or nobody anything of substance."""
    shares: list[Share] = [each for each in found.tally(name) if each.given and each.code not in but]
    if not shares or shares[0].answered < SMALL:
        return ""
    top = sorted(shares, key=lambda each: -each.given)[:3]
    said = _("{answer} ({n} of {all})")
    listed = _(", ").join(said.format(answer=each.label, n=each.given, all=each.answered) for each in top)
    text = _("Most often named for “{question}”: {answers}.")
    return text.format(question=found.questions[name].short, answers=listed)


def sentence(text: str) -> tuple[Block, ...]:
    """A computed sentence as a block; none for an empty one."""
    return (Prose(text),) if text else ()


def quotes(found: Replies, names: Sequence[str], empty: str) -> tuple[Block, ...]:
    """What was said to open questions, question after question; `empty` is said where nobody said anything."""
    asked = [found.questions[name] for name in names if name in found.questions]
    blocks = [block for question in asked for block in said_to(found, question.name, question.short)]
    return tuple(blocks) or (Quotes((), empty),)


def rest_of(found: Replies, shown: Sequence[str]) -> list[str]:
    """The choices that no section has shown: what a manager added to the form is in the report all the same."""
    return [name for name in found.questions if name not in shown and found.tally(name)]


def open_rest(found: Replies, shown: Sequence[str]) -> list[str]:
    """The open questions that no section has shown."""
    return [question.name for question in found.open_questions() if question.name not in shown]
