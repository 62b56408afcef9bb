"""Where a complaint came from, in the words of its questionnaire and the language of whoever reads it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from click.testing import Result

from agentdesk.complaints.listing import show
from agentdesk.complaints.raising import draft_for, raise_complaint
from agentdesk.interview import records
from agentdesk.interview.origins import with_names
from tests.interview.call_world import Desk
from tests.interview.test_recalls import ask

Cli = Callable[..., Result]
COLON = {"zh": "：", "en": ": "}
IN_WORDS = {"zh": ("一次修好", "没有做好"), "en": ("Fixed first time", "No")}


def complain(desk: Desk, answer: str = "no", **texts: str) -> None:
    """A complaint from the question whether the car was put right, raised with its codes and these texts."""
    task = desk.callback()
    contact_id = desk.on_the_line(task)
    ask(desk, contact_id, task, {"fixed": answer})
    interview_id = records.interview_of(contact_id, task.id)
    draft = draft_for(desk.li, interview_id=interview_id, question="fixed", words="刹车还响", **texts)
    raise_complaint(desk.li, replace(draft, wants_callback=True))


@pytest.mark.parametrize(
    "texts", [{}, {"question_text": "一次修好", "answer_text": "没有做好"}], ids=["codes", "texts"]
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_question_and_answer_are_named_in_the_language_in_use(
    desk: Desk, cli: Cli, monkeypatch: pytest.MonkeyPatch, language: str, texts: dict[str, str]
) -> None:
    complain(desk, **texts)
    monkeypatch.setenv("AGENTDESK_LANG", language)
    shown = cli("--as", "方慧", "complaint", "show", "T-0001")
    assert shown.exit_code == 0, shown.output
    assert COLON[language].join(IN_WORDS[language]) in shown.stdout
    assert "fixed" not in shown.stdout
    found = json.loads(cli("--as", "方慧", "complaint", "show", "T-0001", "--json").stdout)
    assert (found["question"], found["answer"]) == IN_WORDS[language]
    assert (found["question_code"], found["answer_code"]) == ("fixed", "no")


def test_a_complaint_without_a_question_stays_as_it_is(desk: Desk) -> None:
    customer = desk.person("0550-3012345")
    draft = draft_for(desk.li, customer_id=customer.id, words="太吵")
    found = show(raise_complaint(desk.li, replace(draft, wants_callback=False)).no)
    assert with_names(found) == found
