"""The queue by keys alone: moving, finding, looking, calling, and what is said when something cannot be done."""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from textual.geometry import Region
from textual.pilot import Pilot
from textual.widgets import Input

from agentdesk.common import i18n
from agentdesk.common.cells import cell_len
from agentdesk.common.settings import config_path, settings
from agentdesk.interview import contacts
from agentdesk.queue.claim import claim
from agentdesk.queue.rows import best_next
from agentdesk.store.audit import Actor
from agentdesk.store.tables import AuditEvent, Contact, Customer, Promise, Task
from agentdesk.tui.app import AgentDesk
from agentdesk.tui.screens.call import CallScreen
from agentdesk.tui.screens.help import HelpList, HelpScreen
from agentdesk.tui.screens.queue import QueueScreen
from agentdesk.tui.screens.resume import ResumeScreen
from agentdesk.tui.widgets.customer_card import CustomerCard
from agentdesk.tui.widgets.keybar import KeyBar
from agentdesk.tui.widgets.queue_head import QueueHead, QueueViews
from agentdesk.tui.widgets.queue_list import QueueList

Use = Callable[[Pilot[Any]], Awaitable[None]]


def use(desk: AgentDesk, steps: Use, size: tuple[int, int] = (80, 24)) -> None:
    async def run() -> None:
        async with desk.run_test(size=size, notifications=True) as pilot:
            await pilot.pause()
            await steps(pilot)

    asyncio.run(run())


def queue(pilot: Pilot[Any]) -> QueueList:
    return pilot.app.screen.query_one(QueueList)


def here(pilot: Pilot[Any]) -> str:
    row = queue(pilot).current
    return row.customer_name if row else ""


def text(widget: Any) -> list[str]:
    return ["".join(part for part, _style in line.spans(widget.size.width)) for line in widget.lines(*widget.size)]


def said(pilot: Pilot[Any]) -> list[str]:
    return [toast.render().plain for toast in pilot.app.screen.query("Toast")]


def test_the_cursor_stays_within_the_rows(desk: AgentDesk) -> None:
    async def steps(pilot: Pilot[Any]) -> None:
        names = [row.customer_name for row in queue(pilot).items]
        assert len(names) == 15
        await pilot.press("k")
        assert here(pilot) == names[0]
        await pilot.press("j", "down", "j", "k")
        assert here(pilot) == names[2]
        await pilot.press("G", "j")
        assert here(pilot) == names[-1]
        await pilot.press("home")
        assert here(pilot) == names[0]

    use(desk, steps)


def test_the_last_row_is_in_sight_on_a_small_screen(desk: AgentDesk) -> None:
    async def steps(pilot: Pilot[Any]) -> None:
        await pilot.press("end")
        await pilot.pause()
        shown = queue(pilot)
        assert shown.scroll_offset.y == len(shown.items) - shown.scrollable_content_region.height > 0

    use(desk, steps)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("wjg", {"王建国"}),
        ("明月", {"欧阳明月"}),
        ("OYM", {"欧阳明月"}),
        ("途观", {"周敏", "沈国强"}),
        ("首保 zm", {"周敏"}),
    ],
)
def test_the_filter_finds_by_initials_and_by_parts(desk: AgentDesk, typed: str, found: set[str]) -> None:
    async def steps(pilot: Pilot[Any]) -> None:
        await pilot.press("slash")
        for letter in typed:
            await pilot.press("space" if letter == " " else letter)
        assert {row.customer_name for row in queue(pilot).items} == found
        await pilot.press("enter")
        assert pilot.app.screen.focused is queue(pilot)
        assert typed in text(pilot.app.screen.query_one(QueueViews))[0]
        await pilot.press("escape")
        assert len(queue(pilot).items) == 15

    use(desk, steps)


@pytest.mark.parametrize("keys", [("enter", "escape"), ("escape",)])
def test_who_was_found_is_in_sight_when_the_filter_is_cleared(desk: AgentDesk, keys: tuple[str, ...]) -> None:
    async def steps(pilot: Pilot[Any]) -> None:
        names = [row.customer_name for row in queue(pilot).items]
        last = queue(pilot).items[-1]
        await pilot.press("slash", *last.initials)
        await pilot.pause()
        assert [row.task_id for row in queue(pilot).items] == [last.task_id]
        await pilot.press(*keys)
        await pilot.pause()
        assert [row.customer_name for row in queue(pilot).items] == names
        assert here(pilot) == last.customer_name
        height = queue(pilot).scrollable_content_region.height
        drawn = [queue(pilot).render_line(y).text for y in range(height)]
        assert height < len(names)
        assert [last.customer_name in line for line in drawn if line.startswith("▌")] == [True]

    use(desk, steps)


