"""The call screen with a questionnaire of 500 questions, beside one of 10: its first paint, and each answer after it.

python -m scripts.bench.form_open [--rounds 7] [--shape fifth|chain]

Two shapes: `fifth`, in which every fifth question is asked only after what the one before it said, and the worst one,
`chain`, in which every question is. Both without an option.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from agentdesk.common import clock
from agentdesk.interview.publish import prepare
from agentdesk.playbook.forms import store_form
from agentdesk.queue.build import build
from agentdesk.store.audit import SYSTEM
from agentdesk.store.database import close_database, open_database
from scripts.bench.dealer import AGENT, NOW, TODAY, make
from scripts.bench.interview import chain, measure, plain
from scripts.bench.on_a_terminal import OnATerminal

BUDGET, BUDGET_MS = 1.5, 5.0
ANSWERS = 8
_CHOICES = """
| choices |
|   | list_name | name | label::中文 (zh) | label::English (en) |
|   | who | yes | 是本人 | Yes |
|   | who | wrong_person | 不是本人 | Wrong person |
|   | who | not_now | 现在不方便 | Not now |
|   | yn | yes | 满意 | Yes |
|   | yn | no | 不满意 | No |
"""


def word(number: int) -> str:
    """What marks a question on the screen: no cell is the same as its neighbour's, so that all of it is painted."""
    return "".join(chr(0x4E00 + number * 37 + place * 7) for place in range(4))


SHAPES = {"fifth": 5, "chain": 1}  # one question of so many hangs on the one before it


def form_of(count: int, every: int) -> str:
    """An XLSForm of so many questions, one of `every` asked only after what the one before it said."""
    rows = [
        "|   | hidden | customer_name | | | | |",
        "|   | select_one who | opening | 请问您是本人吗？ | Is it you? | yes | |",
    ]
    for number in range(1, count + 1):
        relevant = f"${{q{number - 1}}} != ''" if number > 1 and number % every == 0 else ""
        rows.append(f"|   | select_one yn | q{number} | {word(number)} | Question {number}? | yes | {relevant} |")
    head = "|   | type | name | label::中文 (zh) | label::English (en) | required | relevant |"
    return "\n".join(["| survey |", head, *rows, _CHOICES])


def desk_with(folder: Path, dealer: Path, count: int, every: int) -> Path:
    """The dealer's database whose after-sales questionnaire has so many questions."""
    path = folder / f"{count}-{every}.db"
    shutil.copyfile(dealer, path)
    form = folder / "aftersales.md"
    form.write_text(form_of(count, every), encoding="utf-8")
    open_database(str(path))
    with clock.travel(datetime.fromisoformat(NOW)):
        store_form(SYSTEM, prepare(form, "aftersales"), TODAY)
    close_database()
    return path


def call(path: Path) -> Iterator[float]:
    """One call in a fresh desk: seconds to the call screen, to the first question, and to each question after it."""
    copy = path.with_suffix(".now.db")
    shutil.copyfile(path, copy)
    settings = {"AGENTDESK_DATABASE": str(copy), "AGENTDESK_NOW": NOW, "AGENTDESK_LANG": "zh"}
    with OnATerminal(["-m", "agentdesk", "--as", AGENT, "desk"], settings) as desk:
        desk.until("顾客1")
        for key, words in (("n", "请问您是本人吗"), *(("1", word(n)) for n in range(1, ANSWERS + 2))):
            desk.press(key)
            yield desk.until(words)
    for each in path.parent.glob(f"{copy.name}*"):
        each.unlink()


def main() -> int:
    """Print the times, the medians of the ratios of rounds run in turn, and what an answer costs without a screen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--shape", choices=SHAPES)
    given = parser.parse_args()
    shapes = [given.shape] if given.shape else list(SHAPES)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        dealer = make(folder / "dealer.db", 20, 20, days=1)
        open_database(str(dealer))
        with clock.travel(datetime.fromisoformat(NOW)):
            build(SYSTEM, TODAY)
        close_database()
        worst = max(_shape(folder, dealer, shape, given.rounds) for shape in shapes)
    slowest = max(measure(shape, form(500), 500)[1] for shape, form in (("plain", plain), ("chain", chain)))
    return 0 if worst <= BUDGET and slowest <= BUDGET_MS else 1


def _shape(folder: Path, dealer: Path, shape: str, count: int) -> float:
    """Compare a short form with a long one of a shape in rounds run in turn; the worse of the two budgeted ratios."""
    print(f"{shape}: one question of {SHAPES[shape]} hangs on the one before it")
    short, long = (desk_with(folder, dealer, questions, SHAPES[shape]) for questions in (10, 500))
    rounds = [(list(call(short)), list(call(long))) for _ in range(count + 1)][1:]
    ratios = [
        _compared(what, [(few[place], many[place]) for few, many in rounds])
        for place, what in ((0, "call screen"), (1, "first question"))
    ]
    _compared("answer to the next question",
              [(statistics.median(few[2:]), statistics.median(many[2:])) for few, many in rounds])  # fmt: skip
    return max(ratios)


def _compared(what: str, pairs: list[tuple[float, float]]) -> float:
    ratio = statistics.median(many / few for few, many in pairs)
    few, many = (statistics.median(column) * 1000 for column in zip(*pairs, strict=True))
    print(f"{what}: 10 questions {few:.0f} ms   500 questions {many:.0f} ms   ratio {ratio:.2f} (budget {BUDGET})")
    return ratio


if __name__ == "__main__":
    raise SystemExit(main())
