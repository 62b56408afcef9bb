"""A yellow card as it is copied: when, by whom, what was settled, a remark; a row to each, one under the cursor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from agentdesk.common import dates, names
from agentdesk.common.cells import cell_len, column
from agentdesk.common.i18n import N_, _, pick
from agentdesk.complaints.step_drafts import Typed
from agentdesk.playbook.kinds import Content
from agentdesk.queue.register import Entry
from agentdesk.queue.registering import ANSWERS
from agentdesk.tui.glyphs import glyph
from agentdesk.tui.widgets.lines import BLANK, Line, Span, line
from agentdesk.tui.widgets.sheet import Sheet

SAID = {"yes": N_("yes"), "no": N_("no"), "unasked": N_("not asked")}
TYPED = ("called_at", "remark")


@dataclass
class Card:
    """What is being copied: `called_at` and `remark` as they are typed, the caller by place, answers by content."""

    entry: Entry
    contents: Sequence[Content]
    people: Sequence[tuple[int, str]]
    called_at: str = ""
    remark: str = ""
    caller: int = 0
    answers: dict[str, str] = field(default_factory=dict)
    row: int = 0

    def __post_init__(self) -> None:
        ids = [person_id for person_id, _name in self.people]
        if self.entry.advisor_id in ids:
            self.caller = ids.index(self.entry.advisor_id)
        self._usual = self.caller

    @property
    def typed(self) -> Typed:
        """What stands on it besides what an untouched card says."""
        texts = {name: text for name in TYPED if (text := getattr(self, name))}
        chosen = {"by": self.by} if self.caller != self._usual else {}
        return Typed(texts, {**self.answers, **chosen})

    def take(self, typed: Typed) -> None:
        """Put what was kept of it onto an untouched card."""
        for name in TYPED:
            setattr(self, name, typed.texts.get(name, ""))
        self.answers = {
            content.code: typed.choices[content.code] for content in self.contents if content.code in typed.choices
        }
        ids = [person_id for person_id, _name in self.people]
        if typed.choices.get("by") in ids:
            self.caller = ids.index(typed.choices["by"])

    @property
    def rows(self) -> list[str]:
        """The rows by name, in the card's order."""
        return ["called_at", "by", *(content.code for content in self.contents), "remark"]

    @property
    def here(self) -> str:
        """The name of the row under the cursor."""
        return self.rows[self.row]

    @property
    def by(self) -> int | None:
        """Who called."""
        return self.people[self.caller][0] if self.people else None

    def move(self, step: int) -> None:
        """To another row; stays at the ends."""
        self.row = max(0, min(self.row + step, len(self.rows) - 1))

    def type(self, text: str) -> None:
        """What stands in the typed row under the cursor."""
        if self.here in TYPED:
            setattr(self, self.here, text)

    def choose(self, number: int) -> bool:
        """Answer the content under the cursor with 1 yes, 2 no, 3 not asked; whether that did something."""
        if self.here in ("by", *TYPED) or number > len(ANSWERS):
            return False
        self.answers[self.here] = ANSWERS[number - 1]
        return True

    def turn(self, step: int) -> None:
        """The next of the possible values of the row under the cursor."""
        if self.here == "by" and self.people:
            self.caller = (self.caller + step) % len(self.people)
        elif self.here not in ("by", *TYPED):
            now = ANSWERS.index(self.answers.get(self.here, "unasked"))
            self.answers[self.here] = ANSWERS[(now + step) % len(ANSWERS)]


class RecordForm(Sheet, can_focus=True):
    """Draws the card."""

    def __init__(self, card: Card) -> None:
        super().__init__()
        self.card = card

    def rows_needed(self) -> int:
        """How many lines it takes."""
        return len(self.card.rows) + 3

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """The customer, then a row to each thing that is copied."""
        entry = self.card.entry
        name = names.display(entry.customer, entry.title)
        about = " ".join(filter(None, (entry.model, entry.plate)))
        head = line(
            (f" {name}  ", "said"), (names.visible(about), "dim"),
            right=((f"{entry.kind_name} {dates.short(entry.due_on)} ", "dim"),),
        )  # fmt: skip
        room = max(cell_len(self._title(row)) for row in self.card.rows) + 2
        room = min(room, width - 20)
        rows = [self._row(place, row, room) for place, row in enumerate(self.card.rows)]
        note = line((f" {entry.note}", "note")) if entry.note else BLANK
        return [head, note, *rows]

    def _row(self, place: int, row: str, room: int) -> Line:
        here = place == self.card.row
        mark: Span = (glyph("cursor"), "key") if here else (" ", "")
        value, style = self._value(row)
        title = column(self._title(row), room - 1) + " "
        return Line((mark, (title, "" if here else "dim"), (value, style)), base="row" if here else "")

    def _title(self, row: str) -> str:
        fixed = {"called_at": _("Called at"), "by": _("Called by"), "remark": _("Remark")}
        content = next((each for each in self.card.contents if each.code == row), None)
        return pick(content.zh, content.en) if content else fixed[row]

    def _value(self, row: str) -> Span:
        if row in TYPED:
            return names.visible(getattr(self.card, row)) or glyph("rule"), ""
        if row == "by":
            found = self.card.people[self.card.caller][1] if self.card.people else ""
            return names.visible(found), ""
        answer = self.card.answers.get(row, "")
        number = f"{ANSWERS.index(answer) + 1} " if answer else ""
        return f"{number}{_(SAID[answer])}" if answer else glyph("rule"), "warn" if answer == "no" else ""
