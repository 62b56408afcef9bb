"""The customer under the cursor: three lines below a narrow list, everything beside a wide one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Literal

from agentdesk.common import clock, dates
from agentdesk.common.cells import cell_len, mark, pad
from agentdesk.common.i18n import N_, _
from agentdesk.complaints.steps import STATES
from agentdesk.queue.card import Card, Doubt, HistoryLine
from agentdesk.queue.rows import QueueRow
from agentdesk.tui.glyphs import glyph
from agentdesk.tui.widgets.lines import BLANK, Line, Span, indented, length, line
from agentdesk.tui.widgets.packing import first_that_fits, flowing
from agentdesk.tui.widgets.queue_list import event
from agentdesk.tui.widgets.sheet import Sheet

Part = Literal["brief", "details", "why", "history"]

PHONE_KINDS = {
    "landline": N_("landline"), "mobile": N_("mobile"), "service": N_("service number"), "unknown": N_("other number"),
}  # fmt: skip
USE_TYPES = {"private": N_("private car"), "official": N_("official car")}
WHAT = {"call": N_("Call"), "order": N_("Workshop"), "complaint": N_("Complaint")}
_DATE = 11
_ROOMY = 16  # rows from which on a blank line may part the name from the reasons
_MARGIN = 1


class CustomerCard(Sheet):
    """Draws a card as its room allows; `show` gives it another customer."""

    def __init__(self) -> None:
        super().__init__()
        self._row: QueueRow | None = None
        self._card: Card | None = None
        self._rank = 0
        self._is_tight = False
        self.part: Part = "brief"
        self.reasons: Sequence[str] = ()  # why the task is there, for the part "why"
        self.empty = ""
        self.names: Mapping[str, str] = {}

    def show(self, row: QueueRow | None, card: Card | None, rank: int = 0) -> None:
        """Show this row's customer; None: what there is to say instead (`empty`)."""
        self._row, self._card, self._rank = row, card, rank
        self.redraw()

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """The card, in as many lines as there are; a mark says that there is more."""
        if self._row is None or self._card is None:
            return indented(self.empty, width, "dim", first=((" ", ""),))
        row, card, room = self._row, self._card, width - 2 * _MARGIN
        self._is_tight = height < _ROOMY
        if height <= 3:
            return self._brief(row, card, width)
        parts: dict[Part, tuple[Callable[[QueueRow, Card, int], list[Line]], ...]] = {
            "brief": (self._who, self._car, self._why, self._past),
            "details": (self._who, self._car, self._past),
            "why": (self._title, self._why),
            "history": (self._title, self._past_notes),
        }
        found: list[Line] = []
        for part in parts[self.part]:
            more = part(row, card, room)
            tight = part == self._why and self.part == "why" and self._is_tight
            found += [*([BLANK] if found and more and not tight else []), *more]
        if len(found) > height:
            found = [*found[: height - 1], line((mark(), "dim"))]
        return [_framed(each) for each in found]

    # ---------------------------------------------------------------------------------------- three lines

    def _last_ways(self, card: Card) -> list[str]:
        """What happened last, in ever fewer words."""
        if not card.history:
            return [_("First contact")]
        last = card.history[0]
        result = " ".join(filter(None, (dates.day_name(last.on), _result(last, self.names))))
        ways = (_past_line(last, self.names), result, dates.day_name(last.on))
        return [_("Last: {event}").format(event=way) for way in ways]

    def _brief(self, row: QueueRow, card: Card, width: int) -> list[Line]:
        kind, number = card.phones[0] if card.phones else ("", _("no number"))
        left = line(
            (f" {card.title}", "said"),
            f"   {_(PHONE_KINDS.get(kind, ''))} {number}",
            (f"   {_hours(card) or card.call_note}", "note"),
        ).left
        last = first_that_fits(self._last_ways(card), width - length(left) - 3)
        first = Line(left, ((f"{last} ", "dim"),))
        car = f"   {_car_line(card)}" if card.model or card.plate else ""
        second = line(f" {row.kind_name} ", (event(row, clock.today()), "value"), (car, "dim"))
        terms = "  ".join(f"{_(term.reason)} {term.points:+d}" for term in row.terms)
        rank = _("Place {rank}").format(rank=self._rank)
        key: tuple[Span, Span] = (("d", "key"), (f" {_('Details')} ", "dim"))
        return [first, second, line((f" {rank}  ", ""), (terms, "dim"), right=key)]

    # -------------------------------------------------------------------------------------------- sections

    def _title(self, row: QueueRow, card: Card, width: int) -> list[Line]:
        badges = [_("key customer")] if card.is_key else []
        badges += [_("company")] if card.is_company else []
        return [line((card.title, "said"), *(("   ", ""), (f" {glyph('dot')} ".join(badges), "dim")) if badges else ())]

    def _who(self, row: QueueRow, card: Card, width: int) -> list[Line]:
        numbers = [((f"{_(PHONE_KINDS[kind])} ", "dim"), (number, "")) for kind, number in card.phones]
        found = [*self._title(row, card, width), *flowing(numbers or [((_("no number"), "warn"),)], width)]
        for text in dict.fromkeys(filter(None, (_hours(card), card.call_note, card.note))):
            found += indented(text, width, "note", first=((f"{_('Note!')} ", "note"),))
        return found

    def _car(self, row: QueueRow, card: Card, width: int) -> list[Line]:
        if not (card.model or card.plate):
            return []
        days = (
            (N_("Insurance until"), card.insurance_expires_on),
            (N_("Inspection until"), card.inspection_expires_on),
            (N_("Next service"), card.next_service_on),
        )
        first = line((f"{card.model} {card.plate}", "value"), right=((_use(card), "dim"),))
        room = max(cell_len(_(name)) for name, _value in days) + 2
        odd = indented(_odd(card.doubt), width, "warn") if card.doubt else []
        return [first, *(line((pad(_(name), room), "dim"), _day(day)) for name, day in days if day), *odd]

    def _why(self, row: QueueRow, card: Card, width: int) -> list[Line]:
        if self.part == "why" and self.reasons:
            found = self._rule(row, width)
        else:
            span = ((f"{_('On time')} ", "dim"), (_span(row.due_effective, row.latest_on), ""))
            found = [line((row.kind_name, "value"), right=((row.kind_code, "dim"),))]
            found += flowing([((event(row, clock.today()), ""),), span], width)
        if self.part == "why" and self._is_tight:
            found += flowing([((f"{_(term.reason)} ", "dim"), (f"{term.points:+d}", "")) for term in row.terms], width)
        else:
            found += [line((_(term.reason), "dim"), right=((f"{term.points:+d}", ""),)) for term in row.terms]
        rank = _("Place {rank}").format(rank=self._rank)
        return [*found, line((rank, ""), right=((str(row.score), "value"),))]

    def _rule(self, row: QueueRow, width: int) -> list[Line]:
        """What asks for the call, the fact it goes out from, and how its dates come about."""
        by, *steps = self.reasons
        found = [line((row.kind_name, "value"), right=((by, "dim"),))]
        return found + [each for text in steps for each in indented(text, width, "")]

    def _past(self, row: QueueRow, card: Card, width: int) -> list[Line]:
        if not card.history:
            return [line((_("Nothing has happened with this customer yet."), "dim"))]
        return [self._past_row(each) for each in card.history]

    def _past_notes(self, row: QueueRow, card: Card, width: int) -> list[Line]:
        found: list[Line] = []
        for each in card.history:
            found.append(self._past_row(each))
            if each.note:
                found += indented(each.note, width, "dim", first=((" " * _DATE, ""),))
        return found or self._past(row, card, width)

    def _past_row(self, each: HistoryLine) -> Line:
        style = "warn" if each.what == "complaint" else ""
        return line((pad(dates.day_name(each.on), _DATE), "dim"), (_past_line(each, self.names, day=False), style))


