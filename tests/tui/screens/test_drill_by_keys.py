"""From a figure by keys to a single answer, and back with the cursor where it was; all indicators; comparisons."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path
from typing import Any

from agentdesk.common import i18n
from agentdesk.scoreboard.comparing import WORDS, compare
from agentdesk.scoreboard.figures import figure
from agentdesk.scoreboard.funnel import funnel
from agentdesk.scoreboard.periods import before, period_of
from agentdesk.store.audit import Actor, actor_of
from agentdesk.store.tables import Answer, AuditEvent, Contact, Customer, Interview, Person
from agentdesk.tui.app import AgentDesk
from agentdesk.tui.screens.comparing import CompareScreen
from agentdesk.tui.screens.complaint_file import ComplaintFileScreen
from agentdesk.tui.screens.drilling import DrillList, DrillScreen
from agentdesk.tui.screens.indicators import IndicatorsScreen
from agentdesk.tui.screens.reading import PageScreen
from agentdesk.tui.screens.scoreboard import ScoreboardScreen
from agentdesk.tui.widgets.compare_list import Compared, CompareList, Scale, bar_text
from agentdesk.tui.widgets.indicator_list import IndicatorList
from agentdesk.tui.widgets.page_list import PageList
from tests.tui.screens.at_the_desk import Hands

Steps = Callable[[Hands], Awaitable[None]]
NOVEMBER = (date(2026, 11, 1), date(2026, 11, 20))


def sit(name: str, steps: Steps, size: tuple[int, int] = (80, 24)) -> None:
    person = actor_of(Person.get(Person.name == name), "desk")

    async def run() -> None:
        async with AgentDesk(person, "scoreboard").run_test(size=size, notifications=True) as pilot:
            hands = Hands(pilot)
            await hands.rest()
            await steps(hands)

    asyncio.run(run())


def toasts(hands: Hands) -> list[str]:
    return [toast.render().plain for toast in hands.screen.query("Toast")]


async def indicator(hands: Hands, code: str) -> Any:
    """Put the cursor of the list of indicators on one of them."""
    listed = hands.screen.query_one(IndicatorList)
    listed.go_to(next(place for place, row in enumerate(listed.items) if getattr(row, "id", "") == code))
    await hands.rest()
    return listed.current


def page(hands: Hands) -> list[str]:
    return [item.text for item in hands.screen.query_one(PageList).items]


def test_from_a_figure_to_a_single_answer_and_back(figured: Path) -> None:
    async def steps(hands: Hands) -> None:
        await hands.press("i")
        found = await indicator(hands, "T2B")
        await hands.press("enter")
        assert isinstance(hands.screen, DrillScreen)
        rows = hands.screen.query_one(DrillList)
        assert len(rows.items) == found.denominator
        await hands.press("2")
        assert len(rows.items) == found.numerator
        await hands.press("j", "j", "enter")
        assert (hands.screen.target[0], isinstance(hands.screen, PageScreen)) == ("task", True)
        task = hands.screen.target[1]
        interview = Interview.get(Interview.task == task)
        while hands.screen.query_one(PageList).current.opens != ("call", interview.contact_id):
            await hands.press("tab")
        await hands.press("enter")
        assert hands.screen.target == ("call", interview.contact_id)
        said = Answer.get((Answer.interview == interview) & (Answer.node == "overall")).value
        place = next(number for number, text in enumerate(page(hands)) if text.endswith("问：overall"))
        assert page(hands)[place + 1].strip() == said
        assert not any("王建国" in text for text in page(hands))
        await hands.press("escape")
        assert hands.screen.query_one(PageList).current.opens == ("call", interview.contact_id)
        await hands.press("escape")
        assert rows.current.opens == ("task", task)
        await hands.press("escape", "escape")  # out of the view, out of the list
        assert isinstance(hands.screen, IndicatorsScreen)
        assert hands.screen.query_one(IndicatorList).current.id == "T2B"
        await hands.press("escape")
        assert isinstance(hands.screen, ScoreboardScreen)

    sit("方慧", steps)


SORTS = {
    "KP-02": "repair_order", "KP-05": "sale", "KP-11A": "appointment", "KP-19": "customer", "RPC": "call",
    "AHT": "call", "KP-08": "",
}  # fmt: skip


def test_every_sort_of_row_opens(figured: Path) -> None:
    async def steps(hands: Hands) -> None:
        await hands.press("i")
        for code, sort in SORTS.items():
            await indicator(hands, code)
            await hands.press("enter", "enter")
            assert isinstance(hands.screen, PageScreen if sort else ComplaintFileScreen)
            assert not sort or hands.screen.target[0] == sort
            await hands.press("escape", "escape")

    sit("方慧", steps)


def test_rows_are_found_by_what_stands_in_them(figured: Path) -> None:
    async def steps(hands: Hands) -> None:
        await hands.press("i")
        await indicator(hands, "RPC")
        await hands.press("enter")
        rows = hands.screen.query_one(DrillList)
        everything = len(rows.items)
        await hands.press("slash", *"2026-11-1")
        assert 0 < len(rows.items) < everything
        assert all("2026-11-1" in item.words[5] for item in rows.items)
        await hands.press("enter", "escape")
        assert len(rows.items) == everything
        await hands.press("slash", *"xyz", "enter", "enter")
        assert toasts(hands) == ["这里没有这样的行。按 Esc 清除筛选。"]

    sit("方慧", steps)


def test_an_agents_row_opens_to_their_calls_of_today(world: Path, person: Callable[[str], Actor]) -> None:
    async def steps(hands: Hands) -> None:
        await hands.press("home", "enter")
        rows = hands.screen.query_one(DrillList)
        while not any(item.view == "made" for item in rows.items):
            await hands.press("escape", "j", "enter")
            rows = hands.screen.query_one(DrillList)
        await hands.press("2")
        assert [item.opens for item in rows.items] == [
            ("call", row.id) for row in Contact.select().where(Contact.work_date == "2026-11-20").order_by(
                Contact.started_at, Contact.id)
        ]  # fmt: skip
        rung = Contact.get(
            (Contact.customer == Customer.get(Customer.name == "王建国")) & Contact.ended_at.is_null(False)
        )
        rows.go_to([item.opens for item in rows.items].index(("call", rung.id)))
        await hands.press("enter")
        assert any("0550-30***45" in text for text in page(hands))
        assert not any("王建国" in text for text in page(hands))
        await hands.press("escape", "3", "enter")
        assert hands.screen.target[0] == "task"

    sit("方慧", steps)


def test_nothing_is_shown_to_the_board_and_no_call_to_a_handler(figured: Path) -> None:
    Person.update(role="board").where(Person.name == "高远").execute()
    of_figures = AuditEvent.select().where(~AuditEvent.action.startswith("desk."))
    before_ = of_figures.count()

    async def board(hands: Hands) -> None:
        await hands.press("i")
        await indicator(hands, "KP-02")
        await hands.press("enter")
        assert isinstance(hands.screen, IndicatorsScreen)
        await hands.press("equals_sign", "2")
        assert isinstance(hands.screen, CompareScreen)
        assert hands.screen.query_one(CompareList).items[0].name == i18n._("This period")
        assert set(toasts(hands)) == {i18n._("Your role does not allow this.")}

    sit("高远", board)

    async def handler(hands: Hands) -> None:
        await hands.press("i")
        await indicator(hands, "RPC")
        await hands.press("enter", "enter")
        assert isinstance(hands.screen, DrillScreen)
        assert toasts(hands) == [i18n._("Your role does not allow this.")]

    sit("吴敏", handler)
    assert of_figures.count() == before_  # looking changes nothing


def test_a_message_stays_on_the_screen_it_was_said_of(figured: Path) -> None:
    async def steps(hands: Hands) -> None:
        await hands.press("home", "equals_sign")
        assert toasts(hands)
        await hands.press("i")
        assert isinstance(hands.screen, IndicatorsScreen)
        assert not toasts(hands)

    sit("方慧", steps)


def test_a_page_opens_with_the_cursor_on_what_opens(figured: Path) -> None:
    async def steps(hands: Hands) -> None:
        await hands.press("i")
        await indicator(hands, "RPC")
        await hands.press("enter", "enter")
        first = hands.screen.query_one(PageList)
        assert first.current.opens
        before = hands.screen.target
        await hands.press("enter")
        assert getattr(hands.screen, "target", None) != before

    sit("方慧", steps)


def test_all_indicators_of_any_period(figured: Path) -> None:
    async def steps(hands: Hands) -> None:
        await hands.press("i", "left")
        october = period_of("month", date(2026, 10, 1))
        assert (await indicator(hands, "KP-02")) == figure("KP-02", october.first, october.last)
        await hands.press("5", *"10-15 11-10", "enter")
        free = (date(2026, 10, 15), date(2026, 11, 10))
        assert (await indicator(hands, "KP-02")) == figure("KP-02", *free)
        await hands.press("5", "x", "enter")
        assert "两个日期" in toasts(hands)[-1]
        await hands.press("escape", "2", "right", "right")
        assert toasts(hands)[-1] == i18n._("This is the latest period.")
        await hands.press("slash", *"hfaswcl")
        assert [row.id for row in hands.screen.query_one(IndicatorList).items[1:]] == ["KP-01"]
        await hands.press("escape", "end")
        assert hands.screen.query_one(IndicatorList).current.id in ("RR6", "RPC")

    sit("方慧", steps)


def test_a_figure_is_compared_with_its_noise(figured: Path) -> None:
    async def steps(hands: Hands) -> None:
        await hands.press("equals_sign")
        assert toasts(hands) == ["把光标放到一项指标上再对比。"]
        await hands.press("i")
        await indicator(hands, "RR1")
        await hands.press("equals_sign")
        span, year = NOVEMBER, (date(2025, 11, 1), date(2025, 11, 20))
        rows = hands.screen.query_one(CompareList).items
        assert [row.key for row in rows if row.key] == [span, before(*span), year]
        against = compare("RR1", span, before(*span))
        assert i18n._(WORDS[against.word]) in rows[2].value
        await hands.press("2")
        parts = funnel("RR1", "agent", *span).parts
        shown = hands.screen.query_one(CompareList).items[1:]
        assert [row.name for row in shown] == [part.cut.segment.name for part in parts]
        await hands.press("j", "enter")
        rows = hands.screen.query_one(DrillList)
        assert len(rows.items) == parts[0].cut.figure.denominator
        await hands.press("escape", "left")
        assert hands.screen.query_one(CompareList).current.name == parts[0].cut.segment.name

    sit("方慧", steps)


def test_bars_are_as_wide_as_they_are_told() -> None:
    item = Compared("x", "x", "", point=0.9, span=(0.8, 0.95), alert=(0.7, 1.0))
    for cells in range(1, 60):
        text = bar_text(item, Scale(0.5, 1.0), 0.85, cells)
        assert (len(text), text.count("●")) == (cells, 1)
    assert bar_text(item, Scale(0.5, 1.0), 0.85, 21) == "        ┆   ──│─●── ┆"
