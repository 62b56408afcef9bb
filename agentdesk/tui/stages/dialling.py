"""Before anybody has answered: the number to dial, the words to open with, and a key for whatever happens."""

from __future__ import annotations

from collections.abc import Sequence

from agentdesk.common.errors import UserError
from agentdesk.common.i18n import N_, _
from agentdesk.interview.contacts import Offered, PhoneLine
from agentdesk.interview.conventions import IDENTIFIED, NOT_NOW, OPENING
from agentdesk.interview.views import Item
from agentdesk.tui.glyphs import glyph
from agentdesk.tui.stages.base import CallDesk, Drawing, PageKey, Place, Stage, Wish
from agentdesk.tui.widgets.choices import Keyed, in_columns, one_a_line
from agentdesk.tui.widgets.customer_card import PHONE_KINDS
from agentdesk.tui.widgets.digits import big_number
from agentdesk.tui.widgets.lines import Line, Span, indented, line
from agentdesk.tui.widgets.question import MARGIN, READABLE, keys_below, spoken
from agentdesk.tui.widgets.stack import Block

_ANSWERED = ((IDENTIFIED, N_("The right person answers")), ("wrong", N_("Somebody else")), (NOT_NOW, N_("Not now")))
_SENTENCES = {
    IDENTIFIED: N_("The customer's data appear and the questionnaire begins"),
    NOT_NOW: N_("Agree on a time to call again"),
}
TIGHT = 14  # rows below which the number is small and the answers stand side by side
WRONG_PERSON = N_("Apologise and end; the number is retired")
_OWN_KEYS = frozenset("crpeo")  # the screen's own, which no outcome may take here
_SPARE_KEYS = "4567890abdfghijklmnqstuvwxyz"


