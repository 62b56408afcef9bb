"""The handler's desk by keys: complaints through their steps, notices answered, nothing typed lost (CP-03, CB-20)."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date, datetime

from agentdesk.common import clock, i18n
from agentdesk.common.settings import config_path, settings
from agentdesk.complaints import ladder, notices, raising, workflow
from agentdesk.complaints.waiting import WaitingNotice, waiting
from agentdesk.queue import derive
from agentdesk.store.audit import Actor
from agentdesk.store.tables import (
    AuditEvent,
    Complaint,
    ComplaintEvent,
    Notice,
    Person,
    Phone,
    StepDraft,
    Task,
    Vehicle,
)
from agentdesk.tui.app import AgentDesk
from agentdesk.tui.screens.complaint_file import ComplaintFileScreen
from agentdesk.tui.screens.entry import EntryScreen
from agentdesk.tui.screens.handler import HandlerScreen
from agentdesk.tui.screens.help import HelpScreen
from agentdesk.tui.widgets.complaint_file import FileHead, FileSheet
from agentdesk.tui.widgets.handler_card import HandlerCard
from agentdesk.tui.widgets.handler_list import HandlerHead, HandlerList, cells
from agentdesk.tui.widgets.keybar import KeyBar
from agentdesk.tui.widgets.pane import Pane
from agentdesk.tui.widgets.sheet import Sheet
from tests.interview.call_world import Desk
from tests.tui.screens.at_the_desk import Hands

HOSTILE = "[/]我要投诉[@click=quit()]\x1b[2J\u202e刹车响" + "等了很久没人管。" * 1250 + "最后一句"


@asynccontextmanager
async def at_the_handlers(actor: Actor, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Hands]:
    """The desk of a handler, started."""
    async with AgentDesk(actor, "handler").run_test(size=size) as pilot:
        hands = Hands(pilot)
        await hands.rest()
        yield hands


def complain(office: Desk, words: str = "空调修了两次还是不凉", name: str = "王建国") -> Complaint:
    """A complaint for which 吴敏 is responsible."""
    customer = office.person("0550-3012345", name=name, name_initials={"王建国": "wjg", "周敏": "zm"}[name])
    draft = raising.draft_for(office.li, customer_id=customer.id, words=words)
    about = replace(draft, responsible_id=office.people["吴敏"].id, about_id=office.people["陈涛"].id)
    return raising.raise_complaint(office.li, about)


def unreachable(office: Desk) -> tuple[Notice, Task]:
    """A customer whom nobody reached on three days, for 陈涛 to look into."""
    task = office.callback()
    notice = Notice.create(
        kind="unreachable", dedupe_key=f"unreachable:{task.id}", to_person=office.people["陈涛"], task=task,
        customer=task.customer_id, created_at=clock.now(), since_on=date(2026, 11, 19),
    )  # fmt: skip
    derive.refresh([task.id])
    assert Task.get_by_id(task.id).disposition == "unreachable"
    return notice, task


def shown(hands: Hands, widget: type[Sheet]) -> str:
    """What a part of the screen shows."""
    return hands.text(widget)


def state() -> str:
    """The one complaint's state."""
    return str(Complaint.get().state)


def step_of(hands: Hands, name: str) -> str:
    """The digit of a step on the file's screen."""
    rows = {row.split()[1]: row.split()[0] for row in hands.pane.splitlines() if row.strip()[:1].isdigit()}
    return rows[name]


async def test_a_complaint_is_accepted_and_put_in_hand_by_keys(office: Desk) -> None:
    complain(office)
    async with at_the_handlers(office.actor("吴敏")) as hands:
        assert "抱怨 1" in shown(hands, HandlerHead)
        assert "空调修了两次还是不凉" in shown(hands, HandlerCard)
        assert "无人处理时" in shown(hands, HandlerCard)
        await hands.press("enter")
        assert isinstance(hands.screen, ComplaintFileScreen)
        assert "待受理" in shown(hands, FileHead)
        await hands.press(step_of(hands, "受理"))
        assert isinstance(hands.screen, EntryScreen)
        await hands.press("2")  # it has to be looked into: by when is the answer promised?
        await hands.type("明天下午3点")
        assert "明天 15:00" in hands.pane
        await hands.press("enter", "enter")
        assert isinstance(hands.screen, ComplaintFileScreen)
        assert "已受理" in shown(hands, FileHead)
        await hands.press(step_of(hands, "评估"), "2", "ctrl+s")
        assert "! 升级" in shown(hands, FileHead)
        await hands.press(step_of(hands, "提出方案"), "enter")
        assert "还缺：备注" in hands.pane
        await hands.type("免费更换压缩机")
        await hands.press("enter")
        assert "处理中" in shown(hands, FileHead)
        await hands.press("escape")
        assert isinstance(hands.screen, HandlerScreen)
    accepted = ComplaintEvent.get(ComplaintEvent.kind == "acknowledged")
    assert json.loads(accepted.data)["promised_at"] == "2026-11-21T07:00:00"
    assert ComplaintEvent.get(ComplaintEvent.kind == "proposed").note == "免费更换压缩机"
    assert not StepDraft.select().exists()


