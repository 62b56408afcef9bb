"""A dealer made through the doors a dealer uses: a published playbook, export files, builds."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from agentdesk.common import clock
from agentdesk.intake.importing import import_file
from agentdesk.playbook.publish import publish
from agentdesk.playbook.workdays import seed_workdays
from agentdesk.queue.build import build
from agentdesk.queue.listing import tasks_of
from agentdesk.queue.report import RunReport
from agentdesk.store.audit import SYSTEM
from tests.prepared import furnish, prepared

PEOPLE = (
    {"工号": "A001", "姓名": "李娜", "岗位": "回访专员"},
    {"工号": "A002", "姓名": "孙悦", "岗位": "回访专员"},
    {"工号": "S001", "姓名": "陈涛", "岗位": "服务顾问"},
    {"工号": "X001", "姓名": "何平", "岗位": "销售顾问"},
    {"工号": "M001", "姓名": "方慧", "岗位": "客户关爱经理"},
    {"工号": "M002", "姓名": "吴敏", "岗位": "服务经理"},
)
PRIVATE = {"客户编号": "C1", "客户名称": "王建国", "客户性质": "个人", "性别": "男", "移动电话": "13800000001"}
COMPANY = {"客户编号": "C2", "客户名称": "滁州宏达物流有限公司", "客户性质": "单位", "固定电话": "0550-3000001"}


class Dealer:
    """A small dealer; rows are given with the titles a dealer system writes."""

    def __init__(self, folder: Path, opened_on: date = date(2023, 12, 1)) -> None:
        self.folder = folder
        furnish(("dealer", opened_on), lambda: self._open(opened_on))

    def _open(self, opened_on: date) -> None:
        with clock.travel(datetime(opened_on.year, opened_on.month, opened_on.day, 8)):
            publish(SYSTEM, "car_dealership", prepared, effective_from=opened_on)
            seed_workdays(SYSTEM, range(2023, 2027))
        self.take("people", *PEOPLE)

    def take(self, kind: str, *rows: Mapping[str, str]) -> Any:
        """Write the rows to a file as an export, and import it."""
        path = self.folder / f"{kind}.csv"
        titles = list(dict.fromkeys(title for row in rows for title in row))
        with path.open("w", encoding="gb18030", newline="") as file:
            writer = csv.DictWriter(file, titles)
            writer.writeheader()
            writer.writerows(rows)
        result = import_file(SYSTEM, kind, path)
        assert not result.counts["refused"], result
        return result

    def build(self, day: str) -> RunReport:
        """Build the queue of a day, on the morning of that day."""
        with clock.travel(datetime.fromisoformat(f"{day}T07:00")):
            return build(SYSTEM, date.fromisoformat(day))

    def tasks(self, day: str, kind: str = "") -> list[dict[str, Any]]:
        """What `queue list` gives for a day, of one kind where one is named."""
        return [row for row in tasks_of(date.fromisoformat(day)) if kind in ("", row["kind"])]
