"""Our own forms: no warning, the script word for word, walked to the end by a seeded random walker."""

from __future__ import annotations

import random
import re
from functools import cache
from pathlib import Path

import pytest

import agentdesk.playbook
from agentdesk.interview.compile import check_form
from agentdesk.interview.model import FormModel, Kind
from agentdesk.interview.run import Run
from agentdesk.interview.walker import walk_form
from agentdesk.playbook.read import load
from tests.thorough import often

PLAYBOOKS = Path(agentdesk.playbook.__file__).parent
NAMES = sorted(f"{path.parent.parent.name}/{path.stem}" for path in PLAYBOOKS.glob("*/forms/*.md"))
OF_THE_DEALER = [name for name in NAMES if name.startswith("car_dealership/")]
FACTS = {
    "customer_name": "王建国",
    "title": "先生",
    "agent_name": "李娜",
    "dealer_name": "滁州店",
    "brand": "上海大众",
    "event_date": "2026-11-19",
    "service_name": "首保",
    "model": "朗逸",
    "plate": "皖M12345",
    "advisor_name": "陈涛",
    "due_date": "2026-12-01",
    "reminder_subject": "年检",
    "complaint_subject": "等待时间过长",
    "agenda_first": "yes",
    "agenda_last": "yes",
}
# requirements.md section 4, with its listed corrections; the marks as Chinese is printed
SCRIPT = {
    "opening": "您好，这里是滁州店，我是回访专员李娜，请问您是王建国先生吗？",
    "suggestion": "在您看来，我们还有什么地方值得改进？您有什么建议吗？",
    "dissatisfied_reason": "您能告诉我为什么不满意吗？我将记下您的抱怨，把它转给相关的责任人处理。",
    "closing_thanks": "感谢您选择上海大众的产品，我们将继续努力提高服务质量。",
    "closing_goodbye": "非常感谢您给我们提供的帮助，再见！",
}
# What a form must say of it, by the line's number there. Reminders do not ask what could be improved (SC-07).
ALWAYS = {"opening": "SC-01", "closing_thanks": "SC-09", "closing_goodbye": "SC-10", "dissatisfied_reason": "SC-08"}
OPINION = {"suggestion": "SC-07"}
REMINDERS = {
    f"car_dealership/{name}"
    for name in (
        "appointment_confirmation",
        "first_service",
        "inspection_reminder",
        "insurance_reminder",
        "maintenance_reminder",
        "reminder",
    )
}
ASK = (
    "我们非常希望您能帮助我们完成下面这份电话问卷。"
    "把您的真实感受告诉我们，这将有助于我们进一步改进工作，更好地为您服务。"
)
# A key customer is called by the care manager (CB-12), one with an appointment by the service advisor (RM-10).
OWN_LINES = {
    "car_dealership/appointment_confirmation": {
        "opening": "您好，这里是滁州店，我是服务顾问李娜，请问您是王建国先生吗？"
    },
    "car_dealership/key_customer": {"opening": "您好，这里是滁州店，我是客户关爱部的李娜，请问您是王建国先生吗？"},
}
PURPOSE = {
    "aftersales": f"我们从最近的用户记录中获知您在2026年11月19日在我公司接受过首保服务，{ASK}",
    "new_sale": f"我们从系统记录中获知您在2026年11月19日在我公司购买了朗逸1台，{ASK}",
}


@cache
def form(name: str) -> FormModel:
    playbook, _, stem = name.rpartition("/")
    checked = check_form(PLAYBOOKS / (playbook or "car_dealership") / "forms" / f"{stem}.md")
    assert checked.problems == []
    assert checked.form is not None
    return checked.form


def facts_of(name: str) -> dict[str, str]:
    """Something for every fact of a form."""
    hidden = {node.name: node.default or node.name for node in form(name).nodes if node.kind == "hidden"}
    return {**hidden, **FACTS}


def test_the_forms_of_the_first_day_are_there() -> None:
    names = {"aftersales", "complaint_recall", "maintenance_reminder", "new_sale", "reminder"}
    assert {f"car_dealership/{name}" for name in names} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_chinese_lines_have_chinese_marks(name: str) -> None:
    texts = [text for node in form(name).nodes for text in (node.label, node.hint, node.guidance, node.short)]
    texts += [node.constraint_message for node in form(name).nodes]
    texts += [choice.label for node in form(name).nodes for choice in form(name).choice_list(node.choices)]
    said = [re.sub(r"\$\{[^}]*\}", "", text.get("zh", "")) for text in texts]
    assert [text for text in said if re.search(r"[,;?!()]|(?<!\d):|\.(?!\d)", text)] == []


def lines_of(name: str) -> dict[str, str]:
    """The questions of a form that are a line of the script, with the line's number."""
    return ALWAYS if name in REMINDERS else {**ALWAYS, **OPINION}


@pytest.mark.parametrize("name", OF_THE_DEALER)
def test_script_lines_are_word_for_word(name: str) -> None:
    run = Run(form(name), facts_of(name))
    lines = {**SCRIPT, **OWN_LINES.get(name, {})}
    assert {key: run.item(key).label for key in lines_of(name)} == {key: lines[key] for key in lines_of(name)}
    run.answer("opening", "yes")
    assert run.item("purpose").label == PURPOSE.get(name.rpartition("/")[2], run.item("purpose").label)


