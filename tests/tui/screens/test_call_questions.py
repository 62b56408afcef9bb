"""Every kind of question on the call screen: its keys, its field, and what is stored."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from pathlib import Path

import pytest

from agentdesk.interview.publish import prepare
from agentdesk.playbook.forms import store_form
from agentdesk.store import database as store
from agentdesk.store.audit import SYSTEM
from agentdesk.store.tables import Answer, Confirmation
from tests.interview.call_world import Desk
from tests.tui.screens.at_the_desk import Hands

SitDown = Callable[..., AbstractAsyncContextManager[Hands]]

COLUMNS = "type name label hint appearance relevant required constraint constraint_message parameters repeat_count"
HEAD = f"""
| survey |
|  | {" | ".join(COLUMNS.split())} |
|  | hidden | agenda_first | | | | | | | | | |
|  | select_one opening | opening | 您好,是本人吗? | | | | yes | | | | |
"""
CHOICES = """
| choices |
|  | list_name | name | label |
|  | opening | yes | 是 |
|  | opening | wrong_person | 不是 |
|  | opening | not_now | 不便 |
|  | marks | brakes | 刹车 |
|  | marks | tyres | 轮胎 |
|  | marks | lights | 灯光 |
|  | parts | brakes | 刹车 |
|  | parts | tyres | 轮胎 |
|  | parts | lights | 灯光 |
|  | parts | dk | 不记得 |
|  | parts | ref | 不愿回答 |
|  | eight | a | 甲 |
|  | eight | b | 乙 |
|  | eight | c | 丙 |
|  | eight | d | 丁 |
|  | eight | e | 戊 |
|  | eight | f | 己 |
|  | eight | g | 庚 |
|  | eight | h | 辛 |
|  | eight | dk | 不记得 |
|  | eight | ref | 不愿回答 |
"""


@pytest.fixture
def ask(office: Desk, tmp_path: Path) -> Callable[[str], None]:
    """Publish these rows as the after-sales questionnaire, behind its opening, and make a customer to be called."""

    def publish(rows: str) -> None:
        path = tmp_path / "aftersales.md"
        path.write_text(f"{HEAD.strip()}\n{rows.strip()}\n{CHOICES}", encoding="utf-8")
        store_form(SYSTEM, prepare(path))
        office.callback()

    return publish


@contextmanager
def writing_elsewhere(path: Path) -> Iterator[None]:
    """Another process holds the database's write lock; locks of one process would not see each other."""
    program = (
        "import sqlite3, sys; other = sqlite3.connect(sys.argv[1], isolation_level=None); "
        "other.execute('BEGIN IMMEDIATE'); print('held', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", program, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        try:
            yield
        finally:
            process.communicate()


def given() -> dict[str, str | None]:
    return {row.node: row.value for row in Answer.select().order_by(Answer.id) if not row.draft}


async def test_several_choices_are_toggled_and_enter_goes_on(ask: Callable[[str], None], sit_down: SitDown) -> None:
    ask("|  | select_multiple parts | parts | 修了哪些? | | | | yes | | | |\n|  | note | bye | 再见 | | | | | | | |")
    async with sit_down() as hands:
        await hands.press("enter", "1", "2", "1", "1", "3")
        assert "✓ 2  轮胎" in hands.pane
        assert "✓ 3  灯光" in hands.pane
        assert "✓ 1" not in hands.pane
        await hands.press("enter")
        assert "再见" in hands.pane
    assert given()["parts"] == "tyres lights"


async def test_dont_know_stands_alone(ask: Callable[[str], None], sit_down: SitDown) -> None:
    ask("|  | select_multiple parts | parts | 修了哪些? | | | | yes | | | |")
    async with sit_down() as hands:
        await hands.press("enter", "1", "1", "2", "8")
        assert "✓ 8  不记得" in hands.pane
        assert "✓ 1" not in hands.pane
        await hands.press("2")
        assert "✓ 8" not in hands.pane
    assert given()["parts"] == "tyres"


async def test_the_arrows_choose_too(ask: Callable[[str], None], sit_down: SitDown) -> None:
    ask("|  | select_one parts | part | 修了什么? | | | | yes | | | |\n|  | note | bye | 再见 | | | | | | | |")
    async with sit_down() as hands:
        await hands.press("enter", "1", "down", "down", "enter")
        assert "再见" in hands.pane
    assert given()["part"] == "tyres"


async def test_a_number_is_checked_and_full_width_digits_are_digits(
    ask: Callable[[str], None], sit_down: SitDown
) -> None:
    ask("|  | integer | km | 里程? | | | | yes | . < 1000 | 里程太大 | |")
    async with sit_down() as hands:
        await hands.press("enter", "1")
        await hands.type("五千")
        await hands.press("enter")
        assert "请填整数" in hands.pane
        await hands.press("ctrl+u")
        await hands.type("5000")
        await hands.press("enter")
        assert "里程太大" in hands.pane
        assert hands.field.text == "5000"
        await hands.press("ctrl+u")
        await hands.type("５００")
        await hands.press("enter")
    assert given()["km"] == "500"


async def test_a_soft_check_asks_and_the_same_answer_again_confirms(
    ask: Callable[[str], None], sit_down: SitDown
) -> None:
    ask("|  | integer | km | 里程? | | | | yes | . < 1000 | warn: 里程很大 | |")
    async with sit_down() as hands:
        await hands.press("enter", "1")
        await hands.type("5000")
        await hands.press("enter")
        assert "里程很大" in hands.pane
        assert "km" not in given()
        await hands.press("enter")
    assert given()["km"] == "5000"


@pytest.mark.parametrize(
    ("kind", "typed", "stored"),
    [
        ("date", "2026年11月25日", "2026-11-25"),
        ("date", "明天", "2026-11-21"),
        ("time", "15:30", "15:30"),
        ("time", "下午3点半", "15:30"),
        ("dateTime", "明天下午3点", "2026-11-21T15:00"),
    ],
)
async def test_dates_may_be_written_as_they_are_said(
    ask: Callable[[str], None], sit_down: SitDown, kind: str, typed: str, stored: str
) -> None:
    ask(f"|  | {kind} | at | 什么时候? | | | | yes | | | |")
    async with sit_down() as hands:
        await hands.press("enter", "1")
        await hands.type(typed)
        await hands.press("enter")
    assert given()["at"] == stored


async def test_a_score_from_nought_to_ten_is_one_key(ask: Callable[[str], None], sit_down: SitDown) -> None:
    ask(
        "|  | range | score | 打几分? | | | | yes | | | start=1 end=10 step=1 |\n|  | note | bye | 再见 | | | | | | | |"
    )
    async with sit_down() as hands:
        await hands.press("enter", "1", "0")
        assert "再见" in hands.pane
    assert given()["score"] == "10"


async def test_a_ranking_keeps_the_customers_order(ask: Callable[[str], None], sit_down: SitDown) -> None:
    ask("|  | rank marks | order | 排个序? | | | | | | | |")
    async with sit_down() as hands:
        await hands.press("enter", "1", "3")
        assert "灯光  1." in hands.pane
        assert "order" not in given()
        await hands.press("1", "2")
    assert given()["order"] == "lights brakes tyres"


async def test_dont_know_of_a_typed_answer_is_a_function_key(ask: Callable[[str], None], sit_down: SitDown) -> None:
    ask("|  | integer | km | 里程? | | dk ref | | yes | | | |\n|  | note | bye | 再见 | | | | | | | |")
    async with sit_down() as hands:
        await hands.press("enter", "1")
        assert "F8" in hands.pane
        await hands.press("f8")
        assert "再见" in hands.pane
    assert given()["km"] == "dk"


async def test_a_prompt_that_must_not_be_said_is_marked_and_confirmed(
    ask: Callable[[str], None], sit_down: SitDown
) -> None:
    ask("|  | acknowledge | hush | 不要提价格 | | must-not | | | | | |\n|  | note | bye | 再见 | | | | | | | |")
    async with sit_down() as hands:
        await hands.press("enter", "1")
        assert "不说" in hands.pane
        assert "注 不要提价格" in hands.pane
        assert not Confirmation.select().exists()
        await hands.press("space")
        assert "再见" in hands.pane
    assert Confirmation.get().appearance == "must-not"


async def test_questions_shown_together_are_answered_one_after_the_other(
    ask: Callable[[str], None], sit_down: SitDown
) -> None:
    ask(
        "|  | begin_group | both | 两个问题 | | field-list | | | | | |\n"
        "|  | select_one parts | first | 先修什么? | | | | yes | | | |\n"
        "|  | text | why | 为什么? | | | | | | | |\n"
        "|  | end_group | | | | | | | | | |\n"
        "|  | note | bye | 再见 | | | | | | | |"
    )
    async with sit_down() as hands:
        await hands.press("enter", "1")
        assert "先修什么" in hands.pane
        assert "为什么" in hands.pane
        await hands.press("1")
        await hands.type("响")
        await hands.press("escape")
        assert "✓ 1  刹车" in hands.pane
        await hands.press("2")
        await hands.press("enter")
        assert "再见" in hands.pane
    assert given() == {"opening": "yes", "first": "tyres", "why": "响"}


async def test_a_question_longer_than_the_pane_is_paged(ask: Callable[[str], None], sit_down: SitDown) -> None:
    ask(f"|  | select_one parts | part | {'这是一个很长的问题,' * 45} | | | | yes | | | |")
    async with sit_down() as hands:
        await hands.press("enter", "1")
        assert "↓" in hands.pane
        assert "1  刹车" not in hands.pane
        await hands.press("pagedown", "pagedown")
        assert "↑" in hands.pane
        assert "1  刹车" in hands.pane
        await hands.press("1")
    assert given()["part"] == "brakes"


async def test_what_cannot_be_stored_stays_on_the_screen_and_is_stored_later(
    office: Desk, sit_down: SitDown, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AGENTDESK_BUSY_SECONDS", "0.05")
    store.open_database()
    office.callback()
    async with sit_down() as hands:
        await hands.press("enter", "1", "1", "enter")
        with writing_elsewhere(office.folder / "agentdesk.db"):
            await hands.press("2")
            assert "您到店的时候" in hands.pane
            assert "? 2" in hands.pane
            assert "还没有保存" in hands.pane
            assert "reception" not in given()
        await hands.press("2")
        assert "服务顾问都听明白" in hands.pane
    assert given()["reception"] == "within_5"


async def test_keys_pressed_while_an_answer_is_stored_wait_for_their_turn(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with sit_down() as hands:
        await hands.press("enter", "1", "1", "enter")
        await hands.pilot.press(*"1111111122")  # the last one is typed into the open question
        await hands.rest()
        assert hands.field.text == "2"
    assert given()["overall"] == "4"


NPS = "|  | range | nps | 会推荐吗? | | | | yes | | | start=0 end=10 step=1 |"
BYE = "|  | note | bye | 再见 | | | | | | | |"


@pytest.mark.parametrize(("key", "score"), [("0", "0"), ("1", "1"), ("9", "9"), ("minus", "10")])
async def test_a_score_from_nought_has_each_number_on_its_own_key(
    ask: Callable[[str], None], sit_down: SitDown, key: str, score: str
) -> None:
    ask(f"{NPS}\n{BYE}")
    async with sit_down() as hands:
        await hands.press("enter", "1")
        assert " -  10" in hands.pane
        await hands.press(key)
        assert "再见" in hands.pane
    assert given()["nps"] == score


async def test_so_many_of_several_can_be_reached_one_by_one(ask: Callable[[str], None], sit_down: SitDown) -> None:
    ask(f"|  | select_multiple parts | two | 哪两项? | | | | yes | count-selected(.) = 2 | 请选两项 | |\n{BYE}")
    async with sit_down() as hands:
        await hands.press("enter", "1", "1")
        assert "✓ 1  刹车" in hands.pane
        assert "请选两项" not in hands.pane
        await hands.press("enter")
        assert "请选两项" in hands.pane
        assert "two" not in given()
        await hands.press("3", "enter")
        assert "再见" in hands.pane
    assert given()["two"] == "brakes lights"


async def test_half_a_ranking_is_not_left_behind(ask: Callable[[str], None], sit_down: SitDown) -> None:
    ask(f"|  | rank marks | order | 排个序? | | | | | | | |\n{BYE}")
    async with sit_down() as hands:
        await hands.press("enter", "1", "3", "enter")
        assert "请给全部选项排序" in hands.pane
        assert "灯光  1." in hands.pane
        await hands.press("3", "enter")  # taken back: the question may stay open
        assert "再见" in hands.pane
        assert "order" not in given()
        await hands.press("backspace", "2", "1", "3")
        assert "再见" in hands.pane
        await hands.press("backspace", "2", "1", "3")
        assert "✓" not in hands.pane  # all of it is taken back, and nothing of it comes back by itself
        await hands.press("enter")
        assert "再见" in hands.pane
    assert not given()["order"]


async def test_a_soft_check_of_a_choice_is_confirmed_by_enter(ask: Callable[[str], None], sit_down: SitDown) -> None:
    ask(f"|  | select_one parts | part | 修了什么? | | | | yes | . != 'tyres' | warn: 轮胎很少 | |\n{BYE}")
    async with sit_down() as hands:
        await hands.press("enter", "1", "2")
        assert "轮胎很少" in hands.pane
        assert "⏎" in hands.pane
        assert "part" not in given()
        await hands.press("enter")
        assert "再见" in hands.pane
    assert given()["part"] == "tyres"


async def test_dont_know_stays_when_the_question_is_passed_again(ask: Callable[[str], None], sit_down: SitDown) -> None:
    ask(f"|  | integer | km | 里程? | | dk | | yes | | | |\n{BYE}")
    async with sit_down() as hands:
        await hands.press("enter", "1", "f9")
        assert "这里没有答案 F9" in hands.pane
        await hands.press("f8", "backspace")
        assert "✓ F8" in hands.pane
        assert hands.field.text == ""
        await hands.press("enter")
        assert "再见" in hands.pane
    assert given()["km"] == "dk"


async def test_an_answer_erased_from_a_required_field_is_asked_for(
    ask: Callable[[str], None], sit_down: SitDown
) -> None:
    ask(f"|  | text | why | 为什么? | | | | yes | | | |\n{BYE}")
    async with sit_down() as hands:
        await hands.press("enter", "1")
        await hands.type("响")
        await hands.press("enter", "backspace", "backspace", "enter")
        assert "为什么?" in hands.pane
        assert "再见" not in hands.pane
    assert not given()["why"]


@pytest.mark.parametrize(
    ("kind", "typed", "echo"),
    [
        ("date", "2026年11月24日", "11月24日 周二"),
        ("date", "明天", "11月21日 周六"),
        ("date", "2027-01-04", "2027 1月4日 周一"),
        ("time", "下午3点半", "15:30"),
        ("dateTime", "明天下午3点", "11月21日 周六 15:00"),
    ],
)
async def test_a_date_is_echoed_with_its_weekday_while_it_is_typed(
    ask: Callable[[str], None], sit_down: SitDown, kind: str, typed: str, echo: str
) -> None:
    ask(f"|  | {kind} | at | 什么时候? | | | | yes | | | |\n{BYE}")
    async with sit_down() as hands:
        await hands.press("enter", "1")
        assert "→" not in hands.pane
        await hands.type(typed)
        assert f"→ {echo}" in hands.pane
        await hands.press("enter", "backspace")
        assert f"→ {echo}" in hands.pane
        if kind != "time" and not echo.startswith("2027"):
            assert "周" in hands.outline


async def test_a_repeat_asks_for_each_of_its_count(ask: Callable[[str], None], sit_down: SitDown) -> None:
    ask(
        "|  | integer | cars | 几辆车? | | | | yes | | | | |\n"
        "|  | begin_repeat | car | 车 | | | | | | | | 2 |\n"
        "|  | text | plate | 车牌? | | | | yes | | | | |\n"
        "|  | select_one parts | part | 修了什么? | | | | yes | | | | |\n"
        "|  | end_repeat | | | | | | | | | | |\n"
        f"{BYE}"
    )
    async with sit_down() as hands:
        await hands.press("enter", "1")
        await hands.type("2")
        await hands.press("enter")
        for plate in ("皖A", "皖B"):
            assert "车牌?" in hands.pane
            await hands.type(plate)
            await hands.press("enter", "1")
        assert "再见" in hands.pane
        await hands.press("backspace")
        assert "✓ 1  刹车" in hands.pane
        await hands.press("backspace")
        assert hands.field.text == "皖B"
        await hands.press("escape", "backspace")
        assert hands.field.text == "皖A"
    assert [value for key, value in given().items() if key.startswith("plate")] == ["皖A", "皖B"]


async def test_other_asks_which_at_once_and_backspace_takes_it_back(
    ask: Callable[[str], None], sit_down: SitDown
) -> None:
    ask(f"|  | select_one marks or_other | what | 修了什么? | | | | yes | | | |\n{BYE}")
    async with sit_down() as hands:
        await hands.press("enter", "1", "4")
        assert hands.field.has_focus
        await hands.type("座椅")
        await hands.press("escape", "1")
        assert "再见" in hands.pane
        await hands.press("backspace", "4")
        assert hands.field.text == "座椅"
    assert given()["what"] == "other"


async def test_the_arrows_move_within_a_text_before_they_leave_it(
    ask: Callable[[str], None], sit_down: SitDown
) -> None:
    ask(f"{NPS}\n|  | text | why | 为什么? | | | | | | | |")
    async with sit_down() as hands:
        await hands.press("enter", "1", "5")
        await hands.type("字" * 40)
        await hands.press("up")
        assert "为什么?" in hands.pane
        await hands.type("上")
        await hands.press("down")
        await hands.type("下")
        assert hands.field.text.index("上") < 20 < hands.field.text.index("下")
        await hands.press("up", "up")
        assert "会推荐吗?" in hands.pane
    assert [row.value for row in Answer.select().where(Answer.draft)][-1].count("字") == 40


async def test_a_page_longer_than_the_pane_names_its_keys(ask: Callable[[str], None], sit_down: SitDown) -> None:
    ask(f"|  | select_one parts | part | {'这是一个很长的问题,' * 45} | | | | yes | | | |")
    async with sit_down() as hands:
        await hands.press("enter", "1")
        assert "↓ PgDn" in hands.pane
        await hands.press("pagedown", "pagedown", "pagedown", "pagedown")
        assert "↑ PgUp" in hands.pane
        await hands.press("pageup")
        assert "↓ PgDn" in hands.pane  # what was turned beyond the end is not turned back first
    assert not given().get("part")


@pytest.mark.parametrize(("key", "name"), [("8", "h"), ("9", "ref"), ("0", "dk")])
async def test_refused_keeps_its_nine_beside_eight_answers(
    ask: Callable[[str], None], sit_down: SitDown, key: str, name: str
) -> None:
    ask(f"|  | select_one eight | which | 哪一种? | | | | yes | | | |\n{BYE}")
    async with sit_down() as hands:
        await hands.press("enter", "1", key)
        assert "再见" in hands.pane
    assert given()["which"] == name
