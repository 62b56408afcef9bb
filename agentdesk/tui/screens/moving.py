"""Moving calls between the agents' lists: what would be done, shown before Enter does it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from agentdesk.common import names
from agentdesk.common.i18n import N_, _
from agentdesk.queue.giving import Giving, Taker
from agentdesk.queue.presence import Desk
from agentdesk.queue.rebalance import Plan
from agentdesk.queue.sharing import Move
from agentdesk.tui.bindings import WORK
from agentdesk.tui.glyphs import glyph
from agentdesk.tui.screens.base import DeskModal
from agentdesk.tui.widgets.columns import Column, Columns, row, titles
from agentdesk.tui.widgets.keybar import KeyBar
from agentdesk.tui.widgets.lines import Line, Span, line
from agentdesk.tui.widgets.listing import Listing
from agentdesk.tui.widgets.rule import Rule
from agentdesk.tui.widgets.sheet import Sheet

Moves = tuple[Move, ...]

LISTS: Columns = (
    Column(N_("Agent"), 8, most=14),
    Column(N_("Capacity"), 8, align="right"),
    Column(N_("In the list"), 6, most=11, align="right"),
    Column(N_("Afterwards"), 10, align="right"),
    Column("", 4, most=40),
)
_ROWS_AT_MOST = 10


@dataclass(frozen=True)
class ListRow:
    """An agent's list before and after; `note` says what stands in the way."""

    desk: Desk
    calls: int
    after: int
    note: str = ""


def rebalanced(plan: Plan) -> list[ListRow]:
    """Each agent's list as evening out would leave it."""
    after = plan.after()
    rows = [(desk, plan.loads.get(desk.person_id, 0), after.get(desk.person_id, 0)) for desk in plan.desks]
    return [ListRow(desk, before, now, "" if desk.capacity else _("away")) for desk, before, now in rows]


class ListsShown(Listing[ListRow]):
    """The lists, one a line."""

    def identity(self, item: ListRow) -> int:
        """The same agent, however many calls are given."""
        return item.desk.person_id

    def spans(self, item: ListRow, width: int) -> Sequence[Span]:
        """One agent's list."""
        changed = "value" if item.after != item.calls else "dim"
        cells = (
            (names.visible(item.desk.name), ""),
            (f"{item.desk.capacity:.0f}", "dim"),
            (str(item.calls), ""),
            (f"{glyph('right')} {item.after}", changed),
            (f"  {item.note}" if item.note else "", "warn"),
        )
        return row(LISTS, cells, width)


class MovesSaid(Sheet):
    """What would be done, in a sentence, and the titles of the lists beneath."""

    DEFAULT_CSS = "MovesSaid { height: 4; }"

    def __init__(self) -> None:
        super().__init__()
        self._title, self._said, self._fixed = "", "", ""

    def show(self, title: str, said: str, fixed: str = "") -> None:
        """Say this; `fixed` is what cannot be moved."""
        self._title, self._said, self._fixed = title, said, fixed
        self.redraw()

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """A title, the sentence, the columns."""
        columns = Line(((" ", ""), *titles(LISTS, width - 2)))
        return [
            line((f" {self._title}", "said")),
            line((f" {self._said}", "")),
            line((f" {self._fixed}", "dim")),
            columns,
        ]


class MovingScreen(DeskModal[Moves]):
    """Over the foot of the scoreboard; gives the moves to make, or None."""

    CSS_PATH = "../styles/moving.tcss"
    AUTO_FOCUS = "ListsShown"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "move", N_("Move"), tooltip=N_("Move the calls as shown"), id="moving.yes", group=WORK),
        Binding(
            "escape", "leave", N_("Cancel"), tooltip=N_("Every list stays as it is"), id="moving.no", group=WORK
        ),
    ]  # fmt: skip

    def compose(self) -> ComposeResult:
        """The sentence, the lists, the keys."""
        yield Rule()
        yield MovesSaid()
        yield ListsShown()
        yield Rule()
        yield KeyBar()

    def on_mount(self) -> None:
        """Take as many rows as there are agents, and no more than leave the scoreboard in sight."""
        self.refill()
        listed = self.query_one(ListsShown)
        listed.styles.height = min(len(listed.items), _ROWS_AT_MOST)

    def retranslate(self) -> None:
        """Say it in the other language."""
        self.refill()
        super().retranslate()

    def refill(self) -> None:
        """Show what would be done."""
        raise NotImplementedError

    def moves(self) -> Moves:
        """What Enter would do."""
        raise NotImplementedError

    def action_move(self) -> None:
        """Give the moves to the scoreboard."""
        self.dismiss(self.moves())


