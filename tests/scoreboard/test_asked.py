"""What customers say, through stored interviews: shares, the mean of days, NPS and the CSI-style index."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest

from agentdesk.common.intervals import mean_interval, net_promoter
from agentdesk.interview.compile import compile_form
from agentdesk.playbook.current import current
from agentdesk.playbook.measures import Factor, Index
from agentdesk.playbook.read import SHIPPED, load
from agentdesk.scoreboard.asked import index_score
from agentdesk.scoreboard.figures import cuts, daily, figure
from agentdesk.scoreboard.folding import share
from agentdesk.scoreboard.subjects import rows
from agentdesk.store.tables import Answer, Contact, FormVersion, Interview, Task
from tests.dealership import Dealership
from tests.scoreboard.answers import add_to_targets, answered, held, publish_form

NOVEMBER = (date(2026, 11, 1), date(2026, 11, 20))
DAY = date(2026, 11, 10)
FACTORS = ("csi_initiation", "csi_advisor", "csi_facility", "csi_pick_up", "csi_quality")
RECOMMEND = """
[[recommend]]
code = "NPS"
zh = "净推荐值"
en = "Net promoter score"
question = "recommend"
"""


@pytest.fixture
def form(house: Dealership) -> FormVersion:
    return publish_form(house)


def test_w19_ffv_and_fnv_leave_out_who_does_not_know(house: Dealership, form: FormVersion) -> None:
    for number in range(25):
        said = "yes" if number < 18 else "no" if number < 19 else "dk" if number < 22 else "ref"
        answered(house, form, DAY, {"fixed": said})
    answered(house, form, DAY, {"fixed": "not_sure"})
    ffv, fnv = figure("KP-16", *NOVEMBER), figure("KP-16N", *NOVEMBER)
    assert (ffv.numerator, ffv.denominator, ffv.value) == (18, 20, Fraction(9, 10))
    assert (fnv.numerator, fnv.denominator) == (2, 20)
    assert ffv.value is not None
    assert fnv.value == 1 - ffv.value
    assert (ffv.lower, ffv.upper) == pytest.approx((0.6990, 0.9721), abs=5e-5)
    assert sum(line.counted for line in rows("KP-16", *NOVEMBER)) == 18
    assert recounted("fixed", {"yes"}, {"yes", "no", "not_sure"}) == (18, 20)


def recounted(question: str, counts: set[str], valid: set[str]) -> tuple[int, int]:
    """The same from the whole table of answers."""
    latest: dict[int, str] = {}
    for row in Answer.select().where(Answer.node == question).order_by(Answer.id):
        latest[row.interview_id] = row.value
    said = [value for value in latest.values() if value in valid]
    return sum(value in counts for value in said), len(said)


def test_w22_the_mean_of_days_is_not_the_pooled_rate(house: Dealership, form: FormVersion) -> None:
    for day, at_once, everybody in ((DAY, 8, 10), (DAY + timedelta(days=2), 9, 10), (DAY + timedelta(days=3), 4, 4)):
        for number in range(everybody):
            answered(house, form, day, {"reception": "at_once" if number < at_once else "long"})
    answered(house, form, DAY + timedelta(days=1), {"reception": "dk"})  # a day without an answer is no day of 0 %
    mean, pooled = figure("KP-13", *NOVEMBER), figure("KP-13P", *NOVEMBER)
    assert mean.value == (Fraction(8, 10) + Fraction(9, 10) + 1) / 3
    assert pooled.value == Fraction(21, 24)
    both = daily("KP-13P", *NOVEMBER)
    assert both is not None
    assert (both.mean, both.days) == (mean.value, 3)
    assert mean.formula.startswith("日均值")


def test_answers_off_the_path_and_replaced_ones_do_not_count(house: Dealership, form: FormVersion) -> None:
    answered(house, form, DAY, {"fixed": "yes"})
    answered(house, form, DAY, {"opening": "wrong_person", "fixed": "no"})  # given, then somebody else was on the line
    again = answered(house, form, DAY, {"fixed": "no"}, result="partial")
    interview = Interview.get(Interview.task == again)
    Answer.create(interview=interview, node="fixed", value="yes", person=interview.person_id, answered_at=DAY)
    held(form, Contact.get_by_id(interview.contact_id), again, {"opening": "yes", "fixed": "no"}, "break_off")
    later = answered(house, form, DAY, {"fixed": "no"})
    contact = Contact.get_by_id(Interview.get(Interview.task == later).contact_id)
    held(form, contact, later, {"opening": "yes", "fixed": "yes"}, "complete")  # took the first one's answers on
    found = figure("KP-16", *NOVEMBER)
    assert (found.numerator, found.denominator) == (3, 3)


def test_w21_and_the_csi_oracle(house: Dealership, form: FormVersion) -> None:
    answered(house, form, DAY, dict(zip(FACTORS, (800, 810, 790, 820, 830), strict=True)))
    first = figure("CSI", *NOVEMBER)
    assert first.value == Fraction(8105, 10)  # 152 + 153.9 + 158 + 164 + 182.6
    assert (first.numerator, first.denominator, first.lower) == (810.5, 1, None)
    answered(house, form, DAY, dict(zip(FACTORS, (810, 840, 790, 820, 860), strict=True)), agent="孙悦")
    assert [float(cut.figure.value or 0) for cut in cuts("agent", *NOVEMBER, "CSI")] == [824.7, 810.5]
    answered(house, form, DAY, {"csi_quality": 0})  # 22 of 100: too little for a score
    assert figure("CSI", *NOVEMBER).denominator == 2
    assert figure("CSI-05", *NOVEMBER).value == Fraction(830 + 860 + 0, 3)
    assert {line.value for line in rows("CSI", *NOVEMBER)} == {Fraction(8105, 10), Fraction(8247, 10)}


def test_weights_that_do_not_sum_to_a_hundred_are_normalised() -> None:
    """The study of 2014 printed 24, 21, 21, 18 and 17, which are 101: 825.15, and 833.4 for who forgets it."""
    weights, means = (24, 21, 21, 18, 17), (860, 790, 820, 840, 810)
    factors = tuple(
        Factor(code=f"f{n}", zh="因子", en="Factor", weight=weight, question=f"f{n}")
        for n, weight in enumerate(weights)
    )
    index = Index(code="CSI", zh="指数", en="Index", factors=factors)
    score = index_score(index, {f"f{n}": str(mean) for n, mean in enumerate(means)})
    assert score is not None
    assert round(float(score), 2) == 825.15
    assert float(sum(weight * mean for weight, mean in zip(weights, means, strict=True))) / 100 == 833.4


def test_an_index_goes_by_the_weights_that_were_answered() -> None:
    index = next(row for row in load("car_dealership").measures.indexes if row.code == "CSI")
    score = index_score(index, {"csi_initiation": "1000", "csi_advisor": "500", "csi_quality": "800"})
    assert score == Fraction(19 * 1000 + 19 * 500 + 22 * 800, 60)
    assert index_score(index, {"csi_initiation": "1000", "csi_facility": "500", "csi_pick_up": "0"}) is None  # 59 %


@pytest.mark.parametrize(
    ("up", "neither", "down", "centre", "interval"),
    [
        (12, 5, 3, 39.13, (8.43, 69.83)),
        (50, 30, 20, 29.13, (14.05, 44.20)),
        (162, 108, 54, 33.03, (24.95, 41.11)),
        (5, 0, 0, None, (17.49, 100)),
    ],
)
def test_nps_intervals_are_the_published_ones(
    up: int, neither: int, down: int, centre: float | None, interval: tuple[float, float]
) -> None:
    found = net_promoter(up, down, up + neither + down)
    assert found == pytest.approx(interval, abs=0.006)
    if centre is not None and found is not None:
        assert sum(found) / 2 == pytest.approx(centre, abs=0.006)


def test_nps_counts_marks_of_interviews(house: Dealership, form: FormVersion) -> None:
    assert figure("NPS", *NOVEMBER).note.startswith("规程没有写明怎样计算")
    add_to_targets(house, RECOMMEND)
    for mark in [9] * 6 + [10] * 6 + [7] * 5 + [0, 5, 6]:
        answered(house, form, DAY, {"recommend": mark})
    found = figure("NPS", *NOVEMBER)
    assert (found.value, found.denominator, found.numerator) == (45, 20, 9)
    assert (found.lower, found.upper) == pytest.approx((8.43, 69.83), abs=0.006)
    assert sum(line.counted for line in rows("NPS", *NOVEMBER)) == 12


def test_a_mean_of_few_has_no_interval_and_students_t_is_nearly_the_tables() -> None:
    assert mean_interval([1, 2, 3]) is None
    low, high = mean_interval([1.0, 2.0, 3.0, 4.0]) or (0, 0)
    assert (high - low) / 2 == pytest.approx(3.182 * (5 / 3 / 4) ** 0.5, rel=0.01)


def test_equal_answers_are_not_certain_to_the_last_digit(house: Dealership, form: FormVersion) -> None:
    """24 of 24 were fixed: as a share that is 86 to 100 %, so no mean of the same answers may stand out for sure."""
    for _number in range(24):
        answered(house, form, DAY, {"fixed": "yes"})
    ffv, points = figure("KP-16", *NOVEMBER), figure("SAE-01", *NOVEMBER)
    assert (ffv.value, points.value, points.denominator) == (1, 100, 24)
    assert (ffv.lower, ffv.upper) == pytest.approx((0.862, 1), abs=5e-4)
    assert points.interval is None
    assert mean_interval([100.0] * 24) is None


def test_what_nobody_asks_says_so(house: Dealership) -> None:
    assert "reception" in figure("KP-13", *NOVEMBER).note
    assert Task.select().count() == 0
    assert current().measures.asked


def test_w19_an_advisors_evaluation_by_its_weights() -> None:
    weights = {
        "re_repair": (50, 90),
        "explanation": (10, 80),
        "needs": (10, 70),
        "correct": (10, 100),
        "contact": (20, 85),
    }
    factors = tuple(
        Factor(code=code, zh=code, en=code, weight=weight, question=code) for code, (weight, _points) in weights.items()
    )
    index = Index(code="FV-02", zh="服务顾问评价", en="Advisor", scale=100, factors=factors)
    assert index_score(index, {code: str(points) for code, (_weight, points) in weights.items()}) == 87
    found = share(470, 500)
    assert (found.value, 1 - (found.value or 0)) == (Fraction(94, 100), Fraction(6, 100))


@pytest.mark.parametrize("name", ["car_dealership", "appliance_branch"])
def test_the_shipped_indicators_name_questions_and_answers_that_their_forms_have(name: str) -> None:
    playbook = load(name)
    rows_of = [(row.kinds, row.question, {*row.counts, *row.others}) for row in playbook.measures.asked]
    for index in playbook.measures.indexes:
        rows_of += [(index.kinds, each.question, {row.answer for row in each.points}) for each in index.factors]
    asking = {question for _kinds, question, _answers in rows_of}
    wanted = {code for kinds, _question, _answers in rows_of for code in kinds}
    forms = {
        kind.code: compile_form(SHIPPED / name / "forms" / f"{kind.form}.md")
        for kind in playbook.kinds
        if kind.form and kind.code in wanted
    }
    for kinds, question, answers in rows_of:
        for code in kinds or [code for code, form in forms.items() if question in {node.name for node in form.nodes}]:
            node = forms[code].node(question)
            assert answers <= {choice.name for choice in forms[code].choice_list(node.choices)}, (code, question)
    assert asking
