"""What a terminal's style sequences (SGR) mean, and the shortest sequence from one style to another."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple


class Look(NamedTuple):
    """How a cell is drawn: attribute numbers in order, colours as they stand in SGR, and the link it carries."""

    attributes: tuple[str, ...] = ()
    foreground: str = ""
    background: str = ""
    link: str = ""

    def on(self, under: Look) -> Look:
        """The same hand on another background: what a space can be written in that looks like `under`."""
        if _SEEN & set(self.attributes):
            return under
        return Look(self.attributes, self.foreground, under.background, under.link)


PLAIN = Look()
_SEEN = frozenset(("4", "7", "9", "21", "53"))  # lines through, over and under it, and reverse: what a space shows too
_OFF = {"1": "22", "2": "22", "3": "23", "4": "24", "5": "25", "7": "27", "9": "29"}  # what ends an attribute
_COLOUR_OFF = {"39": "foreground", "49": "background"}


@lru_cache(maxsize=1024)
def read(look: Look, parameters: str) -> Look:
    """The look after an SGR sequence with these parameters ("1;38;2;200;200;200")."""
    numbers = parameters.split(";") if parameters else ["0"]
    attributes, foreground, background = list(look.attributes), look.foreground, look.background
    position = 0
    while position < len(numbers):
        number = numbers[position]
        taken = 1
        if number in ("", "0"):
            attributes, foreground, background = [], "", ""
        elif number in ("38", "48"):
            taken = 5 if numbers[position + 1 : position + 2] == ["2"] else 3
            colour = ";".join(numbers[position : position + taken])
            foreground, background = (colour, background) if number == "38" else (foreground, colour)
        elif number in _COLOUR_OFF:
            foreground, background = ("", background) if number == "39" else (foreground, "")
        elif _is_colour(number, "3", "9"):
            foreground = number
        elif _is_colour(number, "4", "10"):
            background = number
        elif number in _OFF.values():
            attributes = [each for each in attributes if _OFF.get(each) != number]
        elif number not in attributes:
            attributes.append(number)
        position += taken
    return Look(tuple(sorted(attributes)), foreground, background, look.link)


@lru_cache(maxsize=1024)
def blank(look: Look) -> Look:
    """What of a look a space shows: nothing but its background, unless something is drawn through or under it."""
    return look if _SEEN & set(look.attributes) else Look((), "", look.background, look.link)


@lru_cache(maxsize=4096)
def step(before: Look, after: Look) -> str:
    """The shortest sequence that makes the terminal draw in `after` when it draws in `before`."""
    link = f"\x1b]8;{after.link or ';'}\x1b\\" if before.link != after.link else ""
    if before[:3] == after[:3]:
        return link
    from_nothing = ";".join(["0", *after.attributes, *filter(None, (after.foreground, after.background))])
    if after[:3] == PLAIN[:3]:
        from_nothing = ""
    elif set(before.attributes) - set(after.attributes) <= _OFF.keys():
        from_nothing = min(from_nothing, ";".join([*_attributes(before, after), *_colours(before, after)]), key=len)
    return f"\x1b[{from_nothing}m{link}"


def _attributes(before: Look, after: Look) -> list[str]:
    """What ends and what begins; bold and faint end together, and the one that stays begins again."""
    ended = dict.fromkeys(_OFF[number] for number in before.attributes if number not in after.attributes)
    begun = [number for number in after.attributes if number not in before.attributes or _OFF.get(number) in ended]
    return [*ended, *begun]


def _colours(before: Look, after: Look) -> list[str]:
    parts = []
    if before.foreground != after.foreground:
        parts.append(after.foreground or "39")
    if before.background != after.background:
        parts.append(after.background or "49")
    return parts


def _is_colour(number: str, normal: str, bright: str) -> bool:
    stem, last = number[:-1], number[-1]
    return stem in (normal, bright) and last in "01234567"
