"""Sentences that follow from figures: computed, never typed (T-AB-02: "rose month by month" only where it did)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from agentdesk.common.i18n import _
from agentdesk.reports.compared import ALIKE, LARGER, SMALLER, Compared
from agentdesk.reports.document import Sort
from agentdesk.reports.values import shown
from agentdesk.scoreboard import render
from agentdesk.scoreboard.figures import Figure

Point = tuple[str, Fraction | None]  # a month's title and its value


def trend(points: Sequence[Point], sort: Sort = "percent") -> str:
    """What a series of months says: rose or fell each time, or how often it did which, with the last fall.

    Months without data are left out and counted; fewer than two with data say nothing of a trend.
    """
    known = [(title, value) for title, value in points if value is not None]
    missing = len(points) - len(known)
    left = _(" {count} months have no data.").format(count=missing) if missing else ""
    if len(known) < 2:
        return _("Months with data: {count}; nothing can be said of a trend.").format(count=len(known))
    if len(known) == 2:
        (first, one), (second, other) = known
        text = _("{first}: {one}, {second}: {other}. Two months are no trend.")
        return text.format(first=first, one=shown(one, sort), second=second, other=shown(other, sort)) + left
    steps = list(pairwise(known))
    ups, falls = sum(a[1] < b[1] for a, b in steps), [step for step in steps if step[0][1] > step[1][1]]
    if ups == len(steps):
        return _("It rose from month to month over {count} months with data.").format(count=len(known)) + left
    if len(falls) == len(steps):
        return _("It fell from month to month over {count} months with data.").format(count=len(known)) + left
    said = _("Over {count} months with data it rose {ups} times and fell {falls} times.")
    text = said.format(count=len(known), ups=ups, falls=len(falls))
    if falls:
        before, after = falls[-1]
        last = _(" The last fall was {title}: {before} → {after}.")
        text += last.format(title=after[0], before=shown(before[1], sort), after=shown(after[1], sort))
    return text + left


def comparison(row: Compared) -> str:
    """One sentence of a figure: its value, and how it stands to the period before and to the year before."""
    now = row.now
    if now.value is None:
        return _("{name}: no data.").format(name=now.name)
    head = _("{name} {value}").format(name=now.name, value=render.value_text(now))
    small = _(" (sample too small: {count})").format(count=now.denominator) if now.is_small else ""
    parts = [
        _against(row, row.before, _("against the period before")),
        _against(row, row.year, _("against the year before")),
    ]
    return head + small + _(", ") + _("; ").join(parts) + _(".")


def _against(row: Compared, then: Figure | None, whom: str) -> str:
    changed = row.change(then)
    if changed is None:
        return _("{whom}: no data").format(whom=whom)
    percent = row.now.unit == "percent"
    amount = shown(changed, "points" if percent else "change")
    words = {LARGER: _("clearly higher"), SMALLER: _("clearly lower"), ALIKE: _("within chance")}
    said = words.get(row.word(then), _("nothing certain can be said of it"))
    text = _("{whom} {amount} points ({said})") if percent else _("{whom} {amount} ({said})")
    return text.format(whom=whom, amount=amount, said=said)


def verdicts(rows: Sequence[Compared]) -> str:
    """Which of the targets are met, which only perhaps, which are not, and of which nothing can be said."""
    groups: dict[str, list[str]] = {}
    for row in rows:
        groups.setdefault(row.now.verdict, []).append(f"{row.now.name} {render.value_text(row.now)}")
    titles = {
        "met": _("Met: {names}."),
        "met?": _("Met, but not beyond chance: {names}."),
        "not_met": _("Not met: {names}."),
        "small": _("Too small a sample to say: {names}."),
        "no_sample": _("Without a sample: {names}."),
    }
    said = [
        text.format(names=_(", ").join(name.removesuffix(" -") for name in groups[verdict]))
        for verdict, text in titles.items()
        if verdict in groups
    ]
    return "\n".join(said)


def word(row: Compared) -> str:
    """What may be said of a figure against the period before: higher, lower, alike, or that the sample is too small."""
    if row.now.is_small:
        return _("sample too small")
    return row.judgement(row.before)


def reasons(found: Sequence[Figure]) -> str:
    """Why figures are empty, each reason once, its indicators before it; "" where none is."""
    whose: dict[str, list[str]] = {}
    for row in found:
        if row.value is None and row.note:
            whose.setdefault(row.note, []).append(row.id)
    return "\n".join(f"{_(', ').join(codes)}: {why}" for why, codes in whose.items())
