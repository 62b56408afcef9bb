"""What the playbook's own indicators must not contradict (targets.toml)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from agentdesk.common.i18n import _
from agentdesk.playbook.measures import Index, Measure, Measures, Reported
from agentdesk.playbook.read import Problem, Source
from agentdesk.playbook.schema import Playbook


def problems(playbook: Playbook, source: Source) -> Iterator[Problem]:
    """Every contradiction: a code twice, an answer on both sides, an unknown kind."""
    measures = playbook.measures
    yield from _codes(measures, source)
    for number, asked in enumerate(measures.asked):
        if not asked.counts:
            yield source.problem(("asked", number, "counts"), _("At least one answer must count."))
        for answer in {*asked.counts} & {*asked.others}:
            text = _("{answer} cannot count and not count.").format(answer=answer)
            yield source.problem(("asked", number, "others"), text)
    for number, reported in enumerate(measures.reported):
        yield from _reported(reported, number, measures, source)
    for number, index in enumerate(measures.indexes):
        yield from _index(index, number, source)
    yield from _reports(playbook, source)
    known = {kind.code for kind in playbook.kinds}
    named = [("asked", number, row.kinds) for number, row in enumerate(measures.asked)]
    named += [("recommend", number, row.kinds) for number, row in enumerate(measures.recommends)]
    named += [("effort", number, row.kinds) for number, row in enumerate(measures.efforts)]
    named += [("index", number, row.kinds) for number, row in enumerate(measures.indexes)]
    for table, number, kinds in named:
        for code in kinds:
            if code not in known:
                yield source.problem((table, number, "kinds"), _("There is no kind {code}.").format(code=code))


def _reports(playbook: Playbook, source: Source) -> Iterator[Problem]:
    for number, report in enumerate(playbook.reports):
        if report.name in [row.name for row in playbook.reports[:number]]:
            yield source.problem(("report", number, "name"), _("{code} is there already.").format(code=report.name))


def _codes(measures: Measures, source: Source) -> Iterator[Problem]:
    tables: Sequence[tuple[str, Sequence[Measure]]] = (
        ("asked", measures.asked),
        ("recommend", measures.recommends),
        ("effort", measures.efforts),
        ("index", measures.indexes),
        ("mean", measures.means),
        ("reported", measures.reported),
        ("score", measures.composites),
    )
    seen: set[str] = set()
    for table, rows in tables:
        for number, row in enumerate(rows):
            if row.code in seen:
                yield source.problem((table, number, "code"), _("{code} is there already.").format(code=row.code))
            seen.add(row.code)
    for number, mean in enumerate(measures.means):
        for code in mean.parts:
            if code not in seen:
                text = _("There is no indicator {code} in this file.").format(code=code)
                yield source.problem(("mean", number, "parts"), text)


def _reported(row: Reported, number: int, measures: Measures, source: Source) -> Iterator[Problem]:
    """Only shares are counted, and what is put together of other rows is not entered itself."""
    if row.unit != "percent" and (row.every == "day" or row.mean_of_days or row.reads):
        yield source.problem(("reported", number, "unit"), _("Only a percentage is entered as counts."))
    entered = {each.code for each in measures.reported if not each.reads}
    for code in row.reads:
        if code not in entered:
            text = _("There is no indicator {code} in this file that is entered.").format(code=code)
            yield source.problem(("reported", number, "reads"), text)


def _index(index: Index, number: int, source: Source) -> Iterator[Problem]:
    if not index.factors:
        yield source.problem(("index", number), _("An index has at least one factor."))
    for place, factor in enumerate(index.factors):
        codes = [row.code for row in index.factors[:place]]
        if factor.code in codes:
            at = ("index", number, "factor", place, "code")
            yield source.problem(at, _("{code} is there already.").format(code=factor.code))
        for row in factor.points:
            if not 0 <= row.points <= index.scale:
                text = _("Points lie between 0 and {scale}.").format(scale=index.scale)
                yield source.problem(("index", number, "factor", place, "points"), text)
