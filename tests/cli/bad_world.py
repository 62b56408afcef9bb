"""What a command is given when something around it is wrong: a file of customers, and the commands by what they do."""

from __future__ import annotations

GOOD = "客户编号,客户名称,备注\nC1,王磊,\nC2,周㛃,晚上勿扰\n"
READING = [("queue", "list"), ("people", "list"), ("import", "list"), ("complaint", "list"), ("form", "list"),
           ("kpi",), ("scoreboard", "--plain"), ("playbook", "show"), ("queue", "build", "--dry-run"),
           ("call", "show", "1")]  # fmt: skip

WRITING = [("queue", "build"), ("people", "add", "a1", "李娜"),
           ("playbook", "publish", "car_dealership"), ("import", "undo", "1")]  # fmt: skip


def words(command: tuple[str, ...]) -> str:
    return " ".join(command)
