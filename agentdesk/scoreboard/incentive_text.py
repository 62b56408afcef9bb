"""The proposal of rewards and deductions as plain text, aligned by cells and at most 100 columns wide."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction

from agentdesk.common.i18n import N_, _, pick
from agentdesk.common.names import visible
from agentdesk.common.wrapping import wrap
from agentdesk.playbook.incentives import Incentive, Money, PerCase
from agentdesk.scoreboard.incentives import Proposal
from agentdesk.scoreboard.plain import NOTHING, WIDTH

UNITS: dict[str, str] = {"points": N_("points"), "percent": "%", "cases": N_("cases"), "yuan": N_("yuan")}


def month_text(found: Sequence[Proposal], month: date) -> str:
    """Every incentive of a month with its lines, and below them what else follows and which conditions are met."""
    if not found:
        return _("Nothing is proposed for {month}.").format(month=f"{month:%Y-%m}")
    codes = list(dict.fromkeys(line.code for line in found))
    parts = [_group([line for line in found if line.code == code]) for code in codes]
    closing = "\n".join(
        wrap(_("A proposal, computed from what is entered and counted; nothing of it is paid here."), WIDTH)
    )
    return "\n\n".join([*parts, closing])


def bands_text(row: Incentive | PerCase) -> str:
    """The rule itself: its bands with their bounds, and what several periods running add; or what a case costs."""
    title = f"{row.code}  {pick(row.zh, row.en)}"
    if isinstance(row, PerCase):
        cost = _("{yuan} yuan a case").format(yuan=row.yuan) if row.yuan else _("paid back at cost price")
        return f"{title}\n{cost}"
    lines = [
        [NOTHING if band.bound is None else f"≥{_number(band.bound)}", pick(band.zh, band.en), _money(band),
         pick(band.note_zh, band.note_en)]
        for band in row.bands
    ]  # fmt: skip
    table = _table(lines, [_("From"), _("Band"), _("Yuan"), _("Note")], ("right", "left", "right", "left"))
    runs = [f"{pick(run.zh, run.en)}: {_money(run)}" if run.yuan else pick(run.zh, run.en) for run in row.runs]
    said = [line for run in runs for line in wrap(run, WIDTH)]
    return "\n".join([title, table, *said])


def evidence_text(found: Iterable[Proposal]) -> str:
    """What each line rests on: the figure's numerator and denominator, or who says so; empty where nothing does."""
    lines = []
    for line in found:
        counts = "" if line.measured.denominator is None else f"{line.measured.numerator}/{line.measured.denominator}"
        said = "  ".join(filter(None, (line.measured.source, counts)))
        if said:
            lines += wrap(f"{_period(line)} {line.whose_name}: {said}", WIDTH)
    return "\n".join(lines)


def _group(lines: Sequence[Proposal]) -> str:
    rows = [
        [visible(line.whose_name), _period(line), _value(line), line.band_text or NOTHING, _amount(line)]
        for line in lines
        if line.measured.value is not None
    ]
    titles = [_("Whose"), _("Period"), _("Value"), _("Band"), _("Yuan")]
    table = [_table(rows, titles, ("left", "left", "right", "left", "right"))] if rows else []
    more = [text for line in lines if line.measured.value is not None for text in _more(line)]
    return "\n".join([f"{lines[0].code}  {lines[0].name}", *table, *more, *_without(lines)])


def _without(lines: Iterable[Proposal]) -> list[str]:
    """Who has no value, and why: a line for each period and reason."""
    whose: dict[str, list[str]] = {}
    for line in lines:
        if line.measured.value is None:
            whose.setdefault(f"{_period(line)} {_('; ').join(line.notes)}", []).append(line.whose_name)
    return [text for why, names in whose.items() for text in wrap(f"{why}: {_(', ').join(names)}", WIDTH)]


def _more(line: Proposal) -> list[str]:
    """张三 2026-10: 留岗查看1个月; 2 periods running: 1 so far (not fulfilled)."""
    met, unmet = _("{condition} (fulfilled)"), _("{condition} (not fulfilled)")
    asked = [(met if row.is_met else unmet).format(condition=row.text) for row in line.conditions]
    said = _("; ").join([*line.notes, *asked])
    return wrap(f"{line.whose_name} {_period(line)}: {said}", WIDTH) if said else []


def _period(line: Proposal) -> str:
    is_week = (line.last - line.first).days == 6
    return f"{line.first:%m-%d}…{line.last:%m-%d}" if is_week else f"{line.first:%Y-%m}"


def _value(line: Proposal) -> str:
    if line.measured.value is None:
        return NOTHING
    return f"{_number(line.measured.value)} {_(UNITS[line.unit])}"


def _number(value: Fraction) -> str:
    """985, 94.9; two decimals at most, which may not decide between two bands: that is done unrounded."""
    return f"{float(value):.2f}".rstrip("0").rstrip(".")


def _amount(line: Proposal) -> str:
    if line.pays is not None:
        return _("only {yuan}").format(yuan=line.pays)
    if line.yuan is None:
        return _("not set") if line.band else NOTHING
    return f"{line.yuan:+d}" if line.yuan else "0"


def _money(row: Money) -> str:
    if row.effect == "pay":
        return _("only {yuan}").format(yuan=row.yuan)
    if row.signed is None:
        return _("not set")
    return f"{row.signed:+d}" if row.signed else "0"


def _table(lines: list[list[str]], titles: list[str], sides: tuple[str, ...]) -> str:
    import tabulate as tables

    tables.MIN_PADDING = 0  # a title asks for no more room than its letters
    return tables.tabulate(lines, titles, tablefmt="simple", disable_numparse=True, colalign=sides)
