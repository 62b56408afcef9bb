"""The re-call of a complaint by keys: another matter is a file of its own, and each names the other."""

from __future__ import annotations

from agentdesk.complaints.listing import show
from agentdesk.store.tables import Complaint, Interview
from tests.interview.call_world import Desk
from tests.interview.test_recalls import handled_yesterday
from tests.tui.screens.at_the_desk import SitDown


async def test_another_matter_in_a_recall_is_asked_for_and_linked(office: Desk, sit_down: SitDown) -> None:
    asked, _task = handled_yesterday(office)
    async with sit_down() as hands:
        await hands.press("enter", "1", "1", "enter", *"1111151", "enter")
        assert "另一件事" in hands.pane
        await hands.type("说好的电话一直没有打来")
        await hands.press("enter")
        await hands.press("c")
        assert f"这里只记另一件事；本次回访会记入 {asked.no}" in hands.pane
        assert "说好的电话" not in hands.pane
        await hands.press("enter", "enter")
        assert "建议 升级" not in hands.pane  # that was answered of the other one
        assert Complaint.select().count() == 1
        await hands.type("停车场太小")
        await hands.press("enter", "down", "down", "enter", "1", "enter")
    other = Complaint.get(Complaint.id != asked.id)
    assert (other.words, other.interview_id) == ("停车场太小", Interview.get().id)
    assert [line.note for line in show(other.no).history] == [f"在 {asked.no} 的回访中记录"]
    last = show(asked.no).history[-1]
    assert (last.kind, last.note) == ("noted", f"回访中另外记录了 {other.no}。")
