"""A form walked by typed lines: answers, prompts, back, the other language, and what is not complete at the end."""

from __future__ import annotations

import tomllib

import pytest

from agentdesk.common import i18n
from agentdesk.interview.compile import compile_form
from agentdesk.interview.model import FormModel, Kind
from agentdesk.interview.preview import Preview
from agentdesk.interview.samples import sample_facts, unknown_facts
from agentdesk.playbook.read import SHIPPED

SHIPPED_FORMS = sorted(SHIPPED.glob("*/forms/*.md"))

FORM = """| survey |
| | type                 | name    | label::中文 (zh)   | label::English (en) | appearance | required | constraint |
| | hidden               | model   |                    |                     |            |          |            |
| | hidden               | secret  |                    |                     |            |          |            |
| | note                 | hello   | 您好               | Hello               |            |          |            |
| | acknowledge          | purpose | 想问问您的${model} | About your ${model} | must-say   |          |            |
| | acknowledge          | calm    | 慢一点说           | Speak slowly        | manner     |          |            |
| | select_multiple ways | ways    | 怎么来的?          | How did you come?   |            | yes      |            |
| | begin_group          | two     | 两个数             | Two numbers         | field-list |          |            |
| | integer              | first   | 第一个?            | The first?          |            |          | . < 100    |
| | integer              | second  | 第二个?            | The second?         |            |          |            |
| | end_group            |         |                    |                     |            |          |            |
| | text                 | end     | 还有吗?            | Anything else?      |            |          |            |

| choices |
|   | list_name | name | label::中文 (zh) | label::English (en) |
|   | ways      | car  | 开车             | By car              |
|   | ways      | bus  | 坐车             | By bus              |
|   | ways      | walk | 走路             | On foot             |
|   | ways      | dk   | 不清楚           | Does not know       |
"""


@pytest.fixture
def preview() -> Preview:
    return Preview(form(), "zh")


def form(text: str = FORM) -> FormModel:
    return compile_form(text, ".md")


def typed(preview: Preview, *lines: str) -> list[str]:
    """Everything said in answer to these lines."""
    return [said for line in lines for said in preview.take(line)]


def test_it_walks_to_the_end_by_digits_enter_and_text(preview: Preview) -> None:
    assert "您好" in preview.question()
    assert typed(preview, "", "", "", "13", "7", "8", "没有了") == []
    assert preview.over
    assert preview.run.results() == {"ways": "car walk", "first": "7", "second": "8", "end": "没有了"}
    assert "  ways: car walk  开车、走路" in preview.summary()


def test_what_is_said_and_what_is_an_instruction_are_apart(preview: Preview) -> None:
    typed(preview, "")
    assert preview.question()[1].endswith("必须说，说完按回车")
    assert preview.question()[2] == "想问问您的朗逸"
    assert typed(preview, "5") == ["按回车表示已经读过。"]
    typed(preview, "")
    assert preview.question()[1].endswith("仅提醒专员，按回车继续")


def test_a_required_question_holds_and_can_be_passed_over(preview: Preview) -> None:
    typed(preview, "", "", "")
    assert typed(preview, "") == ["此题必答；> 可跳过。"]
    assert typed(preview, "5")[0].startswith("! ")
    assert typed(preview, "dk car")[0].startswith("!")
    typed(preview, ">", ">", ">", ">")
    assert preview.over
    assert any("怎么来的?" in line for line in preview.summary())


def test_back_goes_through_the_questions_of_a_page_one_by_one(preview: Preview) -> None:
    typed(preview, "", "", "", "bus", "7", "8")
    assert "还有吗?" in preview.question()
    for label in ("第二个?", "第一个?", "怎么来的?"):
        typed(preview, "<")
        assert label in preview.question()
    assert preview.prompt == "[bus] > "
    typed(preview, "", "", "", "")
    assert preview.over


def test_the_other_language_keeps_the_answers(preview: Preview) -> None:
    typed(preview, "", "/en")
    assert "About your Lavida" in preview.question()
    typed(preview, "", "", "2", "/zh")
    assert preview.run.answers()["ways"] == "bus"
    assert "== 两个数 ==" in preview.question()


def test_a_wrong_answer_says_why_and_stays(preview: Preview) -> None:
    typed(preview, "", "", "", "1")
    assert typed(preview, "100")[0].startswith("!")
    assert "第一个?" in preview.question()


def test_a_soft_check_asks_once() -> None:
    soft = FORM.replace("| constraint |", "| constraint | constraint_message |").replace(
        "| . < 100    |", "| . < 100 | warn:真的? |"
    )
    preview = Preview(form(soft), "zh")
    typed(preview, "", "", "", "1")
    assert typed(preview, "100") == ["! 真的?"]
    assert typed(preview, "y") == []
    assert preview.run.answers()["first"] == "100"


def test_the_outline_says_what_is_hidden_and_why() -> None:
    preview = Preview(compile_form(SHIPPED / "car_dealership" / "forms" / "aftersales.md"), "zh")
    typed(preview, "1", "1", "")
    said = "\n".join(typed(preview, "?"))
    assert "required: true()" in said
    assert "不满原因" in said
    assert "▸" in said


def test_complaint_mode_is_announced() -> None:
    preview = Preview(compile_form(SHIPPED / "car_dealership" / "forms" / "aftersales.md"), "zh")
    said = typed(preview, "1", "1", "", *["1"] * 8, "2")
    assert said == ["进入抱怨模式：记下来，答应转达，不作解释。"]


def test_fields_that_no_desk_fills_are_named(preview: Preview) -> None:
    assert unknown_facts(preview.form) == ["secret"]
    assert any("secret" in line for line in preview.heading())
    piped = Preview(form(FORM.replace("您好  ", "您好${secret}")), "zh")
    assert "您好【?secret】" in piped.question()


@pytest.mark.parametrize("path", SHIPPED_FORMS, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_the_samples_have_every_fact_of_the_shipped_forms(path) -> None:
    made = compile_form(path)
    hidden = {node.name for node in made.nodes if node.kind is Kind.HIDDEN}
    assert hidden <= sample_facts("zh").keys()
    for language in ("zh", "en"):
        preview = Preview(made, language)
        assert preview.run.missing_facts() == []


def test_a_form_in_one_language_of_its_own() -> None:
    i18n.use_language("en")
    single = form("| survey |\n|   | type | name | label |\n|   | text | a | Ça va? |\n")
    preview = Preview(single, "en")
    assert "Ça va?" in preview.question()
    assert len(preview.heading()) == 2


def test_the_samples_are_in_both_languages() -> None:
    from agentdesk.interview import samples

    for name, fact in tomllib.loads(samples._FILE.read_text(encoding="utf-8")).items():
        assert set(fact) in ({"zh", "en"}, {"days"}), name
