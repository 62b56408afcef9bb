"""A colleague is asked to look into a complaint: on the command line, once, by those who handle it."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from click.testing import Result

from agentdesk.common.errors import Forbidden, UserError
from agentdesk.complaints.investigations import answer, ask
from agentdesk.complaints.notices import letter, seen
from agentdesk.complaints.workflow import history
from agentdesk.store.database import open_database
from agentdesk.store.tables import Notice
from tests.complaints.test_workflow import MANAGER, raised
from tests.dealership import Dealership

Cli = Callable[..., Result]


def test_asked_and_answered_on_the_command_line(house: Dealership, cli: Cli) -> None:
    complaint = raised(house)
    said = cli("--as", MANAGER, "notices", "ask", complaint.no, "陈涛", "--text", "交车时说了什么")
    assert said.exit_code == 0, said.stderr
    (row,) = json.loads(cli("--as", "陈涛", "notices", "list", "--json").stdout)
    assert (row["kind"], row["complaint"]) == ("investigation", complaint.no)
    assert row["text"].endswith("请协助调查 交车时说了什么")
    open_database()
    out = letter(row["id"])
    assert out is not None
    assert "交车" not in out.body  # what is asked may name anybody, and stays in the house
    assert cli("--as", "何平", "notices", "answer", str(row["id"]), "--note", "x").exit_code == 1
    assert cli("--as", "陈涛", "notices", "answer", str(row["id"]), "--note", "忘了回电").exit_code == 0
    assert cli("--as", "陈涛", "notices", "answer", str(row["id"]), "--note", "再答").exit_code == 1
    shown = cli("complaint", "show", complaint.no).stdout
    assert "请 陈涛 调查：交车时说了什么" in shown
    assert "调查结果：忘了回电" in shown


def test_who_may_ask_whom(house: Dealership) -> None:
    complaint, boss = raised(house), house.actor("方慧")
    chen, wu = house.people["陈涛"].id, house.people[MANAGER].id
    with pytest.raises(Forbidden):
        ask(house.actor("孙立"), complaint.id, chen, "x")  # not his complaint
    with pytest.raises(Forbidden):
        ask(house.actor("陈涛"), complaint.id, wu, "x")  # it is about him
    for person, question in ((chen, " "), (house.people["李娜"].id, "x"), (boss.person_id or 0, "x")):
        with pytest.raises(UserError):
            ask(boss, complaint.id, person, question)
    notice = ask(boss, complaint.id, chen, "x")
    with pytest.raises(UserError, match="尚未答复"):
        ask(house.actor(MANAGER), complaint.id, chen, "y")
    with pytest.raises(UserError):
        seen(house.actor("陈涛"), notice)  # being seen is no answer
    with pytest.raises(UserError):
        answer(house.actor("陈涛"), notice, " ")
    assert Notice.select().count() == 1
    assert [event.kind for event in history(complaint.id)] == ["raised", "noted"]
