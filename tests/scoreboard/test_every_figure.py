"""Every indicator of both playbooks, on random facts: what it counts is what plain SQL counts, row by row."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from click.testing import Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from peewee import Database

from agentdesk.common import clock
from agentdesk.playbook.current import current
from agentdesk.playbook.measures import Reported
from agentdesk.scoreboard.aapor import of_period
from agentdesk.scoreboard.figures import Figure, all_figures, cuts, figure, figures
from agentdesk.scoreboard.kpis import registry
from agentdesk.scoreboard.segments import DIMENSIONS
from agentdesk.scoreboard.subjects import SubjectRow, rows
from tests.dealership import Dealership
from tests.scoreboard.answers import add_to_targets
from tests.scoreboard.questions_form import publish_questions
from tests.scoreboard.random_facts import Facts, facts, some
from tests.scoreboard.recount import REPORTED, Recount, recounts
from tests.scoreboard.stored_facts import store, stored
from tests.thorough import often

TODAY = date(2026, 11, 20)
PLAYBOOKS = ("car_dealership", "appliance_branch")
# What a branch does not do has no subjects there: no list of lost customers, no confirmations, no reminders.
NOT_OF = {"car_dealership": {"KP-17Q"}, "appliance_branch": {"KP-07", "KP-11B", "KP-11C", "KP-12", "KP-17Q"}}
MORE = """
[[effort]]
code = "CES"
zh = "客户费力度"
en = "Effort"
question = "easy"

[[recommend]]
code = "NPS"
zh = "净推荐值"
en = "Net promoter score"
question = "recommend"
"""
Span = tuple[date, date]
Subjects = dict[tuple[str, int], tuple[Any, ...]]  # with the value and the weight where there are any
FEW = settings(max_examples=often(3, 20), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(params=PLAYBOOKS)
def place(request: pytest.FixtureRequest, database: Database, tmp_path: Path) -> Iterator[Dealership]:
    """A house of each playbook, that also asks whether one would recommend it; all its questions can be answered."""
    made = Dealership(tmp_path, playbook=request.param)
    with clock.travel(datetime(2026, 11, 20, 9, 42)):
        add_to_targets(made, MORE)
        publish_questions(made)
        yield made


@pytest.mark.sqlite_only("recounts in its SQL")
def test_plenty_of_facts_give_every_indicator_its_rows(
    place: Dealership, database: Database, cli: Callable[..., Result]
) -> None:
    """Also that no indicator is without a recount, that none is proved by nothing, and what the command line lists."""
    span = (date(2026, 8, 1), TODAY)
    known, second = registry(current()), recounts(current())
    assert {code for code, row in known.items() if row.measure != "outside"} == set(second)
    store(place, some(Random(11), 80))
    found = compare(database, span)
    assert {code for code in second if not found[code].denominator} <= NOT_OF[place.playbook]
    proof = {
        code: (subjects(database, row.everyone, span), counted(database, row, span)) for code, row in second.items()
    }
    assert {code for code, (_everyone, marked) in proof.items() if not marked} <= NOT_OF[place.playbook]
    cases = of_period(*span)
    assert all(found[code].value == rate for code, rate in cases.rates.items() if code in found)
    pooled_is_the_whole(span, found)
    period = ("--from", span[0], "--to", span[1], "--json")
    listed = json.loads(cli("kpi", *period).stdout)
    assert [row["id"] for row in listed] == list(found)
    assert all(row["numerator"] == pytest.approx(float(found[row["id"]].numerator)) for row in listed)
    for code, (everyone, marked) in proof.items():
        shown = json.loads(cli("kpi", "show", code, "--rows", *period).stdout)["rows"]
        assert {(row["subject"], row["id"]) for row in shown} == set(everyone), code
        assert {(row["subject"], row["id"]) for row in shown if row["counted"]} == set(marked), code


@pytest.mark.sqlite_only("recounts in its SQL")
@FEW
@given(drawn=facts(), start=st.integers(0, 100), days=st.integers(0, 90))
def test_any_facts_in_any_period(place: Dealership, database: Database, drawn: Facts, start: int, days: int) -> None:
    first = TODAY - timedelta(days=start)
    span = (first, first + timedelta(days=days))
    with stored(place, drawn):
        found = compare(database, span)
        pooled_is_the_whole(span, found)


def compare(database: Database, span: Span) -> dict[str, Figure]:
    """Each figure, by every door, against its recount."""
    found = {row.id: row for row in all_figures(*span)}
    for code, second in recounts(current(span[1])).items():
        everyone, marked = subjects(database, second.everyone, span), counted(database, second, span)
        lines = rows(code, *span)
        assert {(row.subject, row.id) for row in lines} == set(everyone), code
        assert len(lines) == len(everyone), code
        assert {(row.subject, row.id) for row in lines if row.counted} == set(marked), code
        assert figure(code, *span) == found[code], code
        assert_counts(found[code], everyone, marked, lines)
    for row in figures(*span):
        assert row == found[row.id]
    for code, row in found.items():
        if registry(current())[code].measure == "outside":
            assert rows(code, *span) == []
            assert_reported(database, row, span)
    return found


def assert_counts(found: Figure, everyone: Subjects, marked: Subjects, lines: list[SubjectRow]) -> None:
    """Numerator, denominator and where values are added up the value from the recount's subjects."""
    code, values = found.id, {key: row[0] for key, row in everyone.items() if row}
    if found.measure == "ratio":
        assert (found.numerator, found.denominator) == (sum(values.values()), len(marked)), code
    elif found.measure in ("mean", "net", "weighted"):
        total = sum(value for key, value in values.items() if found.measure != "weighted" or key in marked)
        assert (float(found.numerator), found.denominator) == (pytest.approx(total), len(everyone)), code
        for line in lines:
            assert float(line.value or 0) == pytest.approx(values[line.subject, line.id]), code
        weights = [row[1] for row in everyone.values() if len(row) > 1]
        if found.measure == "weighted" and None not in weights and sum(weights):
            assert float(found.value or 0) == pytest.approx(total / sum(weights)), code
    else:
        assert (found.numerator, found.denominator) == (len(marked), len(everyone)), code
    assert found.denominator or found.value in (None, 0), code