async def test_a_refused_step_is_grey_and_says_why(office: Desk) -> None:
    complain(office)
    async with at_the_handlers(office.actor("吴敏")) as hands:
        await hands.press("enter")
        await hands.press(*["down"] * 20)
        (row,) = (row for row in hands.pane.splitlines() if row.split()[1:2] == ["关闭"])
        assert row.split()[0] == "·"
        await hands.press("enter")
        assert isinstance(hands.screen, ComplaintFileScreen)
        assert "只有客户在复访中确认才能关闭" in hands.pane.splitlines()[-1]
        await hands.press("9")
        assert "没有这个数字的步骤" in hands.pane
    assert state() == "new"


async def test_what_is_typed_for_a_step_is_never_lost(office: Desk) -> None:
    complaint = complain(office)
    async with at_the_handlers(office.actor("吴敏")) as hands:
        await hands.press("enter")
        digit = step_of(hands, "联系客户")
        await hands.press(digit)
        await hands.type("客户在开会")
        await hands.press("escape", digit)
        assert hands.field.text == "客户在开会"
        await hands.type("，下午再打")
        await hands.press("ctrl+q")
    assert "客户在开会，下午再打" in StepDraft.get().fields
    async with at_the_handlers(office.actor("吴敏")) as hands:
        await hands.press("enter", digit)
        assert hands.field.text == "客户在开会，下午再打"
        workflow.record(office.chief, complaint.id, "assigned", data={"responsible_id": office.people["孙立"].id})
        await hands.press("ctrl+s")
        assert "责任人" in hands.pane  # refused: it is somebody else's by now; the words stay
        assert hands.field.text == "客户在开会，下午再打"
        await hands.press("ctrl+x")
    assert not StepDraft.select().exists()
    assert not ComplaintEvent.select().where(ComplaintEvent.kind == "contacted").exists()


async def test_special_handling_asks_for_an_amount_in_yuan(office: Desk) -> None:
    complaint, wu = complain(office), office.actor("吴敏")
    for kind in ("acknowledged", "assessed", "accepted"):
        workflow.record(wu, complaint.id, kind)
    async with at_the_handlers(wu) as hands:
        await hands.press("enter")
        await hands.press(step_of(hands, "申请特事特办"))
        await hands.type("客户是老客户")
        await hands.press("enter")
        await hands.type("五百")
        assert "请填写金额" in hands.pane
        await hands.press("ctrl+s")
        assert isinstance(hands.screen, EntryScreen)
        await hands.press("ctrl+u")
        await hands.type("1,200.5")
        assert "1,200.50 元" in hands.pane
        await hands.press("ctrl+s")
        assert isinstance(hands.screen, ComplaintFileScreen)
        assert await scrolled(hands, "1,200.50 元")
    assert json.loads(ComplaintEvent.get(ComplaintEvent.kind == "special_requested").data)["goodwill_cents"] == 120_050
    assert state() == "special"


async def scrolled(hands: Hands, wanted: str) -> bool:
    """Whether a text comes into sight by paging on."""
    for _page in range(100):
        if wanted in shown(hands, FileSheet):
            return True
        await hands.press("pagedown")
    return False


async def test_hostile_words_are_shown_harmless_and_whole(office: Desk) -> None:
    complain(office, HOSTILE)
    async with at_the_handlers(office.actor("吴敏")) as hands:
        assert "[/]我要投诉[@click=quit()]␛[2J‹202E›刹车响" in shown(hands, HandlerCard)
        await hands.press("enter")
        assert "␛" in shown(hands, FileSheet)
        assert "全文见末尾" in shown(hands, FileSheet)
        assert await scrolled(hands, "经过")
        await hands.press("end")
        assert "最后一句" in shown(hands, FileSheet)
        await hands.press("home")
        assert "客户原话" in shown(hands, FileSheet)


async def test_numbers_are_masked_until_they_are_asked_for(office: Desk) -> None:
    complain(office)
    async with at_the_handlers(office.actor("吴敏")) as hands:
        await hands.press("enter")
        assert "0550-30***45" in shown(hands, FileHead)
        assert not AuditEvent.select().where(AuditEvent.action == "phone.show").exists()
        await hands.press("p")
        assert "0550-3012345" in shown(hands, FileHead)
    (event,) = AuditEvent.select().where(AuditEvent.action == "phone.show")
    assert (event.person_name, event.entity) == ("吴敏", "customer")
    assert "T-0001" in event.after


