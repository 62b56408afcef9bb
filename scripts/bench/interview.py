"""How fast a questionnaire answers: a form of 500 questions beside one of 10 (design.md section 10).

python -m scripts.bench.interview
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
    rows = ["| survey |", "|   | type | name | label | relevant | required | calculation |"]
    rows.append("|   | select_one yn | q0 | Q0 | | yes | |")
    for place in range(1, count):
        before = f"${{q{place - 1}}}"
        rows.append(f"|   | select_one yn | q{place} | After {before} | {before} != 'never' | yes | |")
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
    """How long a piece of work takes."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def measure(count: int) -> tuple[float, float]:
    """The time to the first page of a form, and the median time of an answer with the page after it."""
    text = chain(count).to_json()

    def first_page() -> Run:
        run = Run(FormModel.from_json(text))
        assert run.page
        return run

    first = statistics.median(milliseconds(first_page) for _ in range(9))
    run = first_page()
    answers = [milliseconds(lambda place=place: run.answer(f"q{place}", "yes")) for place in range(count)]
    moves = [milliseconds(run.next) for _ in range(count)]
    worst = statistics.median(
        milliseconds(lambda: run.answer("q0", "never")) for _ in range(9) if run.answer("q0", "yes")
    )
    print(
        f"{count:4} questions: first page {first:6.2f} ms   answer {statistics.median(answers):.3f} ms   "
        f"next page {statistics.median(moves):.3f} ms   an answer that hides all others {worst:.2f} ms"
    )
    return first, max(statistics.median(answers), worst)


def main() -> int:
    """Print the figures; 1 where an answer is over its budget."""
    measure(10)
    _first, slowest = measure(500)
    return 0 if slowest < BUDGET_MS else 1


if __name__ == "__main__":
    raise SystemExit(main())
