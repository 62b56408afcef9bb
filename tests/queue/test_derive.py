"""A task's columns as a function of facts."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from agentdesk.queue.derive import Rule, derive
from agentdesk.queue.task_facts import Decision, TaskFacts

RULES = {
    "no_answer": Rule(final=False, retry_minutes=180),
    "busy": Rule(final=False, retry_minutes=15),
    "promised": Rule(final=False, retry_minutes=None),
    "completed": Rule(final=True, retry_minutes=None),
    "refused": Rule(final=True, retry_minutes=None),
}
START = datetime(2026, 11, 20, 1, 0)
EXPIRES = date(2026, 12, 4)


def facts(*outcomes: str, **more: object) -> TaskFacts:
    decisions = [Decision(START + timedelta(hours=hour), outcome) for hour, outcome in enumerate(outcomes)]
    return TaskFacts(EXPIRES, decisions, attempts=len(outcomes), **more)  # type: ignore[arg-type]


def test_a_task_without_a_call_is_open() -> None:
    found = derive(facts(), RULES)
    assert (found.state, found.disposition, found.closed_on, found.next_at) == ("open", "", None, None)


def test_a_final_outcome_closes_on_its_business_day() -> None:
    late = TaskFacts(EXPIRES, [Decision(datetime(2026, 11, 20, 17, 30), "completed")], attempts=1)
    found = derive(late, RULES)
    assert (found.state, found.disposition) == ("closed", "completed")
    assert found.closed_on == date(2026, 11, 21)  # 01:30 in the dealer's zone


def test_the_first_final_outcome_stands() -> None:
    assert derive(facts("completed", "refused"), RULES).disposition == "completed"


def test_a_retry_waits_for_its_outcome_s_delay() -> None:
    assert derive(facts("busy", "no_answer"), RULES).next_at == START + timedelta(hours=1, minutes=180)


def test_a_promise_goes_before_the_delay_and_before_the_expiry() -> None:
    promised = START + timedelta(days=30)
    found = derive(facts("promised", promised_at=promised, last_run=date(2026, 12, 10)), RULES)
    assert (found.state, found.next_at, found.promised_at) == ("open", promised, promised)


def test_a_task_expires_when_a_later_queue_was_built() -> None:
    assert derive(facts(last_run=EXPIRES), RULES).state == "open"
    found = derive(facts("no_answer", last_run=EXPIRES + timedelta(days=1)), RULES)
    assert (found.disposition, found.closed_on) == ("expired", EXPIRES)


def test_unreachable_closes_and_its_answer_gives_the_task_back() -> None:
    noticed = START + timedelta(days=3)
    found = derive(facts("no_answer", unreachable_on=date(2026, 11, 22)), RULES)
    assert (found.disposition, found.closed_on) == ("unreachable", date(2026, 11, 22))
    found = derive(facts("no_answer", reopened_at=noticed + timedelta(hours=2)), RULES)
    assert (found.state, found.attempts, found.next_at) == ("open", 1, None)


def test_what_was_decided_before_the_task_was_given_back_no_longer_counts() -> None:
    assert derive(facts("refused", reopened_at=START + timedelta(days=1)), RULES).state == "open"


@given(st.lists(st.sampled_from(sorted(RULES))), st.booleans())
def test_closed_exactly_when_something_final_was_decided(outcomes: list[str], has_run: bool) -> None:
    found = derive(facts(*outcomes, last_run=EXPIRES if has_run else None), RULES)
    final = [outcome for outcome in outcomes if RULES[outcome].final]
    assert found.state == ("closed" if final else "open")
    assert found.disposition == (final[0] if final else "")
    assert (found.closed_on is None) == (not final)
    assert found.attempts == len(outcomes)
    if found.next_at:
        assert found.next_at > START


def test_the_answer_that_nobody_is_to_be_called_any_more_ends_the_task() -> None:
    answered = Decision(START + timedelta(days=4), "deceased")
    found = derive(facts("no_answer", ended=answered), RULES)
    assert (found.state, found.disposition, found.closed_on) == ("closed", "deceased", date(2026, 11, 24))