def assert_reported(database: Database, found: Figure, span: Span) -> None:
    """What others send is pooled from its counts, else the plain mean; a mean and a score follow from their parts."""
    measures = current().measures
    row = next((row for row in measures.reported if row.code == found.id), None)
    if row is not None:
        assert found.value == pooled_or_mean(database, row, span), found.id
    elif found.value is None:
        assert found.note
    elif span[0].replace(day=1) == span[1].replace(day=1):
        mean = next((row.parts for row in measures.means if row.code == found.id), ())
        parts = [best(database, code, span) for code in mean]
        assert not parts or float(found.value) == pytest.approx(sum(parts) / len(parts))


def pooled_or_mean(database: Database, row: Reported, span: Span) -> Any:
    sent = [entry for code in row.reads or (row.code,) for entry in ask(database, REPORTED, span, code=code)]
    if not all("/" in text for _on, text in sent):
        return _mean([value for _on, text in sent for value in percents(text)], row.unit)
    days: dict[str, list[int]] = {}
    for on, text in sent:
        before = days.get(on, [0, 0])
        days[on] = [old + int(new) for old, new in zip(before, text.split("/"), strict=True)]
    if row.mean_of_days:
        return _mean([100 * counted / of for counted, of in days.values() if of], "percent")
    counted, of = (sum(column) for column in zip(*days.values(), strict=True)) if days else (0, 0)
    return pytest.approx(counted / of) if of else None


def percents(text: str) -> list[float]:
    counted, _slash, of = text.partition("/")
    return [float(text)] if not of else [100 * int(counted) / int(of)] if int(of) else []


def _mean(values: list[float], unit: str) -> Any:
    return pytest.approx(sum(values) / len(values) / (100 if unit == "percent" else 1)) if values else None


def best(database: Database, code: str, span: Span) -> float:
    """A part of a mean: as it was reported, else as it is computed."""
    sent = [value for _on, text in ask(database, REPORTED, span, code=code) for value in percents(text)]
    value = _mean(sent, "percent").expected if sent else figure(code, *span).value
    assert value is not None
    return float(value)


def pooled_is_the_whole(span: Span, whole: dict[str, Figure]) -> None:
    """Cut by anything, the segments' counts add up to the figure's."""
    for by in DIMENSIONS:
        parts: dict[str, list[Figure]] = {}
        for cut in cuts(by, *span):
            parts.setdefault(cut.figure.id, []).append(cut.figure)
        for code, of_code in parts.items():
            assert sum(row.numerator for row in of_code) == whole[code].numerator, (by, code)
            assert sum(row.denominator for row in of_code) == whole[code].denominator, (by, code)
        empty = {code for code, row in whole.items() if not row.denominator or row.measure == "outside"}
        assert set(whole) - set(parts) <= empty | {"APC"}  # attempts without a completed call have cuts, and no value


def counted(database: Database, row: Recount, span: Span) -> Subjects:
    return subjects(database, row.counted, span)


def subjects(database: Database, statement: str, span: Span) -> Subjects:
    return {(subject, key): tuple(more) for subject, key, *more in ask(database, statement, span)}


def ask(database: Database, statement: str, span: Span, **more: str) -> list[tuple[Any, ...]]:
    given_ = {"first": span[0].isoformat(), "last": span[1].isoformat(), "today": TODAY.isoformat(), **more}
    return database.execute_sql(statement, given_).fetchall()
