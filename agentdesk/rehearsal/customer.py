"""A simulated customer on the telephone: who answers, what they say, whether they are satisfied. Seeded."""

from __future__ import annotations

import random
from datetime import timedelta

from agentdesk.common import clock
from agentdesk.interview.run import Run
from agentdesk.interview.views import Item

CONTENT = 0.9  # share of the customers who have nothing to complain of
NOT_REACHED = {"no_answer": 60, "busy": 15, "switched_off": 10, "rejected": 5, "not_in_service": 3}
ON_THE_LINE = {"yes": 88, "not_now": 6, "refused": 3, "wrong_person": 3}
WORDS = (
    "到店十分钟都没人理我，最后是我自己找的人。",
    "说好四点交车，结果等到快六点。",
    "费用单子没跟我讲清楚，多换了一个滤芯我都不知道。",
    "车洗得不干净，脚垫都没放好。",
    "空调还是有异味，上次就说修好了。",
    "打了两次电话问进度，都说不清楚。",
    "休息区太吵，空调也不开。",
)
OPINIONS = (
    "没有了，挺好的。",
    "希望周末多安排几个师傅。",
    "预约以后能不能快一点。",
    "都还可以。",
    "休息室的咖啡不错。",
)


class Customer:
    """Answers like a customer would; the same seed gives the same customer."""

    def __init__(self, seed: str) -> None:
        self.random = random.Random(seed)
        self.content = 1.0 if self.random.random() < CONTENT else 0.75  # how likely an answer is a good one

    def answers_the_phone(self, reach: float) -> str:
        """`reached`, or the code of an outcome of a call that reached nobody."""
        if self.random.random() < reach:
            return "reached"
        return self._weighted(NOT_REACHED)

    def at_the_opening(self) -> str:
        """What comes of the opening: yes, not_now, refused or wrong_person."""
        return self._weighted(ON_THE_LINE)

    def hangs_up(self) -> bool:
        """Whether the customer has had enough in the middle of the questions."""
        return self.random.random() < 0.004

    def answer(self, item: Item, run: Run) -> str:
        """A valid answer to one question, as the engine stores it."""
        if item.choices:
            names = [choice.name for choice in item.choices]
            picked = self._choose(names)
            return picked
        match item.kind:
            case "integer" | "range":
                return str(self.random.randint(8, 10) if self.random.random() < self.content else 4)
            case "decimal":
                return "1.0"
            case "date":
                return (clock.today() + timedelta(days=self.random.randint(1, 5))).isoformat()
            case "time":
                return "10:00"
            case "dateTime":
                return (clock.local_now() + timedelta(days=2)).isoformat(timespec="minutes")
            case _:
                return self.words() if run.dissatisfied else self.random.choice(OPINIONS)

    def words(self) -> str:
        """A complaint in the customer's own words."""
        return self.random.choice(WORDS)

    def _choose(self, names: list[str]) -> str:
        """A choice; the first ones are the good ones in a questionnaire, the last may be don't-know and refused."""
        real = [name for name in names if name not in ("dk", "ref")] or names
        if self.random.random() < self.content:
            return real[0] if self.random.random() < 0.7 or len(real) < 2 else real[1]
        return self.random.choice(real)

    def _weighted(self, weights: dict[str, int]) -> str:
        return self.random.choices(list(weights), list(weights.values()))[0]
