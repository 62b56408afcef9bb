"""A simulated customer on the telephone: who answers, what they say, whether they are satisfied. Seeded."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import datetime, timedelta

from agentdesk.common import clock
from agentdesk.interview.conventions import IDENTIFIED, OPENING, REASON, RESULT
from agentdesk.interview.views import Item
from agentdesk.rehearsal.stories import Story, again, brought_up_by

REACH, ELUSIVE, ELUSIVE_REACH = 0.89, 0.03, 0.15  # how often the telephone is answered; who hardly ever answers
RECALL_CONTENT = 0.87  # share of the customers who are content with the handling of their complaint
HANGS_UP = 0.003  # on each page
NOT_REACHED = {"no_answer": 60, "busy": 18, "switched_off": 12, "rejected": 6, "not_in_service": 2}
AT_THE_OPENING = {IDENTIFIED: 84, "not_now": 12, "refused": 2, "wrong_person": 2}
TROUBLE = ("no", "problem")  # answers of who is not content
SAID_OF_IT = (REASON, "car_problem")  # questions what the trouble is
RECEPTION = "reception"  # the question how soon the customer was received
INVITATION = "invitation"  # the reminders' question for an appointment
REMINDED = {"told": 40, "will_come": 34, "appointment_made": 16, "declined": 10}
OPINIONS = (
    "没有了，挺好的。",
    "希望周末多安排几个师傅。",
    "预约以后能不能快一点。",
    "都还可以。",
    "休息室的咖啡不错。",
)


class Customer:
    """Answers like a customer would; the same customer and hour always answer alike."""

    def __init__(
        self,
        customer_id: int,
        moment: datetime,
        department: str,
        *,
        content: float,
        prompt: float,
        recall: bool = False,
    ) -> None:
        self.recall = recall
        self.prompt = prompt
        self.department = department
        self.story_dice = random.Random(f"story:{customer_id}:{moment:%Y%m%d}")
        self.story: Story | None = None
        self.random = random.Random(f"{customer_id}:{moment:%Y%m%d%H}")
        self.reach = ELUSIVE_REACH if random.Random(customer_id).random() < ELUSIVE else REACH
        self.content = self.random.random() < (RECALL_CONTENT if recall else content)

    def answers_the_phone(self) -> str:
        """`reached`, or the code of an outcome of a call that reached nobody."""
        return "reached" if self.random.random() < self.reach else self._weighted(NOT_REACHED)

    def at_the_opening(self) -> str:
        """What comes of the opening: yes, not_now, refused or wrong_person."""
        return self._weighted(AT_THE_OPENING)

    def hangs_up(self) -> bool:
        """Whether the customer has had enough in the middle of the questions."""
        return self.random.random() < HANGS_UP

    def answer(self, item: Item) -> str:
        """A valid answer to one question, as the engine stores it."""
        if item.choices:
            return self._choice(item.name, [choice.name for choice in item.choices])
        match item.kind:
            case "integer":
                return str(self.random.randint(5, 90) * 1000)
            case "range" | "decimal":
                return str(self.random.randint(8, 10) if self.content else 4)
            case "date":
                return (clock.today() + timedelta(days=self.random.randint(1, 5))).isoformat()
            case "time":
                return self.random.choice(("09:00", "10:30", "14:00", "15:30"))
            case "dateTime":
                return (clock.local_now() + timedelta(days=2)).isoformat(timespec="minutes")
            case _:
                return self.words() if item.name in SAID_OF_IT else self.random.choice(OPINIONS)

    def words(self) -> str:
        """A complaint in the customer's own words."""
        return self.random.choice(again()) if self.recall else self.complains("").words

    def complains(self, question: str) -> Story:
        """What the customer is angry about, brought up by a question; the same for the whole call."""
        if self.story is None:
            self.story = self.story_dice.choice(brought_up_by(question, self.department))
        return self.story

    def _choice(self, question: str, names: list[str]) -> str:
        """A choice. Questionnaires begin with the good ones; don't-know and refused stand at the end."""
        if question == OPENING:
            return IDENTIFIED
        if question in (RESULT, INVITATION):
            return self._weighted({name: REMINDED.get(name, 1) for name in names})
        real = [name for name in names if name not in ("dk", "ref", "other")] or names
        if not self.content:
            return self.random.choice(real[len(real) // 2 :])
        second = real[1] if len(real) > 1 and real[1] not in TROUBLE else real[0]
        return real[0] if self.random.random() < (self.prompt if question == RECEPTION else 0.7) else second

    def _weighted(self, weights: Mapping[str, int]) -> str:
        return self.random.choices(list(weights), list(weights.values()))[0]
