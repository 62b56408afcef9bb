"""What the house changes after complaints that repeat themselves (RP-04): two done and checked, one overdue."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import NamedTuple

from agentdesk.common import clock
from agentdesk.complaints import actions
from agentdesk.rehearsal.house import House
from agentdesk.rehearsal.stories import words_of
from agentdesk.store.audit import Actor
from agentdesk.store.tables import Complaint

AT = time(16, 40)


class Measure(NamedTuple):
    """An improvement after the complaints of some stories; days are open days back from today, due ones negative."""

    begun: int
    due: int
    owner: str
    title: str
    stories: tuple[str, ...]
    steps: tuple[tuple[int, str, str, str], ...]  # days back, who, what, the note


MEASURES = (
    Measure(
        195, 165, "M002", "前台增设预约专用通道，接待高峰由服务经理调配人手", ("waiting", "late"),
        (
            (185, "M002", "report", "预约通道标识已装，顾问排班改为错峰"),
            (178, "A001", "follow_up", "客户反映周六仍要等，周六缺一名顾问"),
            (168, "M002", "done", "新增顾问一名，周六全员在岗"),
            (125, "M001", "check", "对照两个月的回访：马上接待的比例已明显回升"),
        ),
    ),
    Measure(
        34, 16, "M002", "交车前逐项讲解结算单，增换项目由客户当场签字确认", ("bill",),
        (
            (27, "A001", "follow_up", "委托书新版本已下发，前台还在用旧表"),
            (21, "M002", "report", "旧表已收回，晨会讲解两次"),
            (17, "M002", "done", "抽查二十份委托书，全部有客户签字"),
            (6, "M001", "check", "回访四十位客户，未再反映费用讲解不清"),
        ),
    ),
    Measure(
        22, 3, "M002", "返修车辆由技术总监试车复检后再交车", ("comeback", "oil"),
        (
            (14, "M002", "report", "复检表已印好，周末技术总监轮休时没有人签"),
            (5, "A001", "follow_up", "问过车间，周末仍未执行"),
        ),
    ),
    Measure(
        15, 2, "M003", "新车交付前由第二人按检查表复核车况并签字", ("delivery", "dirty"),
        (
            (9, "M003", "report", "检查表已改版，增加漆面、车机、胎压三项"),
            (3, "M003", "done", "新表已启用，五名销售顾问完成培训"),
        ),
    ),
    Measure(6, -12, "M002", "周末增加一名引导员，到店三分钟内接待", ("waiting",), ()),
)  # fmt: skip
DOORS: dict[str, Callable[[Actor, int, str], None]] = {
    "follow_up": actions.follow_up,
    "report": actions.report,
    "done": actions.done,
    "check": lambda actor, action_id, note: actions.check(actor, action_id, effective=True, note=note),
}


class Improving:
    """The measures, played on their days."""

    def __init__(self, house: House) -> None:
        self.house = house
        self._ids: dict[str, int] = {}
        self._begins = {house.back(each.begun): each for each in MEASURES}
        self._steps = {house.back(step[0]): (each, step) for each in MEASURES for step in each.steps}

    def play(self, day: date) -> None:
        """What a day has of them."""
        with clock.travel(datetime.combine(day, AT)):
            if day in self._begins:
                self._begin(self._begins[day])
            if day in self._steps:
                measure, (_back, who, what, note) = self._steps[day]
                DOORS[what](self.house.actor(who), self._ids[measure.title], note)

    def _begin(self, each: Measure) -> None:
        words = [text for code in each.stories for text in words_of(code)]
        numbers = [row.no for row in Complaint.select(Complaint.no).where(Complaint.words.in_(words))]
        due = self.house.back(each.due) if each.due > 0 else self.house.ahead(-each.due)
        owner = self.house.people[each.owner].id
        added = actions.add(self.house.actor("M001"), each.title, owner_id=owner, due_on=due, complaints=numbers)
        self._ids[each.title] = int(added.id)