class RebalanceScreen(MovingScreen):
    """Evening out all lists."""

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self._plan = plan

    def refill(self) -> None:
        """Each list before and after."""
        said = _("{customers} customers with {calls} calls change hands.").format(
            customers=len(self._plan.moves), calls=_calls(self._plan.moves)
        )
        self.query_one(MovesSaid).show(_("Even out the lists?"), said)
        self.query_one(ListsShown).show(rebalanced(self._plan))

    def moves(self) -> Moves:
        """All of the plan's."""
        return self._plan.moves


class GivingScreen(MovingScreen):
    """One agent's waiting calls for the colleague under the cursor, all of them or some."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "left", "count(-1)", N_("Fewer"), tooltip=N_("A customer less; the most urgent ones stay"),
            id="moving.fewer", group=WORK,
        ),
        Binding(
            "right", "count(1)", N_("More"), tooltip=N_("A customer more"), id="moving.more", group=WORK
        ),
    ]  # fmt: skip

    def __init__(self, name: str, found: Giving) -> None:
        super().__init__()
        self._name, self._found = name, found
        self._kept = 0  # customers that the supervisor leaves with the giver

    def refill(self) -> None:
        """What the giver would give, and each colleague's list with it."""
        moves = self.moves()
        calls = _("{customers} customers with {calls} calls").format(customers=len(moves), calls=_calls(moves))
        left = _("{n} stay in {name}'s list").format(n=self._found.calls - _calls(moves), name=self._name)
        fixed = _("{n} of them on the line or agreed with {name} alone").format(n=self._found.stay, name=self._name)
        self.query_one(MovesSaid).show(
            _("Give {name}'s calls to").format(name=self._name), f"{calls}  {left}", fixed if self._found.stay else ""
        )
        self.query_one(ListsShown).show([self._row(taker) for taker in self._found.takers])

    def on_listing_moved(self, _message: Listing.Moved) -> None:
        """Another colleague takes other calls."""
        self.refill()

    def moves(self) -> Moves:
        """What the colleague under the cursor takes."""
        here = self.query_one(ListsShown).current
        taker = next((each for each in self._found.takers if here and each.desk == here.desk), self._found.takers[0])
        return self._given(taker)

    def _given(self, taker: Taker) -> Moves:
        return taker.moves[: max(len(taker.moves) - self._kept, 1)]

    def _row(self, taker: Taker) -> ListRow:
        waiting, given = self._found.calls - self._found.stay, self._given(taker)
        unskilled = waiting - _calls(taker.moves)
        lacking = _("{n} calls are not for this desk").format(n=unskilled) if unskilled else ""
        note = lacking if taker.desk.capacity else _("away")
        return ListRow(taker.desk, taker.calls, taker.calls + _calls(given), note)

    def action_count(self, step: int) -> None:
        """Give a customer more or less, at least one."""
        most = max(len(taker.moves) for taker in self._found.takers)
        self._kept = min(max(self._kept - step, 0), max(most - 1, 0))
        self.refill()

    def action_move(self) -> None:
        """Give the moves to the scoreboard, unless the colleague is away or can't take one."""
        here = self.query_one(ListsShown).current
        if here is None or not here.desk.capacity:
            self.notify(_("Who is away takes no calls."), severity="warning")
        elif not self.moves():
            self.notify(_("This colleague calls for none of these reasons or brands."), severity="warning")
        else:
            super().action_move()


def _calls(moves: Sequence[Move]) -> int:
    return sum(len(move.task_ids) for move in moves)
