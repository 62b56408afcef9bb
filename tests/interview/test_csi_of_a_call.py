"""The CSI section of the after-sales callback: J.D. Power's factors and weights over one call's answers (JD-24)."""

from __future__ import annotations

import pytest

from agentdesk.interview.compile import compile_form
from agentdesk.interview.run import Run
from agentdesk.playbook.read import SHIPPED

FORM = compile_form(SHIPPED / "car_dealership" / "forms" / "aftersales.md")
BEST = {
    "reception": "at_once", "needs": "yes", "lounge": "yes", "handover": "on_time", "explanation": "yes", "bill": "yes",
    "cleanliness": "yes", "fixed": "yes",
}  # fmt: skip


def csi(**answers: str) -> dict[str, str]:
    """The scores of a call with these answers, the best ones else; "" leaves a question open."""
    run = Run(FORM, {"agenda_first": "no"})
    for key, value in {**BEST, "overall": "4", **answers}.items():
        assert run.answer(key, value).ok, key
    return {key.removeprefix("csi_"): value for key, value in run.results().items() if key.startswith("csi")}


def test_a_call_with_nothing_to_wish_for() -> None:
    assert csi() == {
        "initiation": "1000", "advisor": "1000", "facility": "1000", "pick_up": "1000", "quality": "1000",
        "share": "100", "csi": "1000",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("answers", "factor", "score", "whole"),
    [
        ({"reception": "within_5"}, "initiation", 750, 1000 - 19 * 2.5),
        ({"reception": "nobody"}, "initiation", 0, 810),
        ({"needs": "partly"}, "advisor", 750, 1000 - 19 * 2.5),
        ({"needs": "partly", "explanation": "no"}, "advisor", 250, 1000 - 19 * 7.5),
        ({"lounge": "no"}, "facility", 0, 800),
        ({"handover": "late_untold", "bill": "no"}, "pick_up", 0, 800),
        ({"handover": "late_told"}, "pick_up", 750, 950),
        ({"fixed": "no", "cleanliness": "no"}, "quality", 0, 780),
        ({"fixed": "not_sure"}, "quality", 750, 1000 - 22 * 2.5),
    ],
)
def test_a_factor_counts_with_its_weight(answers: dict[str, str], factor: str, score: int, whole: float) -> None:
    found = csi(**answers)
    assert found[factor] == str(score)
    assert float(found["csi"]) == pytest.approx(whole, abs=0.5)


def test_what_is_not_known_is_left_out_not_counted_as_bad() -> None:
    found = csi(lounge="not_used", needs="dk")
    assert "facility" not in found
    assert (found["advisor"], found["share"], found["csi"]) == ("1000", "80", "1000")


def test_too_few_answers_give_no_score() -> None:
    found = csi(reception="dk", needs="ref", explanation="dk", lounge="not_used")
    assert found["share"] == "42"
    assert "csi" not in found


def test_the_scores_are_there_once_the_questions_are_answered() -> None:
    assert csi(overall="") == {}