async def test_whom_it_is_about_neither_handles_it_nor_sees_the_number(office: Desk) -> None:
    complaint = complain(office)
    async with AgentDesk(office.actor("陈涛"), "handler").run_test(size=(80, 24)) as pilot:
        hands = Hands(pilot)
        await hands.rest()
        assert "没有待办" in shown(hands, HandlerCard)
        pilot.app.push_screen(ComplaintFileScreen(office.actor("陈涛"), complaint.id))
        await hands.rest()
        assert "王**" in shown(hands, FileHead)
        await hands.press("p")
        assert "0550-30***45" in shown(hands, FileHead)
        assert "这件抱怨关于您本人" in hands.pane.splitlines()[-1]


async def test_a_new_number_gives_the_call_back(office: Desk) -> None:
    notice, task = unreachable(office)
    async with at_the_handlers(office.actor("陈涛")) as hands:
        assert "联系不到" in shown(hands, HandlerCard)
        await hands.press("enter")
        assert "号码加入客户资料，回访重新进入队列" in hands.pane
        await hands.press("1")
        await hands.type("138123")
        await hands.press("ctrl+s")
        assert isinstance(hands.screen, EntryScreen)
        await hands.press("ctrl+u")
        await hands.type("13812345678")
        assert "138 1234 5678" in hands.pane
        await hands.press("enter")
        await hands.type("车主换了手机")
        await hands.press("enter")
        assert isinstance(hands.screen, HandlerScreen)
        assert "没有待办" in shown(hands, HandlerCard)
        await hands.press("4")
        assert "新号码" in shown(hands, HandlerCard)
    assert (Task.get_by_id(task.id).state, Notice.get_by_id(notice.id).answer) == ("open", "new_number")
    assert Phone.select().where((Phone.customer == task.customer_id) & (Phone.e164 == "+8613812345678")).exists()


async def test_a_sold_car_ends_the_call(office: Desk) -> None:
    _notice, task = unreachable(office)
    async with at_the_handlers(office.actor("陈涛")) as hands:
        await hands.press("3", "enter", "5", "enter")
        assert isinstance(hands.screen, HandlerScreen)
    assert Task.get_by_id(task.id).disposition == "sold_car"
    assert Vehicle.get_by_id(task.vehicle_id).sold_on == date(2026, 11, 20)


async def test_what_the_ladder_sent_opens_its_complaint_and_is_seen(office: Desk) -> None:
    complaint = complain(office)
    notice = Notice.create(
        kind="nudge", dedupe_key="ladder:1", to_person=office.people["孙立"], complaint=complaint,
        customer=complaint.customer_id, created_at=clock.now(),
    )  # fmt: skip
    async with at_the_handlers(office.actor("孙立")) as hands:
        assert "升级通知" in shown(hands, HandlerCard)
        assert "空调修了两次还是不凉" in shown(hands, HandlerCard)
        await hands.press("enter")
        assert isinstance(hands.screen, ComplaintFileScreen)
        await hands.press("escape")
        assert not hands.screen.query_one(HandlerList).items
    assert Notice.get_by_id(notice.id).answer == "seen"


async def test_the_nudges_of_a_complaint_are_one_row_with_the_complaints_own_deadline(office: Desk) -> None:
    complaint = complain(office)
    with clock.travel(datetime(2026, 12, 1, 9)):  # nobody did anything, and nobody took the steps meanwhile
        ladder.take_due()
        told = [line.id for line in notices.waiting(office.people["高远"].id)]
        assert len(told) == 3
        async with at_the_handlers(office.actor("高远")) as hands:
            (nudge,) = (item for item in hands.screen.query_one(HandlerList).items if isinstance(item, WaitingNotice))
            assert (nudge.id, nudge.ids) == (told[-1], tuple(told))
            assert cells(nudge)[0] == ("▲ 解决 11-23 09:42", "warn")
            assert "通知 1" in shown(hands, HandlerHead)
            await hands.press("3", "enter", "escape")
            assert not hands.screen.query_one(HandlerList).items
    assert Notice.select().where(Notice.id.in_(told) & (Notice.answer == "seen")).count() == 3
    assert complaint.id == nudge.complaint_id


async def test_a_nudge_whose_clock_runs_no_more_says_when_it_came(office: Desk) -> None:
    complaint = complain(office)
    Person.update(manager=office.people["高远"]).where(Person.name == "吴敏").execute()
    with clock.travel(datetime(2026, 11, 20, 17, 20)):
        ladder.take_due()  # it is 高远's to answer for from now on
        for kind in ("acknowledged", "assessed", "proposed"):
            workflow.record(office.actor("高远"), complaint.id, kind, "换压缩机")
    with clock.travel(datetime(2026, 11, 21, 9)):
        (nudge,) = (item for item in waiting(office.actor("高远")) if isinstance(item, WaitingNotice))
        assert cells(nudge)[0] == ("  通知 昨天 17:20", "")


