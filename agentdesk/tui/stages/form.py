"""The complaint form: the customer's own words, and beside them only what passes them on (CP-05, CM-06)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from agentdesk.common import dates
from agentdesk.common.cells import cell_len, pad
from agentdesk.common.i18n import N_, _, pick
from agentdesk.complaints.model import Draft, subjects
from agentdesk.complaints.preview import PersonLine, Preview
from agentdesk.playbook.current import current
from agentdesk.tui.glyphs import glyph
from agentdesk.tui.stages.saying import complaint_line
from agentdesk.tui.widgets.lines import Line, Span, length, line
from agentdesk.tui.widgets.pane import Drawing, Place, Wish
from agentdesk.tui.widgets.stack import Block, stack

ROWS = ("words", "subject", "severity", "remedy_sought", "wants_callback", "responsible_id")
OUTSIDE = ("words", "origin", *ROWS[1:])  # taken down without a call
TYPED = ("words", "remedy_sought")
_NAMES = {
    "words": N_("Customer's words"),
    "origin": N_("Came from"),
    "subject": N_("Subject"),
    "severity": N_("Severity"),
    "remedy_sought": N_("Wishes"),
    "wants_callback": N_("Call back"),
    "responsible_id": N_("Responsible"),
    "deadlines": N_("Deadlines"),
}
_PLACEHOLDERS = {
    "words": N_("as they were said"),
    "remedy_sought": N_("what would put it right, if the customer says so"),
}


@dataclass(frozen=True)
class Option:
    """A value of a row with its name."""

    value: Any
    name: str


class ComplaintForm:
    """The rows of the form, the one the keys go to, and the draft behind them."""

    def __init__(self, draft: Draft, view: Preview, people: Sequence[PersonLine]) -> None:
        self.draft = draft
        self.view = view
        self._people = people
        self.rows = ROWS if draft.contact_id is not None or draft.interview_id is not None else OUTSIDE
        self.row = "words"
        self.stored = draft.id is not None
        self._weighed = ""  # the proposed severity that the agent has decided about

    # -- drawing -----------------------------------------------------------------------------------------------------

    def draw(self, width: int, height: int) -> Drawing:
        """Title, the one line to say (SC-11), rows, deadlines."""
        said = complaint_line(width)
        words_rows = 2 if height >= len(said) + len(self.rows) + 3 else 1
        blocks = [Block([self._title(width)], 0), Block(said, 0)]
        for row in self.rows:
            lines = [self._line(row)]
            if row == "words":
                lines += [Line()] * (words_rows - 1)
            if row == "severity" and self._differs():
                blocks += self._with_proposal(lines[0], width)
                continue
            blocks.append(Block(lines, 3 if row == "words" else 0, row))
        blocks.append(Block([self._deadlines()], 2))
        found = stack(blocks, height, self.row)
        if self.row not in TYPED or self.row not in found.rows:
            return Drawing(found.lines)
        rows = words_rows if self.row == "words" else 1
        column = _label_width() + 1
        return Drawing(found.lines, Place(column, found.rows[self.row], width - column - 1, rows))

    def _title(self, width: int) -> Line:
        kept = _("draft, kept") if self.stored else _("draft")
        left: list[Span] = [(f" {_('Complaint')}", "warn"), (f"  {kept}", "dim")]
        source = _(": ").join(part for part in (self.draft.question_text, self.draft.answer_text) if part)
        if self.view.recalled:
            text = _("only another matter: the re-call goes to {no} itself").format(no=self.view.recalled)
            left.append((f"   {text}", "value"))
        else:
            left.append((f"   {_('from')} {source}" if source else "", "dim"))
        rule: Span = (f"   {_('no explanation, no excuse')} ", "dim")
        return line(*left, right=(rule,) if length([*left, rule]) <= width else ())

    def _line(self, row: str) -> Line:
        here = row == self.row
        label: Span = _label(row, "said" if here else "dim")
        if row in TYPED:
            return line(label, self._said(row))
        if row == "responsible_id":
            return line(label, *self._responsible(here))
        spans: list[Span] = [label]
        for key, option in enumerate(self.options(row), 1):
            chosen = option.value == getattr(self.draft, row)
            spans += [(str(key), "key" if here else "dim"), (f" {option.name}", "said" if chosen else "unsaid")]
            spans.append((f" {glyph('chosen')}  " if chosen else "   ", "mark"))
        return line(*spans)

    def _differs(self) -> bool:
        """Whether another severity is proposed than the one that is chosen."""
        return self.view.proposal is not None and self.view.proposal.severity != self.draft.severity

    def _with_proposal(self, severities: Line, width: int) -> list[Block]:
        """The severities and what is proposed, in one line where both fit, else under them where there is a row."""
        told: Span = (self.proposed(), "warn")
        if length([*severities.left, told]) <= width:
            return [Block([line(*severities.left, told)], 0, "severity")]
        indented = line((" " * (_label_width() + 1), ""), told)
        return [Block([severities], 0, "severity"), Block([indented], 0, brief=())]

    def _said(self, row: str) -> Span:
        """What the customer said; a remedy that was not asked for yet has a mark (ISO 10002)."""
        text = str(getattr(self.draft, row))
        if text:
            return text, "value"
        if row == "words" or row == self.row:
            return _(_PLACEHOLDERS[row]), "dim"
        if self.draft.remedy_asked:
            return _("none named"), "dim"
        return f"{glyph('late')} {_('not asked yet')}", "warn"

    def _responsible(self, here: bool) -> list[Span]:
        person, about = self.view.responsible, self.view.about
        spans: list[Span] = [
            (f"{person.name} {person.position}" if person else _("nobody"), "value" if person else "bad")
        ]
        if here and len(self._people) > 1:
            spans.append((f"  {glyph('left')} {glyph('right')}", "key"))
        if about is not None:
            text = _("not {name}, whom it is about").format(name=about.name)
            spans.append((f"   {text}", "dim"))
        return spans

    def proposed(self) -> str:
        """What is proposed and why: 刹车失灵：建议 重大; empty where nothing is."""
        proposal = self.view.proposal
        if proposal is None:
            return ""
        name = next((option.name for option in self.options("severity") if option.value == proposal.severity), "")
        return _("{why}: suggests {severity}").format(severity=name, why=proposal.why)

    def _deadlines(self) -> Line:
        named = (
            (_("accept"), self.view.acknowledge_by),
            (_("plan"), self.view.plan_by),
            (_("solve"), self.view.solve_by),
        )
        spans: list[Span] = [_label("deadlines", "dim")]
        for place, (name, at) in enumerate(named):
            spans += [(f"{' ' + glyph('dot') + ' ' if place else ''}{name} ", "dim"), (dates.moment(at), "unsaid")]
        return line(*spans)

    @property
    def wish(self) -> Wish | None:
        """The field of the row, where it is typed."""
        if self.row not in TYPED:
            return None
        return Wish(self.row, str(getattr(self.draft, self.row)), _(_PLACEHOLDERS[self.row]))

    # -- filling in --------------------------------------------------------------------------------------------------

    def options(self, row: str) -> list[Option]:
        """What a row can be, in the order of its keys."""
        return _OPTIONS[row](self)

    def move(self, step: int) -> None:
        """To the next row, or the one before."""
        self.row = self.rows[(self.rows.index(self.row) + step) % len(self.rows)]

    def enter(self) -> None:
        """To the next row from one that is typed; an empty remedy means that the customer named none."""
        if self.row == "remedy_sought":
            self.draft = replace(self.draft, remedy_asked=True)
        self.move(1)

    def choose(self, key: str) -> bool:
        """Take the value of that key and go to the next row; False where the row has no such key."""
        options = self.options(self.row)
        if not key.isdigit() or not 0 < int(key) <= len(options):
            return False
        self._set(options[int(key) - 1].value)
        if self.row != self.rows[-1]:
            self.move(1)
        return True

    def turn(self, step: int) -> None:
        """The next value of the row."""
        options = [option.value for option in self.options(self.row)]
        if options:
            value = getattr(self.draft, self.row)
            place = options.index(value) + step if value in options else 0
            self._set(options[place % len(options)])

    def type(self, text: str) -> None:
        """Take over what was typed into the row."""
        if self.row in TYPED:
            self._set(text)

    def _set(self, value: Any) -> None:
        self.draft = replace(self.draft, **{self.row: value})
        if self.row == "severity":
            self.weigh()

    def weigh(self) -> None:
        """The agent has seen the severity that is proposed: what stands in the form now is the agent's decision."""
        self._weighed = self.view.proposal.severity if self.view.proposal else ""

    def unasked(self) -> str:
        """What is open yet: the row to go to before it is submitted, "" where nothing is left."""
        proposal = self.view.proposal
        if not self.draft.words.strip():
            return "words"
        if proposal is not None and proposal.severity not in (self.draft.severity, self._weighed):
            return "severity"
        if not (self.draft.remedy_asked or self.draft.remedy_sought.strip()):
            return "remedy_sought"
        return "wants_callback" if self.draft.wants_callback is None else ""


def _label(row: str, style: str) -> Span:
    return f" {pad(_(_NAMES[row]), _label_width())}", style


def _label_width() -> int:
    return max(cell_len(_(name)) for name in _NAMES.values()) + 2


def _subjects(form: ComplaintForm) -> list[Option]:
    return [Option(code, name) for code, name in subjects().items()]


def _severities(form: ComplaintForm) -> list[Option]:
    return [Option(row.code, pick(row.zh, row.en)) for row in current().complaints.severities]


def _origins(form: ComplaintForm) -> list[Option]:
    """Where it came from (CP-12); in the order of the playbook."""
    return [Option(row.code, pick(row.zh, row.en)) for row in current().complaints.origins]


def _callback(form: ComplaintForm) -> list[Option]:
    return [Option(True, _("yes")), Option(False, _("no"))]


def _people(form: ComplaintForm) -> list[Option]:
    return [Option(person.person_id, person.name) for person in form._people]


_OPTIONS: dict[str, Callable[[ComplaintForm], list[Option]]] = {
    "words": lambda form: [],
    "remedy_sought": lambda form: [],
    "origin": _origins,
    "subject": _subjects,
    "severity": _severities,
    "wants_callback": _callback,
    "responsible_id": _people,
}
