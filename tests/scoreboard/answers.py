"""Answered questionnaires for tests of figures: a small form, published, and interviews held on it as stored facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from agentdesk.common import clock
from agentdesk.playbook.forms import store_form
from agentdesk.playbook.publish import publish
from agentdesk.store.audit import SYSTEM
from agentdesk.store.tables import Answer, Contact, Form, FormVersion, Interview, RepairOrder, Task
from tests.dealership import Dealership
from tests.prepared import prepared

FORM = """
| survey |
|   | type | name | label::中文 (zh) | label::English (en) | relevant |
|   | select_one opening | opening | 您好，请问您是${customer_name}吗？ | Is this ${customer_name}? |   |
|   | hidden | customer_name |   |   |   |
|   | begin_group | interview |   |   | ${opening} = 'yes' |
|   | select_one how | reception | 马上接待了吗？ | Received at once? |   |
|   | select_one fixed | fixed | 一次修好了吗？ | Fixed at once? |   |
|   | integer | recommend | 您会推荐我们吗？0 到 10 分 | Would you recommend us? 0 to 10 |   |
|   | integer | csi_initiation | 启动 | Initiation |   |
|   | integer | csi_advisor | 顾问 | Advisor |   |
|   | integer | csi_facility | 设施 | Facility |   |
|   | integer | csi_pick_up | 交车 | Pick-up |   |
|   | integer | csi_quality | 质量 | Quality |   |
|   | integer | easy | 办事方便吗？1 到 7 分 | Was it easy? 1 to 7 |   |
|   | end_group |   |   |   |   |
| choices |
|   | list_name | name | label::中文 (zh) | label::English (en) |
|   | opening | yes | 是 | Yes |
|   | opening | wrong_person | 不是此人 | No |
|   | how | at_once | 马上 | At once |
|   | how | long | 很久 | Long |
|   | how | dk | 不记得 | Does not know |
|   | fixed | yes | 是 | Yes |
|   | fixed | no | 没有 | No |
|   | fixed | not_sure | 再看看 | Not sure |
|   | fixed | dk | 不清楚 | Does not know |
|   | fixed | ref | 不愿回答 | Refuses |
| settings |
|   | form_title | form_id | version | default_language |
|   | 回访 / Callback | aftersales | 1 | 中文 (zh) |
"""


def publish_form(house: Dealership) -> FormVersion:
    """The small form, in force since the dealer opened."""
    path = house.folder / "aftersales.md"
    path.write_text(FORM.strip() + "\n", encoding="utf-8")
    with clock.travel(datetime.combine(house.opened_on, time(9))):
        store_form(SYSTEM, prepared(path))
    return FormVersion.get(FormVersion.form == Form.get(Form.name == "aftersales"))


def add_to_targets(house: Dealership, rows: str) -> None:
    """Publish the house's playbook again with more rows in targets.toml."""
    targets = house.folder / "playbook" / "targets.toml"
    targets.write_text(f"{targets.read_text(encoding='utf-8')}\n{rows}", encoding="utf-8")
    with clock.travel(datetime.combine(house.opened_on, time(10))):
        publish(SYSTEM, house.folder / "playbook", lambda path: None, effective_from=house.opened_on)  # type: ignore[arg-type, return-value]


def answered(
    house: Dealership,
    form: FormVersion,
    left_on: date,
    answers: Mapping[str, Any],
    *,
    order: RepairOrder | None = None,
    agent: str = "李娜",
    result: str = "complete",
) -> Task:
    """A repair order's callback on the day after the car left, with these answers; nobody's answer is left out."""
    order = order or house.order(left_on)
    task = house.task("CB-01", "repair_order", order.id, order.customer, left_on, vehicle=order.vehicle_id,
                      advisor=order.advisor_id, agent=house.people[agent])  # fmt: skip
    at = datetime.combine(left_on + timedelta(days=1), time(10))
    contact = house.decide(task, "completed", at, agent)
    held(form, contact, task, {"opening": "yes", **answers}, result)
    return Task.get_by_id(task.id)


def many(
    house: Dealership, form: FormVersion, left_on: date, answers: Sequence[Mapping[str, Any]], first_id: int = 1
) -> None:
    """As `answered`, for hundreds: all of one customer's in one sitting, written at once; ids from `first_id` on."""
    task = house.task("CB-01", "customer", 0, house.customer(), left_on, state="closed", disposition="completed",
                      closed_on=left_on + timedelta(days=1), dedupe_key=f"many:{first_id}")  # fmt: skip
    at = datetime.combine(left_on + timedelta(days=1), time(10))
    contact = Contact.create(customer=task.customer_id, person=house.people["李娜"], work_date=at.date(), started_at=at,
                             ended_at=at)  # fmt: skip
    copied = {**task.__data__, "customer": task.customer_id}
    del copied["id"]
    tasks = [{**copied, "dedupe_key": f"many:{first_id}:{number}"} for number in range(len(answers))]
    for start in range(0, len(tasks), 500):
        Task.insert_many(tasks[start : start + 500]).execute()
    ids = [
        row.id for row in Task.select(Task.id).where(Task.dedupe_key.startswith(f"many:{first_id}:")).order_by(Task.id)
    ]
    Task.delete().where(Task.id == task.id).execute()
    interviews = [
        {"contact": contact, "task": key, "form_version": form, "person": contact.person_id, "seed": 1,
         "facts": '{"zh": {"customer_name": "王建国"}}', "started_at": at, "ended_at": at, "result": "complete"}
        for key in ids
    ]  # fmt: skip
    for start in range(0, len(interviews), 500):
        Interview.insert_many(interviews[start : start + 500]).execute()
    of_task = {row.task_id: row.id for row in Interview.select().where(Interview.task.in_(ids))}
    said = [
        {"interview": of_task[key], "node": node, "value": str(value), "person": contact.person_id, "answered_at": at,
         "draft": False}
        for key, given in zip(ids, answers, strict=True)
        for node, value in {"opening": "yes", **given}.items()
    ]  # fmt: skip
    for start in range(0, len(said), 2_000):
        Answer.insert_many(said[start : start + 2_000]).execute()


def held(form: FormVersion, contact: Contact, task: Task, answers: Mapping[str, Any], result: str) -> Interview:
    """An interview of a task as it is stored: every answer a row."""
    at = contact.started_at
    interview = Interview.create(
        contact=contact, task=task, form_version=form, person=contact.person_id, seed=1,
        facts='{"zh": {"customer_name": "王建国"}}', started_at=at, ended_at=at, result=result,
    )  # fmt: skip
    rows = [
        {"interview": interview.id, "node": node, "value": str(value), "person": contact.person_id, "answered_at": at,
         "draft": False}
        for node, value in answers.items()
    ]  # fmt: skip
    Answer.insert_many(rows).execute()
    return interview