def _framed(found: Line) -> Line:
    """A blank cell at each edge."""
    return Line(((" ", ""), *found.left), (*found.right, (" ", "")) if found.right else (), found.base)


def _past_line(each: HistoryLine, names: Mapping[str, str], *, day: bool = True) -> str:
    """One thing that happened, in a few words: 11-12 售后回访 不满意 李娜."""
    result = _result(each, names)
    subject = names.get(each.subject, each.subject)
    what = "" if each.what == "call" else _(WHAT[each.what])
    return " ".join(filter(None, (dates.day_name(each.on) if day else "", what, subject, result, each.person)))


def _result(each: HistoryLine, names: Mapping[str, str]) -> str:
    """How it ended: an outcome's name, or a complaint's state."""
    if each.what == "complaint":
        return _(STATES.get(each.result, each.result))
    return names.get(each.result, each.result)


def _car_line(card: Card) -> str:
    return " ".join(filter(None, (card.model, card.plate, _use(card))))


def _use(card: Card) -> str:
    parts: list[str] = [_(USE_TYPES[card.use_type])] if card.use_type in USE_TYPES else []
    if card.mileage_km is not None:
        parts.append(_("{n} km").format(n=f"{card.mileage_km:,}"))
    return f" {glyph('dot')} ".join(parts)


def _hours(card: Card) -> str:
    """When the customer wants to be rung, as the desk has understood it."""
    return _("to be rung {hours}").format(hours=card.hours) if card.hours else ""


def _odd(doubt: Doubt) -> str:
    """A mileage that cannot be right, as the agent should put it to the customer."""
    text = _("Odd mileage: {km} km ({day}), please check")
    return text.format(km=f"{doubt.km:,}", day=doubt.on.isoformat())


def _day(day: date) -> Span:
    return dates.day_name(day), "warn" if day < clock.today() else ""


def _span(first: date, last: date) -> str:
    return dates.day_name(first) if first == last else f"{dates.day_name(first)} {glyph('skip')} {dates.day_name(last)}"
