"""What may be done with a complaint now, with a digit each, and what may not, with the reason."""

from __future__ import annotations

from collections.abc import Sequence

from agentdesk.complaints.workflow import Choice
from agentdesk.tui.widgets.choices import Keyed, one_a_line
from agentdesk.tui.widgets.pane import Drawing, Wish
from agentdesk.tui.widgets.stack import Block, stack


class StepList:
    """The steps, those that are possible first, and the one the arrow keys stand on."""

    def __init__(self) -> None:
        self._choices: Sequence[Choice] = ()
        self._place = 0

    def show(self, choices: Sequence[Choice]) -> None:
        """These steps; the cursor goes to the first."""
        if [choice.kind for choice in choices] != [choice.kind for choice in self._choices]:
            self._place = 0
        self._choices = choices

    @property
    def current(self) -> Choice | None:
        """The step under the cursor."""
        return self._choices[self._place] if self._choices else None

    def move(self, step: int) -> None:
        """To the next step, or the one before; stays at the ends."""
        self._place = max(0, min(self._place + step, len(self._choices) - 1))

    def stand_on(self, number: int) -> bool:
        """To the step of a digit; False where there is none."""
        able = [place for place, choice in enumerate(self._choices) if not choice.why_not]
        if not 0 < number <= len(able):
            return False
        self._place = able[number - 1]
        return True

    # -- a pane's --------------------------------------------------------------------------------------------------

    def draw(self, width: int, height: int) -> Drawing:
        """A line to each."""
        blocks, digit = [], 0
        for place, choice in enumerate(self._choices):
            digit += not choice.why_not
            key = str(digit) if not choice.why_not and digit < 10 else ""
            keyed = Keyed(key, choice.name, here=place == self._place, why_not=choice.why_not)
            blocks.append(Block(one_a_line([keyed], width), 0, f"step {place}"))
        return Drawing(stack(blocks, height, f"step {self._place}").lines)

    @property
    def wish(self) -> Wish | None:
        """No field."""
        return None
