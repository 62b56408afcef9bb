"""A page of a questionnaire as lines: what is said, brightest; what is for the agent, dim and marked; the keys below.

They can never be mistaken for each other: spoken text stands alone in its colour, instructions begin with a mark.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import takewhile

from agentdesk.common import clock, dates
from agentdesk.common.cells import mark
from agentdesk.common.errors import UserError
from agentdesk.common.i18n import N_, _
from agentdesk.interview.model import DONT_KNOW, REFUSED, SELECTS, Kind
from agentdesk.interview.views import ChoiceView, Item, Page
from agentdesk.interview.written import as_stored
from agentdesk.tui.glyphs import glyph
from agentdesk.tui.widgets.choices import Keyed, in_columns, one_a_line
from agentdesk.tui.widgets.lines import Line, Span, indented, length
from agentdesk.tui.widgets.stack import Block

TYPED = frozenset({Kind.TEXT, Kind.INTEGER, Kind.DECIMAL, Kind.RANGE, Kind.DATE, Kind.TIME, Kind.DATE_TIME})
DATES = frozenset({Kind.DATE, Kind.TIME, Kind.DATE_TIME})
PROMPTS = frozenset({Kind.ACKNOWLEDGE, Kind.NOTE})  # read aloud, with no answer
MARGIN = 3
READABLE = 66  # cells; a longer line loses the eye that reads it aloud

_PLACEHOLDERS = {
    Kind.TEXT: N_("in the customer's own words"),
    Kind.INTEGER: N_("a whole number"),
    Kind.DECIMAL: N_("a number"),
    Kind.RANGE: N_("a number"),
    Kind.DATE: N_("such as 2026-11-20 or: tomorrow"),
    Kind.TIME: N_("such as 15:30"),
    Kind.DATE_TIME: N_("such as: tomorrow 3 pm"),
}
CODE_NAMES = {DONT_KNOW: N_("doesn't know"), REFUSED: N_("won't say")}
_BADGES = {"must-say": N_("must say"), "must-not": N_("never say"), "manner": N_("manner")}


def is_typed(item: Item) -> bool:
    """Whether the answer is typed rather than chosen by a key."""
    return item.kind in TYPED and not item.choices


def field_rows(item: Item, height: int) -> int:
    """How many rows a field for this answer takes in a pane of that height."""
    if item.kind is not Kind.TEXT or "numbers" in item.appearance.split():
        return 1
    return 4 if "multiline" in item.appearance.split() and height >= 24 else 3 if height >= 18 else 2


def placeholder(item: Item) -> str:
    """What stands in the empty field."""
    return _(_PLACEHOLDERS.get(item.kind, ""))


def understood(kind: Kind, text: str) -> str:
    """A date or time as it is typed, as it is understood: 11月24日 周二 15:00; "" where it is not, or not yet."""
    try:
        stored = as_stored(kind, text, clock.local_now())
    except UserError:
        return ""
    return shown_value(kind, stored)


def shown_value(kind: Kind, stored: str) -> str:
    """A stored date or time as it is read, with its weekday; a code in words; anything else as it is stored."""
    if stored in CODE_NAMES:
        return _(CODE_NAMES[stored])
    try:
        if kind is Kind.DATE:
            return _day(date.fromisoformat(stored))
        if kind is Kind.DATE_TIME:
            at = datetime.fromisoformat(stored)
            return f"{_day(at.date())} {at:%H:%M}"
    except ValueError:
        pass
    return stored


def _day(day: date) -> str:
    year = "" if day.year == clock.today().year else f"{day.year} "
    return f"{year}{dates.heading(day)}"


def heading(page: Page, active: Item, width: int) -> Line:
    """How far the interview is, and what this question is called."""
    left: list[Span] = [(" ", "")]
    number = active.number or page.number
    if number:
        left += [(f"{number}/{page.total}", "dim"), ("  ", "")]
    badge = badge_of(active)
    if badge:
        left += [(badge, "warn"), ("  ", "")]
    left.append((active.short or page.title, "unsaid"))
    return Line(tuple(left))


def badge_of(item: Item) -> str:
    """What sort of prompt it is: 必说, 不说, 态度; "" for a question."""
    words = item.appearance.split()
    return next((_(name) for word, name in _BADGES.items() if word in words), "")


def page_blocks(
    page: Page, active: int, current: Item, cursor: int, width: int, height: int, *, hints: bool, echo: str = ""
) -> list[Block]:
    """The blocks of a page; the keys go to the item `active`, as `current` shows it, the arrows to the choice `cursor`.

    Without `hints` (complaint mode) nothing but what is said and chosen is there. `echo` stands below the field.
    """
    blocks = [Block([heading(page, page.items[active], width)], 0)]
    breath = one_breath(page, active)
    for index, item in enumerate(page.items):
        here = item in breath
        blocks.append(Block(_label(item, here, width), 8 if here else 3, f"label{index}"))
        if here and hints:
            hint = instruction(item.hint, width)
            blocks.append(Block(hint, 4, brief=_in_brief(hint)))
            if height > 24:
                blocks.append(Block(instruction(item.guidance, width), 1, brief=()))
        if here and item is breath[-1]:
            blocks += _answering(current if index == active else item, breath, cursor, width, height, echo)
    return blocks


def one_breath(page: Page, active: int) -> list[Item]:
    """What is read at one go: the question, or a prompt with the notes around it.

    Each prompt to be confirmed has a key and a time of its own: two said with one key would be one that was said.
    """
    items = list(page.items[active:])
    if items[0].kind not in PROMPTS:
        return items[:1]
    read = list(takewhile(lambda each: each.kind in PROMPTS, items))
    confirmed = [place for place, each in enumerate(read) if each.kind is Kind.ACKNOWLEDGE]
    return read[: confirmed[1]] if len(confirmed) > 1 else read


def instruction(text: str, width: int) -> list[Line]:
    """Something for the agent, never read aloud."""
    if not text.strip():
        return []
    mark = f" {_('note')} "
    return indented(text, min(width, READABLE + MARGIN), "note", first=((mark, "mark"),))


def _in_brief(lines: list[Line]) -> list[Line]:
    """The first of several lines, marked as cut."""
    if len(lines) < 2:
        return lines
    return [Line(lines[0].left, ((f" {mark()} ", "mark"),))]


def spoken(text: str, width: int, style: str = "said", first: tuple[Span, ...] = ()) -> list[Line]:
    """Something to say to the customer."""
    return indented(text, min(width - 1, READABLE + MARGIN), style, first=first, indent=max(MARGIN, length(first)))


def keys_below(*spans: Span) -> list[Line]:
    """A line that says what a key does here."""
    return [Line(((" " * MARGIN, ""), *spans))]


def _label(item: Item, here: bool, width: int) -> list[Line]:
    if not item.spoken:
        return instruction(item.label, width)
    if here:
        return spoken(item.label, width)
    answered = item.confirmed or bool(item.value)
    mark: Span = (f" {_sign(item) if answered else ' '} ", "good" if item.kept else "warn")
    lines = spoken(item.label, width, "unsaid", (mark,))
    chosen = [choice.label for choice in item.choices if choice.selected]
    plain = "" if item.kind in (Kind.ACKNOWLEDGE, Kind.NOTE) else shown_value(item.kind, item.value)
    value = _(", ").join(chosen) or plain
    return [*lines, *spoken(value, width, "value", ((" " * 5, ""),))] if value else lines


def _answering(item: Item, breath: list[Item], cursor: int, width: int, height: int, echo: str) -> list[Block]:
    if is_typed(item):
        blank = [Line()] * field_rows(item, height)
        meant = keys_below((f"{glyph('right')} ", "dim"), (echo, "said")) if echo else []
        return [Block(blank, 6, "field"), Block(meant, 0), Block(_codes_for_typed(item), 3)]
    if item.kind in PROMPTS:
        prompts = [each for each in breath if each.kind is Kind.ACKNOWLEDGE]
        word = _("go on") if not prompts else _("said") if any(each.spoken for each in prompts) else _("read")
        return [Block(keys_below((glyph("enter"), "key"), ("  ", ""), (word, "value")), 6, "prompted")]
    return _choosing(item, cursor, width, height)


def _codes_for_typed(item: Item) -> list[Line]:
    words = item.appearance.split()
    spans: list[Span] = []
    for key, (word, name) in zip(("F8", "F9"), CODE_NAMES.items(), strict=True):
        given = item.value == word
        if word in words:
            spans += [(f"{_sign(item)} ", "good" if item.kept else "warn")] if given else []
            spans += [(key, "key"), (f"  {_(name)}    ", "said" if given else "dim")]
    return keys_below(*spans) if spans else []


def _choosing(item: Item, cursor: int, width: int, height: int) -> list[Block]:
    keyed = [_keyed(item, choice, index == cursor) for index, choice in enumerate(item.choices)]
    names = [choice.name for choice in item.choices]
    pinned = [each for each, name in zip(keyed, names, strict=True) if name in (DONT_KNOW, REFUSED)]
    ordinary = [each for each, name in zip(keyed, names, strict=True) if name not in (DONT_KNOW, REFUSED)]
    room = max(height - 10, 4)
    scale = item.kind is Kind.RANGE or all(each.key == each.text or each.text == "10" for each in ordinary)
    if scale:
        ordinary = [each._replace(text="") if each.key == each.text else each for each in ordinary]
    if scale or len(ordinary) > room:
        lines = in_columns(ordinary, min(width, READABLE), 11 if scale else 3)
    else:
        lines = one_a_line(ordinary, width)
    blocks = [Block(lines, 6, "choices"), Block(in_columns(pinned, min(width, READABLE)), 2, "pinned")]
    if item.kind in (Kind.SELECT_MULTIPLE, Kind.RANK):
        blocks.append(Block(_several(item), 2))
    return blocks


def _several(item: Item) -> list[Line]:
    word = _("in the customer's order") if item.kind is Kind.RANK else _("several may be chosen")
    return keys_below((glyph("enter"), "key"), ("  ", ""), (_("go on"), "value"), (f"   {word}", "dim"))


def _keyed(item: Item, choice: ChoiceView, here: bool) -> Keyed:
    text = choice.label
    if item.kind is Kind.RANK and choice.selected:
        text = f"{text}  {item.value.split().index(choice.name) + 1}."
    return Keyed(choice.digit, text, choice.selected, here, kept=item.kept)


def _sign(item: Item) -> str:
    return glyph("done" if item.kept else "unkept")


def choice_for(item: Item, key: str) -> ChoiceView | None:
    """The choice a key stands for."""
    return next((choice for choice in item.choices if choice.digit and choice.digit == key), None)


def toggled(item: Item, name: str) -> str:
    """The value of a multiple choice or ranking after one choice was pressed; don't-know and refused stand alone."""
    chosen = item.value.split()
    if name in chosen:
        return " ".join(each for each in chosen if each != name)
    if name in (DONT_KNOW, REFUSED):
        return name
    return " ".join([*(each for each in chosen if each not in (DONT_KNOW, REFUSED)), name])


def is_whole(item: Item, value: str) -> bool:
    """Whether a ranking has a place for every choice, or the customer cannot or will not rank."""
    names = {choice.name for choice in item.choices} - {DONT_KNOW, REFUSED}
    return value in (DONT_KNOW, REFUSED) or set(value.split()) == names


def with_value(item: Item, value: str) -> Item:
    """The item as it would be shown with another value."""
    chosen = value.split()
    choices = tuple(replace(choice, selected=choice.name in chosen) for choice in item.choices)
    return replace(item, value=value, choices=choices)


def first_to_ask(items: Sequence[Item]) -> int:
    """The item of a page the keys go to first: the first one without an answer, else the last."""
    for index, item in enumerate(items):
        if item.kind in SELECTS | TYPED and not item.value and not item.read_only:
            return index
        if item.kind is Kind.ACKNOWLEDGE and not item.confirmed:
            return index
    return len(items) - 1