def test_digits_typed_into_the_filter_choose_no_view(desk: AgentDesk) -> None:
    async def steps(pilot: Pilot[Any]) -> None:
        await pilot.press("slash", "2", "n")
        assert pilot.app.screen.query_one(QueueViews).chosen == "all"
        assert isinstance(pilot.app.screen, QueueScreen)

    use(desk, steps)


def test_views_and_one_step_back(desk: AgentDesk) -> None:
    async def steps(pilot: Pilot[Any]) -> None:
        await pilot.press("2")
        assert [row.lane for row in queue(pilot).items] == ["promise"]
        await pilot.press("5")
        assert not queue(pilot).items
        await pilot.pause()
        assert "1" in "".join(text(pilot.app.screen.query_one(CustomerCard)))
        await pilot.press("escape")
        assert len(queue(pilot).items) == 15
        await pilot.press("9")
        await pilot.pause()
        assert said(pilot) == ["没有第 9 类。"]

    use(desk, steps)


def test_the_card_follows_the_cursor(desk: AgentDesk) -> None:
    async def steps(pilot: Pilot[Any]) -> None:
        await pilot.press("slash", "z", "l", "enter", "d")
        await pilot.pause(0.3)
        card = "\n".join(text(pilot.app.screen.query_one(CustomerCard)))
        assert "赵磊 先生" in card
        assert "150****7788" in card
        assert "15012347788" not in card
        assert "无人接听" in card

    use(desk, steps)


def test_enter_claims_and_opens_the_call(desk: AgentDesk, person: Callable[[str], Actor]) -> None:
    async def steps(pilot: Pilot[Any]) -> None:
        await pilot.press("slash", "z", "m", "enter", "enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, CallScreen)
        contact = Contact.get(Contact.ended_at.is_null())
        assert contact.customer.name == "周敏"
        assert {
            task.claimed_by_id
            for task in Task.select().where(Task.customer == contact.customer_id, Task.state == "open")
        } == {person("李娜").id}

    use(desk, steps)


def test_n_takes_the_best_next(desk: AgentDesk, person: Callable[[str], Actor]) -> None:
    expected = Task.get_by_id(best_next(person("李娜"))).customer_id

    async def steps(pilot: Pilot[Any]) -> None:
        await pilot.press("G", "n")
        await pilot.pause()
        assert isinstance(pilot.app.screen, CallScreen)
        assert Contact.get(Contact.ended_at.is_null()).customer_id == expected

    use(desk, steps)


def test_who_is_on_a_colleagues_line_is_said(desk: AgentDesk, person: Callable[[str], Actor]) -> None:
    task = Task.select().join(Customer).where(Customer.name == "周敏").get()
    claim(person("孙悦"), task.id)

    async def steps(pilot: Pilot[Any]) -> None:
        await pilot.press("slash", "z", "m", "enter", "enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, QueueScreen)
        assert len(said(pilot)) == 1
        assert "孙悦" in said(pilot)[0]

    use(desk, steps)


def test_tomorrow_is_for_looking(desk: AgentDesk) -> None:
    async def steps(pilot: Pilot[Any]) -> None:
        await pilot.press("v")
        await pilot.pause()
        assert "明天" in text(pilot.app.screen.query_one(QueueHead))[1]
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, QueueScreen)
        assert "回到今天" in said(pilot)[0]
        await pilot.press("left")
        assert text(pilot.app.screen.query_one(QueueHead))[1].startswith(" 今日 2/17")

    use(desk, steps)


def test_a_call_that_is_not_over_is_offered(person: Callable[[str], Actor]) -> None:
    actor = person("李娜")
    task = Task.select().join(Customer).where(Customer.name == "欧阳明月").get()
    contact_id = contacts.open_contact(actor, task.id)

    async def later(pilot: Pilot[Any]) -> None:
        await pilot.pause(0.2)
        assert isinstance(pilot.app.screen, ResumeScreen)
        await pilot.press("escape")
        assert isinstance(pilot.app.screen, QueueScreen)
        await pilot.press("r")
        await pilot.pause()
        assert isinstance(pilot.app.screen, CallScreen)

    async def at_work(pilot: Pilot[Any]) -> None:
        await pilot.pause(0.2)
        below = pilot.app.screen_stack[-2].query_one(QueueList).current
        await pilot.press("down")
        await pilot.pause()
        assert isinstance(pilot.app.screen, QueueScreen)
        assert here(pilot) not in ("", below.customer_name)
        await pilot.press("n")
        await pilot.pause()
        assert isinstance(pilot.app.screen, CallScreen)
        assert contacts.open_contact_of(actor.id) == contact_id

    async def at_once(pilot: Pilot[Any]) -> None:
        await pilot.pause(0.2)
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, CallScreen)
        assert contacts.open_contact_of(actor.id) == contact_id

    use(AgentDesk(actor), at_work)
    use(AgentDesk(actor), later)
    use(AgentDesk(actor), at_once)


