"""The disk is full in the middle of a call: one line, nothing leaves the screen, and all of it is stored later."""

from __future__ import annotations

from agentdesk.store import checks
from agentdesk.store.tables import Answer, Complaint, ComplaintDraft, Confirmation, Interview
from agentdesk.tui.screens.call import CallScreen
from agentdesk.tui.screens.complaint import ComplaintScreen
from tests.interview.call_world import Desk
from tests.interview.test_full_disk import no_file_grows
from tests.tui.screens.at_the_desk import Hands, SitDown

FULL, STORED = "磁盘是否已满", "屏幕上的内容现已全部保存"


def answers() -> dict[str, str | None]:
    """The latest answer of each question, without drafts."""
    return {row.node: row.value for row in Answer.select().order_by(Answer.id) if not row.draft}


async def room_again(hands: Hands) -> None:
    """What the desk does by itself a moment later."""
    screen = hands.screen
    assert isinstance(screen, CallScreen)
    screen.do(screen.store_unasked(), quietly=True)
    await hands.rest()


async def test_an_answer_stays_on_the_screen_and_is_given_again(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with sit_down() as hands:
        await hands.press("enter", "1", "1", "enter")
        assert "您到店的时候" in hands.pane
        with no_file_grows():
            await hands.press("1")
            assert FULL in hands.pane
            assert "您到店的时候" in hands.pane
            assert "reception" not in answers()
            await hands.press("1", "enter")
            assert "您到店的时候" in hands.pane
        before = Interview.get().position
        await hands.press("1")
        assert FULL not in hands.pane
        assert "您到店的时候" not in hands.pane
        assert answers()["reception"] == "at_once"
        assert [row.value for row in Answer.select().where(Answer.node == "reception")] == ["at_once"]
        assert Interview.get().position != before
    assert checks.examine() == []


async def test_it_is_stored_without_another_key_when_there_is_room(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with sit_down() as hands:
        await hands.press("enter", "1", "1")
        with no_file_grows():
            await hands.press("enter")  # the purpose is said
            assert FULL in hands.pane
            assert not Confirmation.select().exists()
        await room_again(hands)
        assert STORED in hands.pane
        assert [row.node for row in Confirmation.select()] == ["purpose"]
        await hands.press("enter")
        assert "您到店的时候" in hands.pane
        assert Confirmation.select().count() == 1


async def test_text_stays_in_its_field(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with sit_down() as hands:
        await hands.press("enter", "1", "1", "enter", *"111111114")
        with no_file_grows():
            await hands.type("周末多安排几个师傅")
            await room_again(hands)
            assert FULL in hands.pane
            await hands.press("enter")
            assert FULL in hands.pane
            assert hands.field.text == "周末多安排几个师傅"
            assert not Answer.select().where(Answer.node == "suggestion").exists()
        await room_again(hands)
        await hands.press("enter")
        assert "什么地方值得改进" not in hands.pane
    assert answers()["suggestion"] == "周末多安排几个师傅"


async def test_leaving_the_desk_says_first_what_would_be_lost(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with sit_down() as hands:
        await hands.press("enter", "1", "1", "enter")
        with no_file_grows():
            await hands.press("1", "ctrl+q")
            assert hands.calling
            assert hands.pilot.app.return_code is None
        await hands.press("ctrl+q")
    assert answers()["reception"] == "at_once"


async def test_the_same_answer_again_ends_what_was_typed_as_another_one(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with sit_down() as hands:
        await hands.press("enter", "1", "1", "enter", *"111111114")
        await hands.type("很好")
        await hands.press("enter", "backspace")
        await hands.type("吗")
        await room_again(hands)
        await hands.press("backspace", "enter")
    latest = Answer.select().where(Answer.node == "suggestion").order_by(Answer.id.desc()).first()
    assert (latest.value, latest.draft) == ("很好", False)


async def test_a_complaint_stays_in_its_form(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with sit_down() as hands:
        await hands.press("enter", "1", "1", "enter", "4", "c")
        with no_file_grows():
            await hands.type("等了很久")
            await hands.press("enter")
            assert FULL in hands.pane
            await hands.press("enter", "enter", "1", "enter")  # nothing is submitted that is not kept
            assert isinstance(hands.screen, ComplaintScreen)
            assert not ComplaintDraft.select().exists()
            assert not Complaint.select().exists()
            await hands.press("escape")
            assert isinstance(hands.screen, ComplaintScreen)
            assert "等了很久" in hands.pane
        await hands.press("enter")
        assert isinstance(hands.screen, CallScreen)
        assert "T-0001" in hands.outline
    assert (Complaint.get().words, Complaint.get().wants_callback) == ("等了很久", True)
    assert checks.examine() == []