class Dialling(Stage):
    """The telephone rings."""

    keys = frozenset({"complain", "refuse", "promise", "outline"})

    def __init__(self, desk: CallDesk, offered: Sequence[Offered]) -> None:
        super().__init__(desk)
        self._opening = self._find_opening()
        self._answered = self._answers()
        taken = {*self._answered, *_OWN_KEYS}
        self._unreached = _keyed([each for each in offered if each.group == "not_reached"], taken)
        self._chosen: Offered | None = None

    def _find_opening(self) -> Item | None:
        page = self.call.run.page if self.call.run else None
        return page.items[0] if page is not None and page.items[0].key == OPENING else None

    def _answers(self) -> dict[str, tuple[str, str]]:
        """Key -> what it answers and how that is called: the form's opening, or the three answers every call has."""
        if self._opening is not None:
            return {each.digit: (each.name, each.label) for each in self._opening.choices if each.digit}
        return {str(place): (name, _(text)) for place, (name, text) in enumerate(_ANSWERED, 1)}

    # -- drawing -----------------------------------------------------------------------------------------------------

    def draw(self, width: int, height: int) -> Drawing:
        """The number, the opening, the keys."""
        shown = min(width, READABLE)
        answers = [Keyed(key, label) for key, (_name, label) in self._answered.items()]
        outcomes = [
            Keyed(key, row.name, here=row is self._chosen, chosen=row is self._chosen, why_not=row.why_not)
            for key, row in self._unreached.items()
        ]
        above, tight = self.above(width), height < TIGHT
        blocks = [
            *above,
            Block(self._numbers(width, large=not above and not tight), 0),
            Block(self._warnings(width), 3),
            Block(spoken(self._opening.label, width) if self._opening else [], 8),
            Block(in_columns(answers, shown) if tight else one_a_line(answers, width), 7),
            Block(in_columns(outcomes, shown, 3), 6),
            Block(self._confirming(), 4, "confirm"),
            Block([Line()] if self.wish else [], 0, "field"),
        ]
        found = self.stacked(blocks, height, "field" if self.wish else "confirm" if self._chosen else "")
        row = found.rows.get("field")
        place = Place(MARGIN, row, width - MARGIN - 1, 1) if self.wish and row is not None else None
        return Drawing(found.lines, place)

    def _numbers(self, width: int, *, large: bool) -> list[Line]:
        lines: list[Line] = []
        for number in self.call.sitting.numbers:
            head: tuple[Span, ...] = ((f" {_(PHONE_KINDS[number.kind])}  ", "dim"),)
            if large and self.call.phone is not None and number.phone_id == self.call.phone.phone_id:
                drawn = big_number(number.shown, width - MARGIN)
                about = _about(number)
                lines.append(Line(head, ((about, "dim"),) if about else ()))
                lines += [Line(((" " * MARGIN, ""), *each.left)) for each in drawn]
            else:
                about = number.why_not or _about(number)
                shown = (number.shown, "said" if number is self.call.phone else "unsaid")
                lines.append(Line((*head, shown, ("  ", ""), (about, "dim"))))
        return lines or [line((f" {_('There is no number to dial.')}", "bad"))]

    def _warnings(self, width: int) -> list[Line]:
        sitting = self.call.sitting
        lines = []
        if sitting.opt_out:
            lines.append(line((f" {_('Must not be called: {reason}').format(reason=sitting.opt_out)}", "bad")))
        if sitting.call_note:
            lines.append(line((f" {glyph('late')} {sitting.call_note}", "warn")))
        if self.call.run is not None:
            try:
                self.call.run.require_facts()  # what a line would lack is seen before it is on air
            except UserError as error:
                lines += indented(str(error), width - 1, "bad", indent=1)
        if sitting.company_contact:
            lines.append(line((f" {_('Ask for {name}').format(name=sitting.company_contact)}", "unsaid")))
        return lines

    def _confirming(self) -> list[Line]:
        if self._chosen is None:
            return []
        text = _("{outcome}, next customer").format(outcome=self._chosen.name)
        spans: list[Span] = [(glyph("enter"), "key"), (f"  {text}", "value")]
        other = self._other_number()
        if other is not None:
            text = _("{kind} next").format(kind=_(PHONE_KINDS[other.kind]))
            spans += [("   ", ""), (glyph("down"), "key"), (f" {text}", "dim")]
        lines = keys_below(*spans)
        if self._chosen.note_required:
            lines.append(line((f"   {_('This outcome needs a note: say why.')}", "dim")))
        return lines

    @property
    def wish(self) -> Wish | None:
        """A note, where the outcome asks for one."""
        if self._chosen is None or not self._chosen.note_required:
            return None
        return self.asking_for(f"note:{self._chosen.code}", _("what was said"))

    # -- keys --------------------------------------------------------------------------------------------------------

    def wants(self, key: str) -> bool:
        """The answers, the outcomes, Enter, the arrows; Esc only to take an outcome back."""
        if key == "escape":
            return self._chosen is not None
        return key in self._answered or key in self._unreached or key in ("enter", "down", "up", "tab")

    def page_keys(self) -> list[PageKey]:
        """Who answers, what came of dialling, and what the chosen outcome asks for."""
        if self.wish is not None:
            return [*self._choosing_keys()]
        answers = [
            PageKey(key, label, _(_SENTENCES.get(name, WRONG_PERSON))) for key, (name, label) in self._answered.items()
        ]
        outcomes = [
            PageKey(key, row.name, row.why_not or _("Nobody was reached; {key} confirms it").format(key="Enter"))
            for key, row in self._unreached.items()
        ]
        return [*answers, *outcomes, *self._choosing_keys()]

    def _choosing_keys(self) -> list[PageKey]:
        able = [each for each in self.call.sitting.numbers if each.dialable]
        if self._chosen is None:
            text = _("Another number of the customer's")
            return [PageKey(key, _("Other number"), text) for key in ("up", "down")] if len(able) > 1 else []
        found = [
            PageKey("enter", _("Confirm"), _("Note this outcome and take the next customer")),
            PageKey("escape", _("Back"), _("Take the outcome back"), shown=True),
        ]
        if self._other_number() is not None:
            found.append(PageKey("down", _("Next number"), _("Note this outcome and dial the customer's next number")))
        return found

    def why_not(self, action: str) -> str:
        """The keys that only the questionnaire has."""
        if action == "back":
            return _("There is nothing before this page.")
        return _("Say first who answers, or what came of dialling.") if action == "finish" else ""

    async def press(self, key: str) -> None:
        """Choose an outcome, confirm it, or go on with who answered."""
        if key in self._answered:
            await self._somebody(self._answered[key][0])
        elif key in self._unreached:
            self._choose(self._unreached[key])
        elif key == "escape":
            self._chosen = None
        elif key == "enter":
            await self._confirm("", stay=False)
        elif self._chosen is not None and self._other_number() is not None:
            await self._confirm("", stay=True)
        else:
            self._next_number(-1 if key == "up" else 1)

    async def submit(self, text: str) -> None:
        """The note is written."""
        await self._confirm(text, stay=False)

    def _choose(self, row: Offered) -> None:
        if row.why_not:
            self.desk.say(_("{choice}: {reason}").format(choice=row.name, reason=row.why_not))
        else:
            self._chosen = row

    async def _confirm(self, note: str, *, stay: bool) -> None:
        if self._chosen is None:
            self.desk.say(_("Press the key of what happened, then {key}.").format(key=glyph("enter")))
            return
        ended = await self.call.unreached(self._chosen.code, note, stay)
        if ended.closed:
            self.desk.over(ended.outcome)
            return
        self.desk.say(_("{outcome} is noted; dial the next number.").format(outcome=self._chosen.name), "value")
        self._chosen = None

    async def _somebody(self, answer: str) -> None:
        from agentdesk.tui.stages.leaving import WrongPerson
        from agentdesk.tui.stages.promising import Promising

        if answer == IDENTIFIED:
            await self.call.right_person()
            await self.desk.advance()
        elif answer == NOT_NOW:
            self.desk.show(Promising(self.desk, self, asked=True))
        else:
            self.desk.show(WrongPerson(self.desk, self))

    # -- numbers -----------------------------------------------------------------------------------------------------

    def _other_number(self) -> PhoneLine | None:
        tried = {attempt.phone_id for attempt in self.call.sitting.attempts}
        current = self.call.phone.phone_id if self.call.phone else None
        able = [each for each in self.call.sitting.numbers if each.dialable and each.phone_id not in tried | {current}]
        return able[0] if able else None

    def _next_number(self, step: int) -> None:
        able = [each for each in self.call.sitting.numbers if each.dialable]
        if self.call.sitting.attempt is not None:
            self.desk.say(_("Say first what came of the number being dialled."))
        elif self.call.phone in able and len(able) > 1:
            self.call.phone = able[(able.index(self.call.phone) + step) % len(able)]


def _about(number: PhoneLine) -> str:
    parts = []
    if number.dials_today:
        parts.append(_("dialled today: {count}").format(count=number.dials_today))
    if number.last_outcome:
        parts.append(_("this number last: {outcome}").format(outcome=number.last_outcome))
    return "  ".join(parts)


def _keyed(rows: Sequence[Offered], taken: set[str]) -> dict[str, Offered]:
    """Each outcome by its key in the playbook, by the next free one where the form's opening has that key already."""
    wanted = {row.key for row in rows if row.key}
    spare = [key for key in _SPARE_KEYS if key not in taken | wanted]
    keyed: dict[str, Offered] = {}
    for row in rows:
        key = row.key if row.key and row.key not in taken else (spare.pop(0) if spare else "")
        if key:
            keyed[key] = row
    return {key: keyed[key] for key in sorted(keyed, key=_on_keyboard)}


def _on_keyboard(key: str) -> tuple[bool, int, str]:
    """Digits as they lie on the keyboard, then letters."""
    return not key.isdigit(), (int(key) or 10) if key.isdigit() else 0, key