def test_nothing_to_resume_shows_no_key(desk: AgentDesk) -> None:
    async def steps(pilot: Pilot[Any]) -> None:
        assert "继续" not in text(pilot.app.screen.query_one(KeyBar))[0]
        await pilot.press("r")
        assert isinstance(pilot.app.screen, QueueScreen)

    use(desk, steps)


def test_f2_switches_every_text_at_once(desk: AgentDesk) -> None:
    async def steps(pilot: Pilot[Any]) -> None:
        await pilot.press("f2")
        await pilot.pause()
        screen = pilot.app.screen
        assert i18n.language() == "en"
        assert text(screen.query_one(QueueHead))[0].startswith(" Callback desk")
        assert "After-sales 12" in text(screen.query_one(QueueViews))[0]
        assert "n Next" in text(screen.query_one(KeyBar))[0]
        line = "".join(segment.text for segment in queue(pilot).render_line(0))
        assert "Mr 王建国" in line
        await pilot.press("f2")
        await pilot.pause()
        assert "n 下一位" in text(screen.query_one(KeyBar))[0]

    use(desk, steps)


def test_help_is_made_of_the_bindings_and_does_what_they_do(desk: AgentDesk) -> None:
    async def steps(pilot: Pilot[Any]) -> None:
        screen = pilot.app.screen
        await pilot.press("question_mark")
        await pilot.pause()
        assert isinstance(pilot.app.screen, HelpScreen)
        lines = [line for line in pilot.app.screen.query_one(HelpList).items if not line.heading]
        ours = {found.binding.id for found in screen.active_bindings.values() if found.binding.description}
        assert {"queue.next", "queue.view_9", "list.down", "app.quit"} <= ours
        assert all(line.sentence for line in lines)
        assert len({line.sentence for line in lines}) == len(lines)
        while pilot.app.screen.query_one(HelpList).current.name != "原因":
            await pilot.press("j")
        await pilot.press("enter")
        await pilot.pause()
        assert screen.query_one(CustomerCard).part == "why"

    use(desk, steps)


def test_the_palette_knows_the_commands_by_their_names(desk: AgentDesk) -> None:
    async def steps(pilot: Pilot[Any]) -> None:
        await pilot.press("ctrl+p")
        await pilot.pause()
        field = pilot.app.screen.query_one(Input)
        assert not field.cursor_blink
        await pilot.press(*"明日")
        await pilot.pause(0.4)
        await pilot.press("enter")
        await pilot.pause(0.2)
        assert "明天" in text(pilot.app.screen.query_one(QueueHead))[1]

    use(desk, steps)


def test_brackets_in_a_name_are_only_brackets(desk: AgentDesk) -> None:
    async def steps(pilot: Pilot[Any]) -> None:
        pilot.app.notify("[/] [b]粗[/b] [@click=app.quit]")
        await pilot.pause()
        assert said(pilot) == ["[/] [b]粗[/b] [@click=app.quit]"]
        await pilot.press("slash", "c", "s", "enter")
        line = "".join(segment.text for segment in queue(pilot).render_line(0))
        assert "[/]测试[b]" in line

    use(desk, steps)