async def test_a_paused_complaint_says_so_and_until_when(office: Desk) -> None:
    complaint, wu = complain(office), office.actor("吴敏")
    for kind in ("acknowledged", "assessed", "proposed"):  # parts stop the clock of the solution, and no other
        workflow.record(wu, complaint.id, kind, "换压缩机")
    workflow.record(wu, complaint.id, "paused", "", {"reason": "parts", "until": "2026-11-24"})
    async with at_the_handlers(wu) as hands:
        (item,) = hands.screen.query_one(HandlerList).items
        assert [text for text, _style in cells(item)[:2]] == ["  停至 11-24", "处理中（暂停：等待配件）"]
        await hands.press("slash", *"暂停")
        assert hands.screen.query_one(HandlerList).items
    with clock.travel(datetime(2026, 11, 24, 9)):  # the clocks run again by themselves
        async with at_the_handlers(wu) as hands:
            (item,) = hands.screen.query_one(HandlerList).items
            assert [text.split()[0] for text, _style in cells(item)[:2]] == ["解决", "处理中"]


async def test_ascii_borders_use_no_sign_of_uncertain_width(office: Desk) -> None:
    config_path().parent.mkdir(parents=True)
    config_path().write_text('borders = "ascii"', encoding="utf-8")
    settings.cache_clear()
    complain(office)
    async with at_the_handlers(office.actor("吴敏")) as hands:
        drawn = "".join(map(hands.text, (HandlerHead, HandlerCard, KeyBar)))
        drawn += "".join(text for text, _style in cells(hands.screen.query_one(HandlerList).items[0]))
        await hands.press("enter")
        drawn += "".join(map(hands.text, (FileHead, FileSheet, Pane, KeyBar)))
    assert {sign for sign in drawn if unicodedata.east_asian_width(sign) == "A"} <= set("“”")  # a sentence's quotes


async def test_views_filter_and_help(office: Desk) -> None:
    complain(office)
    complain(office, "等了三个小时", "周敏")
    async with at_the_handlers(office.actor("吴敏")) as hands:
        listed = hands.screen.query_one(HandlerList)
        assert [item.row.no for item in listed.items] == ["T-0001", "T-0002"]
        await hands.press("slash", *"zm")
        assert [item.row.no for item in listed.items] == ["T-0002"]
        await hands.press("escape", "3")
        assert not listed.items
        assert "按 1 看全部" in shown(hands, HandlerCard)
        await hands.press("2")
        assert len(listed.items) == 2
        i18n.use_language("zh")
        await hands.press("f2")
        assert "What waits for you" in shown(hands, HandlerHead)
        await hands.press("f2", "question_mark")
        assert isinstance(hands.screen, HelpScreen)
        await hands.press("escape", "enter", "question_mark")
        assert isinstance(hands.screen, HelpScreen)


async def test_a_colleague_is_asked_and_what_they_found_stands_in_the_history(office: Desk) -> None:
    complaint = complain(office)
    async with at_the_handlers(office.actor("吴敏")) as hands:
        await hands.press("enter", "v")
        assert "吴敏" not in hands.pane  # nobody asks themselves
        await hands.press(next(word.split()[0] for word in hands.pane.split("   ") if "陈涛" in word))
        await hands.type("[b]交车时说了什么\x1b[2J")
        await hands.press("enter", "G")
        assert "请 陈涛 调查" in shown(hands, FileSheet)
    notice = Notice.get(Notice.kind == "investigation")
    assert notice.to_person_id == office.people["陈涛"].id
    async with at_the_handlers(office.actor("陈涛")) as hands:
        assert "交车时说了什么" in shown(hands, HandlerCard)
        await hands.press("p")  # it is about him: he is asked, and rings nobody
        assert not AuditEvent.select().where(AuditEvent.action == "phone.show").exists()
        await hands.press("enter")
        await hands.type("说了下周回电，忘了")
        await hands.press("enter")
    answered = Notice.get_by_id(notice.id)
    assert (answered.answer, answered.answer_note) == ("found", "说了下周回电，忘了")
    last = ComplaintEvent.select().where(ComplaintEvent.complaint == complaint.id).order_by(ComplaintEvent.id.desc())
    found = last.get()
    assert (found.kind, found.note, found.person.name) == ("noted", "调查结果：说了下周回电，忘了", "陈涛")
    assert state() == "new"
