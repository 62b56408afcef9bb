"""What bands of rewards and deductions must not contradict (targets.toml): order, gaps, overlaps, amounts."""

from __future__ import annotations

from collections.abc import Iterator

from agentdesk.common.i18n import _
from agentdesk.playbook.incentives import Incentive, Money
from agentdesk.playbook.index import Path
from agentdesk.playbook.read import Problem, Source
from agentdesk.playbook.schema import Playbook
from agentdesk.store.tables.people import POSITIONS


def problems(playbook: Playbook, source: Source) -> Iterator[Problem]:
    """Every contradiction: a code twice, an unknown position, bands out of order or without a last one, amounts."""
    yield from _codes(playbook, source)
    for number, row in enumerate(playbook.incentives.banded):
        at: Path = ("incentive", number)
        yield from _position(row.position, at, source)
        if row.kpi is None and row.position is None:
            yield source.problem(at, _("Say whose score it is (position), or which indicator counts (kpi)."))
        yield from _bands(row, at, source)
        yield from _runs(row, at, source)
    for number, each in enumerate(playbook.incentives.per_case):
        yield from _position(each.position, ("per_case", number), source)


def _codes(playbook: Playbook, source: Source) -> Iterator[Problem]:
    seen = {row.code for row in playbook.measures.all()}
    tables = (("incentive", playbook.incentives.banded), ("per_case", playbook.incentives.per_case))
    for table, rows in tables:
        for number, row in enumerate(rows):
            if row.code in seen:
                yield source.problem((table, number, "code"), _("{code} is there already.").format(code=row.code))
            seen.add(row.code)


def _position(position: str | None, at: Path, source: Source) -> Iterator[Problem]:
    if position is not None and position not in POSITIONS:
        text = _("{value} is not one of: {allowed}").format(value=position, allowed=", ".join(POSITIONS))
        yield source.problem((*at, "position"), text)


def _bands(row: Incentive, at: Path, source: Source) -> Iterator[Problem]:
    if not row.bands:
        yield source.problem((*at, "band"), _("There must be a band."))
        return
    above: float | None = None
    for place, band in enumerate(row.bands):
        here: Path = (*at, "band", place)
        is_last = place == len(row.bands) - 1
        if band.code in [each.code for each in row.bands[:place]]:
            yield source.problem((*here, "code"), _("{code} is there already.").format(code=band.code))
        if band.at_least is None and not is_last:
            yield source.problem(here, _("Only the last band has no at_least: it takes the rest."))
        if band.at_least is not None:
            yield from _bound(row, band.at_least, above, is_last, (*here, "at_least"), source)
            above = band.at_least
        yield from _money(band, here, source)


def _bound(
    row: Incentive, bound: float, above: float | None, is_last: bool, at: Path, source: Source
) -> Iterator[Problem]:
    if is_last:
        yield source.problem(at, _("The last band takes the rest and has no at_least, or some values have no band."))
    if not 0 <= bound <= row.scale:
        yield source.problem(at, _("A bound lies between 0 and {scale}.").format(scale=row.scale))
    if above is not None and bound == above:
        yield source.problem(at, _("Two bands begin at {bound:g}.").format(bound=bound))
    elif above is not None and bound > above:
        yield source.problem(at, _("Bands stand from the best down; {bound:g} is above {above:g}.").format(
            bound=bound, above=above))  # fmt: skip


def _runs(row: Incentive, at: Path, source: Source) -> Iterator[Problem]:
    for place, run in enumerate(row.runs):
        here: Path = (*at, "run", place)
        if run.band not in [band.code for band in row.bands]:
            yield source.problem((*here, "band"), _("There is no band {code}.").format(code=run.band))
        if run.effect == "pay":
            yield source.problem((*here, "effect"), _("Several periods running add something; they replace no pay."))
        yield from _money(run, here, source)


def _money(row: Money, at: Path, source: Source) -> Iterator[Problem]:
    if row.effect == "normal" and row.yuan:
        yield source.problem((*at, "yuan"), _("Normal pay has no amount; say reward, penalty or pay."))
    if row.effect == "pay" and row.yuan is None:
        yield source.problem(at, _("Say in yuan what is paid for the period."))
