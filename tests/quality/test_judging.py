"""A call judged: the draft, handing it over, what the agent says of it, and a correction that names the old one."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from click.testing import Result
from peewee import Database

from agentdesk.common.errors import Forbidden, UserError
from agentdesk.playbook.publish import publish
from agentdesk.quality import feedback, judging
from agentdesk.quality.figures import scores
from agentdesk.quality.judged import Judged, judgement, read
from agentdesk.quality.listing import JUDGED, OBJECTED, TO_JUDGE, views
from agentdesk.quality.sampling import RANDOM, sampled
from agentdesk.quality.waiting import waits
from agentdesk.store.audit import SYSTEM
from agentdesk.store.tables import Contact, Judgement
from tests.dealership import Dealership

Cli = Callable[..., Result]


def judged(house: Dealership, call: int, **points: int) -> Judged:
    """The call judged with all points but those given."""
    chief = house.actor("方慧")
    draft = judging.begin(chief, call)
    for line in draft.lines:
        judging.give(chief, draft.id, line.code, points.get(line.code, line.points))
        if points.get(line.code) == 0:
            judging.comment(chief, draft.id, line.code, "记录与录音不符")
    return judging.submit(chief, draft.id)


def drawn_of(house: Dealership, name: str) -> int:
    return next(row.call.id for row in sampled() if row.call.person == name)


def test_a_sampled_call_is_judged_and_leaves_the_list(house: Dealership, last_week: list[Contact]) -> None:
    chief = house.actor("方慧")
    before = views(chief)[TO_JUDGE]
    call = drawn_of(house, "李娜")
    found = judged(house, call, pace=1)
    assert found.reasons[0].code == RANDOM
    assert found.score is not None
    assert round(float(found.score), 4) == round(25 / 26, 4)
    after = views(chief)
    assert [row.call for row in after[TO_JUDGE]] == [row.call for row in before if row.call != call]
    assert [(row.call, row.state, row.customer) for row in after[JUDGED]] == [(call, "submitted", "王**")]
    (row,) = [each for each in scores(chief, found.day.replace(day=1), found.day.replace(day=30)) if each.judged]
    assert (row.person, row.judged, row.failed) == ("李娜", 1, 0)


def test_a_draft_is_kept_at_each_key_and_goes_on(house: Dealership, last_week: list[Contact]) -> None:
    chief, call = house.actor("方慧"), drawn_of(house, "李娜")
    draft = judging.begin(chief, call)
    judging.give(chief, draft.id, "opening", 2)
    judging.leave_out(chief, draft.id, "landline")
    judging.comment(chief, draft.id, "pace", " 偏快 ")
    again = judging.begin(chief, call)
    lines = {line.code: line for line in again.lines}
    assert again.id == draft.id
    assert (lines["opening"].given, lines["landline"].applies, lines["pace"].comment) == (2, False, "偏快")
    with pytest.raises(UserError, match="还有 11 条未评"):
        judging.submit(chief, draft.id)
    with pytest.raises(UserError, match="正在评"):
        judging.begin(house.actor("高远"), call)
    judging.discard(chief, draft.id)
    assert Judgement.select().count() == 0


def test_a_critical_error_needs_its_words(house: Dealership, last_week: list[Contact]) -> None:
    chief = house.actor("方慧")
    draft = judging.begin(chief, drawn_of(house, "李娜"))
    for line in draft.lines:
        judging.give(chief, draft.id, line.code, 0 if line.code == "true_record" else line.points)
    with pytest.raises(UserError, match="请写明经过"):
        judging.submit(chief, draft.id)
    judging.comment(chief, draft.id, "true_record", "客户说不满意，记为满意")
    found = judging.submit(chief, draft.id)
    assert found.score == 0
    assert [line.code for line in found.failed] == ["true_record"]


def test_what_was_handed_over_is_not_changed(house: Dealership, last_week: list[Contact]) -> None:
    chief, call = house.actor("方慧"), drawn_of(house, "李娜")
    found = judged(house, call)
    for do in (
        lambda: judging.give(chief, found.id, "opening", 0),
        lambda: judging.comment(chief, found.id, "opening", "x"),
        lambda: judging.submit(chief, found.id),
        lambda: judging.discard(chief, found.id),
        lambda: judging.begin(chief, call),
    ):
        with pytest.raises(UserError):
            do()
    assert judgement(chief, found.id) == found


def test_a_correction_is_a_new_version(house: Dealership, last_week: list[Contact]) -> None:
    chief, agent, call = house.actor("方慧"), house.actor("李娜"), drawn_of(house, "李娜")
    old = judged(house, call, pace=0)
    again = judging.correct(chief, old.id)
    assert [line.given for line in again.lines] == [line.given for line in old.lines]
    judging.give(chief, again.id, "pace", 2)
    with pytest.raises(UserError, match="更正的原因"):
        judging.submit(chief, again.id)
    assert [row.id for row in feedback.waiting(agent)] == [old.id]  # until it is handed over the old one stands
    new = judging.submit(chief, again.id, "客户当时赶时间")
    assert (new.corrects, new.score) == (old.id, 1)
    assert judgement(chief, old.id).corrected_by == new.id
    assert [row.id for row in feedback.waiting(agent)] == [new.id]
    assert waits(agent) == 1
    (row,) = [each for each in scores(chief, old.day, old.day) if each.judged]
    assert (row.judged, row.mean) == (1, 1)
    with pytest.raises(UserError, match="最后提交"):
        judging.correct(chief, old.id)


def test_the_criteria_stay_as_they_read_then(house: Dealership, last_week: list[Contact], database: Database) -> None:
    found = judged(house, drawn_of(house, "李娜"))
    folder = house.folder / "playbook"
    path = folder / "quality.toml"
    text = (
        path.read_text(encoding="utf-8").replace("语速不快，不显匆忙", "语速适中").replace("points = 2", "points = 3")
    )
    path.write_text(text, encoding="utf-8")
    publish(SYSTEM, folder, lambda _path: None)  # type: ignore[arg-type,return-value]
    names = {line.code: (line.name, line.points) for line in judgement(house.actor("方慧"), found.id).lines}
    assert names["pace"] == ("语速不快，不显匆忙", 2)
    later = judging.begin(house.actor("方慧"), drawn_of(house, "孙悦"))
    assert {line.code: (line.name, line.points) for line in later.lines}["pace"] == ("语速适中", 3)


def test_an_agent_reads_answers_and_is_answered(house: Dealership, last_week: list[Contact]) -> None:
    chief, agent = house.actor("方慧"), house.actor("李娜")
    found = judged(house, drawn_of(house, "李娜"), pace=1)
    assert (waits(agent), waits(house.actor("孙悦"))) == (1, 0)
    with pytest.raises(UserError, match="写明"):
        feedback.object_to(agent, found.id, " ")
    feedback.object_to(agent, found.id, "客户当时在开车")
    assert waits(agent) == 0
    assert [row.call for row in views(chief)[OBJECTED]] == [found.call]
    feedback.answer(chief, found.id, "以后先另约时间")
    assert (waits(agent), feedback.own(agent)[0].state) == (1, "answered")
    feedback.acknowledge(agent, found.id)
    history = judgement(agent, found.id).history
    assert [row.kind for row in history] == ["submitted", "objected", "answered", "acknowledged"]
    with pytest.raises(UserError, match="回应过"):
        feedback.acknowledge(agent, found.id)
    with pytest.raises(UserError, match="没有待答复"):
        feedback.answer(chief, found.id, "x")


def test_who_may_do_what(house: Dealership, last_week: list[Contact]) -> None:
    call = drawn_of(house, "李娜")
    chief, own, other = house.actor("方慧"), house.actor("李娜"), house.actor("孙悦")
    draft = judging.begin(chief, call)
    for do in (
        lambda: judging.begin(own, call),
        lambda: views(own),
        lambda: judgement(own, draft.id),  # a draft is nobody's to read
        lambda: scores(own, draft.day, draft.day),
    ):
        with pytest.raises(Forbidden):
            do()
    judging.discard(chief, draft.id)
    found = judged(house, call)
    for do in (
        lambda: judgement(other, found.id),
        lambda: feedback.acknowledge(other, found.id),
        lambda: feedback.answer(own, found.id, "x"),
        lambda: judging.correct(own, found.id),
    ):
        with pytest.raises(Forbidden):
            do()
    assert judgement(own, found.id).id == found.id


def test_nobody_judges_a_call_of_their_own_or_one_that_is_not_over(house: Dealership, last_week: list[Contact]) -> None:
    Contact.update(person=house.people["方慧"]).where(Contact.id == last_week[0].id).execute()
    with pytest.raises(Forbidden, match="自己"):
        judging.begin(house.actor("方慧"), last_week[0].id)
    Contact.update(ended_at=None).where(Contact.id == last_week[1].id).execute()
    for call in (last_week[1].id, 9999):
        with pytest.raises(UserError):
            judging.begin(house.actor("方慧"), call)
    assert read(Judgement.id > 0) == []


def test_on_the_command_line(house: Dealership, last_week: list[Contact], cli: Cli, at: Callable[[str], None]) -> None:
    found = judged(house, drawn_of(house, "李娜"), pace=1)
    at("2026-11-20T18:10")
    chief = ("--as", "方慧", "quality")
    listed = json.loads(cli(*chief, "list", "--json").stdout)
    assert len(listed) == 5
    assert listed[0]["reasons"][0]["code"] == RANDOM
    assert "随机抽取" in cli(*chief, "list").stdout
    shown = cli("--as", "李娜", "quality", "show", found.id)
    assert (shown.exit_code, "语速不快" in shown.stdout) == (0, True)
    assert json.loads(cli(*chief, "show", found.id, "--json").stdout)["score"] == round(25 / 26, 4)
    assert "样本不足" in cli(*chief, "scores", "--month", "2026-11").stdout
    assert json.loads(cli(*chief, "flags", "--json").stdout) == []
    for arguments, code in (
        (("--as", "李娜", "quality", "list"), 1),
        (("--as", "孙悦", "quality", "show", found.id), 1),
        ((*chief, "show", "999"), 2),
        ((*chief, "scores", "--month", "2026-13"), 2),
    ):
        done = cli(*arguments)
        assert (done.exit_code, done.stderr.count("\n")) == (code, 1), done.stderr