def test_ascii_borders_use_no_sign_of_uncertain_width(
    person: Callable[[str], Actor], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    config_path().parent.mkdir(parents=True)
    config_path().write_text('borders = "ascii"', encoding="utf-8")
    settings.cache_clear()

    async def steps(pilot: Pilot[Any]) -> None:
        await pilot.press("d")
        await pilot.pause(0.2)
        lines = [
            [segment.text for segment in strip]
            for strip in pilot.app.screen.query_one(QueueList).render_lines(Region(0, 0, 80, 10))
        ]
        shown = "".join(text for line in lines for text in line) + "".join(
            "".join(text(sheet)) for sheet in pilot.app.screen.query("Sheet") if sheet.size
        )
        uncertain = {letter for letter in shown if unicodedata.east_asian_width(letter) == "A"}
        assert not uncertain

    use(AgentDesk(person("李娜")), steps)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", [(80, 24), (100, 30), (120, 36), (60, 20)])
def test_every_line_is_exactly_as_wide_as_the_screen(desk: AgentDesk, size: tuple[int, int], language: str) -> None:
    i18n.use_language(language)

    async def steps(pilot: Pilot[Any]) -> None:
        await pilot.press("d")
        await pilot.pause(0.2)
        shown = queue(pilot)
        room = shown.scrollable_content_region.width
        for y in range(shown.size.height):
            assert cell_len("".join(segment.text for segment in shown.render_line(y))) == room
        for widget in pilot.app.screen.query("Sheet"):
            if widget.size:
                assert {strip.cell_length for strip in map(widget.render_line, range(widget.size.height))} == {
                    widget.size.width
                }

    use(desk, steps, size)


def test_a_skipped_customer_goes_down_and_the_cursor_stays(desk: AgentDesk) -> None:
    async def steps(pilot: Pilot[Any]) -> None:
        await pilot.press("j")
        names = [row.customer_name for row in queue(pilot).rows]
        await pilot.press("s", "2")
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        assert here(pilot) == names[2]
        row = next(row for row in queue(pilot).rows if row.customer_name == names[1])
        assert (row.lane, row.attempts) == ("later", 0)

    use(desk, steps)


def test_a_promise_that_was_missed_stands_in_a_lane_of_its_own(desk: AgentDesk, at: Callable[[str], None]) -> None:
    at("2026-11-20T10:20")

    async def steps(pilot: Pilot[Any]) -> None:
        assert next((row.customer_name, row.lane) for row in queue(pilot).rows) == ("王建国", "missed")
        assert here(pilot) == "王建国"
        await pilot.press("j")
        assert here(pilot) == queue(pilot).rows[1].customer_name

    use(desk, steps)


def test_a_closed_hour_is_said_and_asked_about_once(desk: AgentDesk, at: Callable[[str], None]) -> None:
    at("2026-11-20T12:20")
    Task.update(promised_at=None, next_at=None).execute()
    Promise.update(ended_at=Promise.created_at, ended_how="withdrawn").execute()

    async def steps(pilot: Pilot[Any]) -> None:
        await pilot.press("n")
        await pilot.pause()
        assert any("非拨打时段，今天 14:00 再打" in each for each in said(pilot))
        await pilot.press("enter")
        await pilot.app.workers.wait_for_complete()
        await pilot.press("escape")
        assert Contact.select().where(Contact.ended_at.is_null()).count() == 0
        await pilot.press("enter")
        await pilot.app.workers.wait_for_complete()
        await pilot.press("enter")
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        assert isinstance(pilot.app.screen, CallScreen)

    use(desk, steps)
    kept = AuditEvent.select().where((AuditEvent.entity == "contact") & AuditEvent.reason.startswith("非拨打时段"))
    assert kept.count() == 1


def test_a_customers_hours_are_typed_and_shown(desk: AgentDesk) -> None:
    async def steps(pilot: Pilot[Any]) -> None:
        await pilot.press("j")
        customer = queue(pilot).current
        assert customer is not None
        await pilot.press("t", "晚", "上", "enter")
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        assert Customer.get_by_id(customer.customer_id).own_hours == "0123456|18:00-20:30|"

    use(desk, steps)
