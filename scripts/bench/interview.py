"""How fast a questionnaire answers: a form of 500 questions beside one of 10 (design.md section 10).

python -m scripts.bench.interview

Two forms of each length: one whose questions hang on nothing, and the worst one, in which each is asked only after what
the one before it said, so that the first answer can hide all others and bring them back. What is measured is the
processor's time, which other work on the machine lengthens less than the clock's; the least of several runs.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from agentdesk.interview.compile import compile_form
from agentdesk.interview.model import FormModel
from agentdesk.interview.run import Run

BUDGET_MS = 5.0


def chain(count: int) -> FormModel:
    """A form in which every question depends on the one before it, and every fifth is calculated from."""
    return _form(count, "${{q{before}}} != 'never'")


def plain(count: int) -> FormModel:
    """A form of the same length in which no question depends on another, only calculations do."""
    return _form(count, "")


def _form(count: int, condition: str) -> FormModel:
    rows = ["| survey |", "|   | type | name | label | relevant | required | calculation |"]
    rows.append("|   | select_one yn | q0 | Q0 | | yes | |")
    for place in range(1, count):
        before = f"${{q{place - 1}}}"
        rows.append(f"|   | select_one yn | q{place} | After {before} | {condition.format(before=place - 1)} | yes | |")
        if place % 5 == 0:
            rows.append(
                f"|   | calculate | c{place} | | | | if(${{q{place}}} = 'yes', 1, 0) + number({before} = 'no') |"
            )
    names = ("yes", "no", "never", "dk", "ref")
    rows += [
        "",
        "| choices |",
        "|   | list_name | name | label |",
        *(f"|   | yn | {name} | {name} |" for name in names),
    ]
    return compile_form("\n".join(rows), ".md")


def milliseconds(work: Callable[[], object]) -> float:
    """The processor's time of a piece of work."""
    start = time.process_time()
    work()
    return (time.process_time() - start) * 1000


def measure(name: str, form: FormModel, count: int) -> tuple[float, float]:
    """The time to the first page of a form, and of the slowest kind of answer with the page after it; both printed."""
    text = form.to_json()

    def first_page() -> Run:
        run = Run(FormModel.from_json(text))
        assert run.page
        return run

    def press(key: str, value: str) -> None:
        run.goto(key)
        assert run.answer(key, value).ok
        run.next()

    first = min(milliseconds(first_page) for _ in range(9))
    run = first_page()
    answers = [milliseconds(lambda place=place: press(f"q{place}", "yes")) for place in range(count)]
    again = [milliseconds(lambda place=place: press(f"q{place}", "no")) for place in range(count)]
    hide, show = [], []
    for _round in range(9):
        hide.append(milliseconds(lambda: press("q0", "never")))
        show.append(milliseconds(lambda: press("q0", "yes")))
    outline = min(milliseconds(lambda: _outline(run)) for _ in range(9))
    usual = statistics.median([*answers, *again])
    print(
        f"{name:5} {count:4} questions: first page {first:6.2f} ms   an answer and the next page {usual:.3f} ms   "
        f"the first answer changed: {min(hide):.2f} ms, and back {min(show):.2f} ms   outline {outline:.2f} ms"
    )
    return first, max(usual, min(hide), min(show))


def _outline(run: Run) -> None:
    run.state.settle(set())  # or it would be remembered
    run.outline()


def main() -> int:
    """Print the figures; 1 where an answer is over its budget."""
    slowest = 0.0
    for name, form in (("plain", plain), ("chain", chain)):
        measure(name, form(10), 10)
        slowest = max(slowest, measure(name, form(500), 500)[1])
    print(f"slowest answer {slowest:.2f} ms (budget {BUDGET_MS} ms)")
    return 0 if slowest < BUDGET_MS else 1


if __name__ == "__main__":
    raise SystemExit(main())
