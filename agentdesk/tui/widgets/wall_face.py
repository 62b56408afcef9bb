"""The face of a wall screen: big figures of today, the month's indicators, the complaints, in what room there is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from agentdesk.common import clock, dates
from agentdesk.common.cells import cell_len, column
from agentdesk.common.i18n import N_, _
from agentdesk.common.intervals import SMALL
from agentdesk.complaints.board import COUNTED
from agentdesk.scoreboard.figures import Figure
from agentdesk.scoreboard.render import (
    SIGNS,
    count_text,
    interval_text,
    percent,
    target_text,
    value_text,
    verdict_text,
)
from agentdesk.scoreboard.wall import Wall
from agentdesk.tui.glyphs import Name, glyph
from agentdesk.tui.widgets import big_digits
from agentdesk.tui.widgets.columns import Column, Columns, row
from agentdesk.tui.widgets.lines import BLANK, Line, Span, indented, line
from agentdesk.tui.widgets.packing import flowing
from agentdesk.tui.widgets.sheet import Sheet

LEAST = (60, 14)  # with the keys below them 15 rows
FIGURES: Columns = (
    Column("", 2),
    Column(N_("Indicator"), 22, most=40),
    Column(N_("Value"), 8, align="right"),
    Column(N_("Count"), 11, align="right"),
    Column(N_("95 % CI"), 14, align="right", keep=4),
    Column(N_("Target"), 8, align="right", keep=8),
    Column("", 2, keep=3),
    Column(N_("Verdict"), 13),
)
_MARKS: dict[str, Name] = {"met": "done", "met?": "done", "not_met": "late"}
_BETWEEN = 4  # cells between two columns
_TWO_COLUMNS = 160
_SIDES = 1
_FEW = 4  # lines that the indicators have at least
_FEWEST = 2  # big figures: of more, the smallest size is not worth it


@dataclass(frozen=True)
class Broken:
    """The link is down since an instant (naive UTC), and why."""

    since: datetime
    why: str


@dataclass(frozen=True)
class Tile:
    """A big figure with a line above and one below it."""

    title: str
    figure: str
    below: str = ""

    def width(self, size: int) -> int:
        """Cells it takes."""
        return max(big_digits.width(self.figure, size), cell_len(self.title), cell_len(self.below))


class WallFace(Sheet):
    """All of the wall screen but its keys."""

    def __init__(self) -> None:
        super().__init__()
        self.wall: Wall | None = None
        self.broken: Broken | None = None
        self.refused = ""

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """Head, big figures, indicators, complaints, and at the foot what there is to say of the link."""
        if width < LEAST[0] or height < LEAST[1]:
            return indented(_("This window is too small: 60 columns and 15 rows are the least."), width, "warn")
        head = [self._head(), _rule(width)]
        said = self._said(width)
        if self.wall is None:
            return [*head, *[BLANK] * (height - len(head) - len(said)), *said]
        complaints = self._complaints(width)
        frame = len(head) + len(complaints) + len(said) + 2  # with a rule above the indicators and one below
        tiles = _fitting_tiles(self.wall, width, height - frame)
        indicators = _indicators(self.wall.figures, width, height - frame - len(tiles))
        body = [*head, *tiles, *([_rule(width)] if tiles else []), *indicators]
        foot = [_rule(width), *complaints, *said]
        return [*body, *[BLANK] * (height - len(body) - len(foot)), *foot]

    def _head(self) -> Line:
        now = clock.local_now()
        dealer = self.wall.dealer if self.wall else _("Scoreboard")
        return line((f" {dealer}", "said"), right=((f"{dates.heading(now.date())}   ", ""), (f"{now:%H:%M} ", "said")))

    def _said(self, width: int) -> list[Line]:
        """Nothing, or since when the link is down and of when the figures are."""
        if self.refused:
            return indented(f"{glyph('late')} {self.refused}", width - 1, "bad", indent=1)
        if self.broken is None:
            return []
        text = _("no connection since {time}").format(time=f"{clock.local(self.broken.since):%H:%M}")
        if self.wall is not None:
            text += _("; the figures are of {time}").format(time=f"{clock.local(self.wall.seen_at):%H:%M}")
        return [line((f" {glyph('late')} {text}", "bad"), (f"   {self.broken.why}", "dim"))]

    def _complaints(self, width: int) -> list[Line]:
        assert self.wall is not None
        found = dict(self.wall.complaints)
        parts: list[tuple[Span, ...]] = [((_("Complaints"), "value"), (f" {self.wall.open_complaints}", "said"))]
        for view, name in COUNTED.items():
            warned = view == "breached" and found[view]
            mark = f"{glyph('late')} " if warned else ""
            style = "warn" if warned else "" if found[view] else "dim"
            parts.append(((f"{mark}{_(name)} ", style), (str(found[view]), style)))
        escalated = self.wall.escalated
        mark = f"{glyph('late')} " if escalated else ""
        parts.append(((f"{mark}{_('escalated today')} {escalated}", "warn" if escalated else "dim"),))
        return [Line(((" ", ""), *each.left)) for each in flowing(parts, width - 2 * _SIDES)]


def _fitting_tiles(wall: Wall, width: int, room: int) -> list[Line]:
    """The big figures beside all indicators, else beside those that have a value, else beside a few of them."""
    valued = len([each for each in wall.figures if each.value is not None])
    for rows in (_rows_of(len(wall.figures), width), _rows_of(valued, width), _FEW):
        found = _tiles(wall, width, room - 1 - rows)
        if found:
            return found
    return []


def _tiles(wall: Wall, width: int, room: int) -> list[Line]:
    """The big figures at the largest size at which they fit; where even the smallest are too many, the first ones."""
    tiles = [
        Tile(_("Calls today, done/due"), f"{wall.done}/{wall.due}",
             _("{count} still to make").format(count=wall.due - wall.done)),
        Tile(_("Done on time"), *_on_time(wall)),
        Tile(_("Clock"), f"{clock.local_now():%H:%M}"),
        Tile(_("Open complaints"), str(wall.open_complaints)),
    ]  # fmt: skip
    for count in range(len(tiles), 0, -1):
        for size in big_digits.SIZES[:-1] if count > _FEWEST else big_digits.SIZES:
            for columns in (each for each in range(count, 0, -1) if count % each == 0):
                block = _block(tiles[:count], columns, size, width)
                if block and len(block) <= room:
                    return block
    return []


def _on_time(wall: Wall) -> tuple[str, str]:
    """The rate of today with its counts; below ten calls the counts alone, of which a rate would say little."""
    if wall.done < SMALL:
        return f"{wall.on_time}/{wall.done}", _("sample too small") if wall.done else _("nothing is done yet")
    return percent(Fraction(wall.on_time, wall.done)).replace(" ", ""), f"{wall.on_time}/{wall.done}"


def _block(tiles: Sequence[Tile], columns: int, size: int, width: int) -> list[Line]:
    """The figures in so many columns, each with its title and what stands below; none where that is too wide."""
    wanted = [max(tile.width(size) for tile in tiles[place::columns]) for place in range(columns)]
    spare = width - 2 * _SIDES - sum(wanted) - _BETWEEN * (columns - 1)
    if spare < 0:
        return []
    widths = [each + spare // columns for each in wanted]
    lines: list[Line] = []
    for start in range(0, len(tiles), columns):
        beside = tiles[start : start + columns]
        rows = [big_digits.drawn(tile.figure, size) for tile in beside]
        lines += [BLANK] if lines else []
        lines.append(_joined([(tile.title, "dim") for tile in beside], widths))
        for number in range(big_digits.height(size)):
            lines.append(_joined([(each[number], "said") for each in rows], widths))
        if any(tile.below for tile in beside):
            lines.append(_joined([(tile.below, "") for tile in beside], widths))
    return lines


def _joined(parts: Sequence[Span], widths: Sequence[int]) -> Line:
    found: list[Span] = [(" " * _SIDES, "")]
    for (text, style), each in zip(parts, widths, strict=True):
        found += [(column(text, each), style), (" " * _BETWEEN, "")]
    return Line(tuple(found[:-1]))


def _rows_of(figures: int, width: int) -> int:
    return -(-figures // 2) if width >= _TWO_COLUMNS else figures


def _indicators(figures: Sequence[Figure], width: int, room: int) -> list[Line]:
    """The month's indicators, in two columns where one is too long; those without a case give way, and it is said."""
    columns = 2 if width >= _TWO_COLUMNS and len(figures) > room - 1 else 1
    shown = list(figures)
    if len(shown) > (room - 1) * columns:
        shown = [each for each in shown if each.value is not None]
    shown = shown[: max(room - 1, 0) * columns]
    left = len(figures) - len(shown)
    more = _("{count} more are not shown").format(count=left) if left else ""
    title = line((f" {_('Indicators of this month')}", "value"), right=((f"{more} ", "dim"),))
    side = (width - 2 * _SIDES + _BETWEEN) // columns - _BETWEEN
    cells = [row(FIGURES, _cells(each), side) for each in shown]
    half = -(-len(cells) // columns)
    lines = []
    for number in range(half):
        right = ((" " * _BETWEEN, ""), *cells[half + number]) if half + number < len(cells) else ()
        lines.append(Line(((" " * _SIDES, ""), *cells[number], *right)))
    if 2 * len(lines) < room:  # air, where there is room for it
        lines = [each for one in lines for each in (BLANK, one)]
    return [title, *lines]


def _cells(figure: Figure) -> Sequence[Span]:
    """A mark and a word say what a colour repeats."""
    mark = "skip" if figure.value is None else _MARKS.get(figure.verdict, "skip")
    bad = figure.verdict == "not_met"
    style = "dim" if figure.value is None else ""
    signs = {**SIGNS, "at_least": glyph("at_least"), "at_most": glyph("at_most")}
    return (
        (glyph(mark), "warn" if bad else style),
        (figure.name, style),
        (value_text(figure), "said" if figure.value is not None else "dim"),
        (count_text(figure), style),
        (interval_text(figure), "dim"),
        (target_text(figure, signs), style),
        ("", ""),
        (verdict_text(figure), "warn" if bad else style),
    )


def _rule(width: int) -> Line:
    return Line(((glyph("rule") * width, "rule"),))
