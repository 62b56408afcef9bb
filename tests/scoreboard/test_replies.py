"""Answers counted: each customer once to a question, whatever they said."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from agentdesk.interview.model import DONT_KNOW, REFUSED, Kind
from agentdesk.scoreboard.replies import Question, Replies, Reply

CODES = {"a": "甲", "b": "乙", "none": "没有", DONT_KNOW: "不清楚", REFUSED: "不愿回答"}
ONE = Question("one", "单选", Kind.SELECT_ONE, CODES)
MANY = Question("many", "多选", Kind.SELECT_MULTIPLE, CODES)
SAID = Question("said", "意见", Kind.TEXT)


def replies(answers: list[dict[str, str]]) -> Replies:
    lines = tuple(
        Reply(task, task, date(2026, 11, 1), "CB-11", "张*", "朗逸", "李娜", "陈涛", each)
        for task, each in enumerate(answers)
    )
    return Replies({question.name: question for question in (ONE, MANY, SAID)}, lines)


@given(st.lists(st.sampled_from(["", *CODES])))
def test_of_one_answer_the_shares_are_the_whole(said: list[str]) -> None:
    shares = replies([{"one": each} if each else {} for each in said]).tally("one")
    sure = [each for each in said if each and each not in (DONT_KNOW, REFUSED)]
    assert sum(share.given for share in shares) == len(sure)
    assert {share.answered for share in shares} == {len(sure)}
    with_unsure = replies([{"one": each} if each else {} for each in said]).tally("one", unsure=True)
    assert sum(share.given for share in with_unsure) == sum(map(bool, said))


@given(st.lists(st.lists(st.sampled_from([*CODES]), max_size=4)))
def test_of_several_answers_nobody_counts_twice(said: list[list[str]]) -> None:
    found = replies([{"many": " ".join(each)} if each else {} for each in said])
    for share in found.tally("many"):
        assert share.given == sum(share.code in each for each in said)
        assert share.given <= share.answered <= len(said)


def test_an_open_question_has_words_and_no_shares() -> None:
    found = replies([{"said": " 周末多安排人 "}, {"said": "  "}, {}])
    assert [each.words for each in found.words("said")] == ["周末多安排人"]
    assert found.tally("said") == []
    assert found.tally("nobody_asked_it") == []
