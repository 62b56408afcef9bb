"""Samples, judgements, flags and scores for a command line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from agentdesk.common import dates, names
from agentdesk.common.i18n import N_, _
from agentdesk.common.tables import Side, table, terminal_width
from agentdesk.common.wrapping import wrap
from agentdesk.quality.figures import AgentScore
from agentdesk.quality.flags import Flagged, numbers_text
from agentdesk.quality.judged import CRITICALS, STATES, Judged, Line
from agentdesk.quality.listing import SampleRow

NOTHING = "-"
WIDTH = 78
HAPPENED: dict[str, str] = {
    "submitted": N_("handed over"),
    "acknowledged": N_("taken note of"),
    "objected": N_("objection"),
    "answered": N_("answer"),
}


def score_text(value: Fraction | None) -> str:
    """87.5, out of a hundred; rounded only here."""
    return NOTHING if value is None else f"{float(100 * value):.1f}"


def given_text(line: Line) -> str:
    """2/2, or that it does not apply, or nothing yet."""
    if not line.applies:
        return _("does not apply")
    return f"{'-' if line.given is None else line.given}/{line.points}"


def samples_table(rows: Sequence[SampleRow]) -> str:
    """The samples with their states."""
    if not rows:
        return _("There is no call to judge.")
    titles = [_("No."), _("Day"), _("Agent"), _("Customer"), _("State"), _("Score"), _("Why")]
    lines = [
        [str(row.call), row.day.isoformat(), row.agent, row.customer, row.state_text, score_text(row.score),
         "  ".join(reason.text for reason in row.reasons)]
        for row in rows
    ]  # fmt: skip
    sides: tuple[Side, ...] = ("right", "left", "left", "left", "left", "right", "left")
    return table(titles, lines, sides, width=terminal_width(), gives={6: 8, 3: 4})


def flags_table(rows: Sequence[Flagged]) -> str:
    """What stands out, with the numbers that gave rise to it."""
    if not rows:
        return _("Nothing stands out.")
    titles = [_("Day"), _("Agent"), _("What"), _("Numbers"), _("Calls")]
    lines = [
        [row.day.isoformat(), row.person, row.name, numbers_text(row.rule, row.numbers), " ".join(map(str, row.calls))]
        for row in rows
    ]
    return table(titles, lines, ("left",) * 5, width=terminal_width(), gives={4: 6})


def scores_table(rows: Sequence[AgentScore]) -> str:
    """The month's scores by agent; few cases are said to be few."""
    if not rows:
        return _("No call of this month has been judged.")
    titles = [_("Agent"), _("Judged"), _("Score"), _("95 % interval"), _("Critical errors"), _("Other calls"), ""]
    lines = [
        [row.person, str(row.judged), score_text(row.mean), _interval(row), str(row.failed), str(row.others),
         _("sample too small") if row.is_small else ""]
        for row in rows
    ]  # fmt: skip
    sides: tuple[Side, ...] = ("left", "right", "right", "left", "right", "right", "left")
    return table(titles, lines, sides, width=terminal_width())


def _interval(row: AgentScore) -> str:
    if row.lower is None or row.upper is None:
        return NOTHING
    return f"{100 * row.lower:.1f} … {100 * row.upper:.1f}"


def page(found: Judged) -> str:
    """A judgement with its criteria and what became of it."""
    return "\n".join(_lines(found))


def _lines(found: Judged) -> Iterator[str]:
    title = _("Call {id} of {day} by {agent}, judged by {judge}: {score}")
    yield title.format(
        id=found.call, day=found.day.isoformat(), agent=found.person, judge=found.judge, score=score_text(found.score)
    )
    yield f"{_(STATES[found.state])}  {_('why')}{_(': ')}{'  '.join(reason.text for reason in found.reasons)}"
    for line in found.failed:
        yield _("{what}: {name}").format(what=_(CRITICALS[line.critical]), name=line.name)
    for text, number in ((_("corrects judgement {id}"), found.corrects), (_("corrected by {id}"), found.corrected_by)):
        if number:
            yield text.format(id=number)
    if found.remark:
        yield from wrap(f"{_('Remark')}{_(': ')}{names.visible(found.remark)}", WIDTH)
    yield ""
    for line in found.lines:
        critical = f"  [{_(CRITICALS[line.critical])}]" if line.critical else ""
        yield f"  {given_text(line)}  {line.name}{critical}"
        if line.comment:
            yield from (f"       {piece}" for piece in wrap(names.visible(line.comment), WIDTH - 7))
    yield ""
    for row in found.history:
        text = f"{_(': ')}{names.visible(row.text)}" if row.text else ""
        yield from wrap(f"{dates.moment(row.at)}  {row.by}  {_(HAPPENED[row.kind])}{text}", WIDTH)