@pytest.mark.parametrize("name", NAMES)
def test_every_form_has_its_script_lines_on_the_path(name: str) -> None:
    run = Run(form(name), facts_of(name))
    run.answer("opening", "yes")
    kinds = {row.key: row.kind for row in run.outline()}
    assert {key: number for key, number in lines_of(name).items() if key not in kinds} == {}
    assert [kinds[key] for key in ("purpose", "closing_thanks", "closing_goodbye")] == [Kind.ACKNOWLEDGE] * 3


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("seed", range(0, often(100, 1000), 100))
def test_walked_to_the_end(name: str, seed: int) -> None:
    for each in range(seed, seed + 100):
        made = walk_form(form(name), facts_of(name), each, back=0.15, fixed={"opening": "yes"})
        assert made.stuck == []
        assert made.run.can_complete() == []
        shown = {row.key for row in made.run.outline() if row.state != "hidden"}
        silent = {node.name for node in form(name).nodes if node.kind in {"calculate"}}
        assert set(made.run.results()) <= shown | silent
        assert "【" not in "".join(row.label for row in made.run.outline())
        change_answers(made.run, random.Random(each))
        shown = {row.key for row in made.run.outline() if row.state != "hidden"}
        assert set(made.run.results()) <= shown | silent
        if each % 5 == 0:
            assert on_its_path_alone(name, made.run, each) == made.run.results()


def change_answers(run: Run, chance: random.Random) -> None:
    """Take other choices afterwards, which puts what hung on the first ones off the path."""
    keys = [row.key for row in run.outline() if row.kind == "select_one" and row.value and row.key != "opening"]
    for key in chance.sample(keys, min(4, len(keys))):
        if run.state.slots[key].relevant:
            run.answer(key, chance.choice(run.item(key).choices).name, confirmed=True)


def on_its_path_alone(name: str, run: Run, seed: int) -> dict[str, str]:
    """The results of a call in which only what counts in the end was ever said."""
    again = Run(form(name), facts_of(name), seed=seed)
    again.restore(run.results(), run.confirmations)
    return again.results()


@pytest.mark.parametrize("name", NAMES)
def test_what_must_be_answered_is_enough_for_a_success(name: str) -> None:
    """An optional question that Enter passes by must not turn up as missing when the call is over."""
    limit = load(name.partition("/")[0]).head.settings.complete_over / 100
    for seed in range(often(20, 50)):
        run = walk_form(form(name), facts_of(name), seed, fixed={"opening": "yes"}).run
        for row in run.outline():
            if row.value and not run.item(row.key).required:
                run.answer(row.key, "")
        assert run.can_complete() == []
        assert run.share_answered() > limit


@pytest.mark.parametrize("name", NAMES)
def test_whoever_answers_the_walk_ends(name: str) -> None:
    for seed in range(often(40, 100)):
        made = walk_form(form(name), facts_of(name), seed, back=0.15)
        assert made.stuck == []
        identified = made.run.results().get("opening") == "yes"
        assert ("identity" in {reason.code for reason in made.run.can_complete()}) is not identified


def test_walks_leave_answers_off_the_path() -> None:
    """Or the walks would say nothing about results."""
    off = 0
    for seed in range(100):
        made = walk_form(form("aftersales"), FACTS, seed, back=0.15, fixed={"opening": "yes"})
        change_answers(made.run, random.Random(seed))
        off += bool(made.run.answers().keys() - made.run.results().keys())
    assert off >= 5


@pytest.mark.parametrize("name", NAMES)
def test_nothing_of_the_customer_is_shown_before_they_are_known(name: str) -> None:
    run = Run(form(name), facts_of(name))
    assert [row.key for row in run.outline() if row.state != "hidden"] == ["opening"]
    said = run.item("opening").label + run.item("opening").hint
    assert not any(FACTS[fact] in said for fact in ("model", "plate", "service_name", "complaint_subject"))
    for answer in ("wrong_person", "not_now"):
        run.answer("opening", answer)
        assert run.next() is None
        assert [reason.code for reason in run.can_complete()] == ["identity"]


@pytest.mark.parametrize("name", NAMES)
def test_a_second_task_on_the_agenda_neither_opens_nor_closes_again(name: str) -> None:
    run = Run(form(name), {**facts_of(name), "agenda_first": "no", "agenda_last": "no"})
    shown = {row.key for row in run.outline() if row.state != "hidden"}
    assert "purpose" in shown
    assert not shown & {"opening", "recording", "closing_thanks", "closing_goodbye"}


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_are_complete(name: str) -> None:
    for node in form(name).nodes:
        for texts in (node.label, node.hint, node.short):
            assert not texts or set(texts) == {"zh", "en"}


def test_aftersales_has_eleven_questions_and_asks_why_when_dissatisfied() -> None:
    run = Run(form("aftersales"), FACTS)
    run.answer("opening", "yes")
    assert run.page is not None
    assert run.page.total == 10
    run.answer("overall", "2")
    assert run.dissatisfied
    assert run.page.total == 11
    assert "dissatisfied_reason" in run.open_required()
    run.answer("overall", "dk")
    assert not run.dissatisfied
    assert "dissatisfied_reason" not in run.open_required()


def test_every_prompt_is_needed_for_success() -> None:
    made = walk_form(form("aftersales"), FACTS, 1, fixed={"opening": "yes"})
    stored = made.run.answers()
    for key in made.run.confirmations:
        run = Run(form("aftersales"), FACTS)
        others = {each: at for each, at in made.run.confirmations.items() if each != key}
        run.restore(stored, others)
        assert [(reason.code, reason.key) for reason in run.can_complete()] == [("unconfirmed", key)]


def test_a_missing_fact_is_seen_before_the_call() -> None:
    facts = {name: value for name, value in FACTS.items() if name not in {"service_name", "title"}}
    run = Run(form("aftersales"), facts)
    assert run.missing_facts() == ["service_name"]
    assert run.item("opening").label.endswith("请问您是王建国吗？")
