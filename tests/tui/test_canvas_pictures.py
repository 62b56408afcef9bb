"""Whatever is drawn in whatever order, the terminal shows what was meant: windows over wide letters, colours, scrolls.

The meant picture is kept cell by cell as Textual's compositor keeps it: a wide character that a window cuts is a space
on the side that can be seen, and only the window's own cells are written.
"""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from agentdesk.tui.canvas import Canvas
from tests.tui.strict_terminal import HALF, StrictTerminal, cells_of, picture_of

WIDTH, HEIGHT = 24, 5
TEXTS = (
    "王建国先生回访预约",
    "a中b文c约d时e间f刻",
    "皖M12345 09:45",
    "─│…·●▸",
    "        ",
    "e\u0301xe\u0301",
    "𠮷川一郎",
)
STYLES = ("", "1", "38;2;200;10;7", "1;38;5;9;48;2;1;2;3", "97;40", "4;2", "48;2;9;9;9")
CUT = (" ", "")

Cell = tuple[str, str]
rows, columns = st.integers(0, HEIGHT - 1), st.integers(0, WIDTH - 1)
window = st.tuples(
    st.just("window"), rows, columns, st.integers(1, WIDTH), st.integers(1, HEIGHT), st.integers(0, 99),
    st.sampled_from(STYLES),
)  # fmt: skip
restyle = st.tuples(st.just("restyle"), rows, columns, st.integers(1, WIDTH), st.sampled_from(STYLES))
scroll = st.tuples(st.just("scroll"), st.integers(-2, 2))
again = st.tuples(st.just("again"), rows, rows)
redraw = st.tuples(st.just("redraw"))
deeds = st.lists(st.one_of(window, restyle, scroll, again, redraw), min_size=1, max_size=25)


class Drawn:
    """The meant picture, and the writing that Textual would do for each change of it."""

    def __init__(self) -> None:
        self.lines: list[list[Cell]] = [[(" ", "")] * WIDTH for _ in range(HEIGHT)]

    def span(self, row: int, start: int, end: int) -> str:
        """The cells from one column to before another as Textual writes them: each run styled and reset."""
        runs, style, text = [], "", ""
        for letter, wanted in self.lines[row][start:end]:
            if wanted != style:
                runs.append((style, text))
                style, text = wanted, ""
            text += letter
        runs.append((style, text))
        written = "".join(f"\x1b[{style}m{text}\x1b[0m" if style else text for style, text in runs if text)
        return f"\x1b[{row + 1};{start + 1}H{written}"

    def put(self, row: int, start: int, cells: list[Cell]) -> str:
        """Cells over others: what they cut in half is a space in its own style."""
        line, end = self.lines[row], start + len(cells)
        if start and line[start][0] == "":
            line[start - 1] = (" ", line[start - 1][1])
        if end < WIDTH and line[end][0] == "":
            line[end] = (" ", line[end][1])
        line[start:end] = cells
        return self.span(row, start, end)

    def window(self, row: int, column: int, width: int, height: int, shift: int, style: str) -> str:
        width = min(width, WIDTH - column)
        parts = []
        for number in range(min(height, HEIGHT - row)):
            letters = cells_of(TEXTS[(shift + number) % len(TEXTS)] * 9)[shift % 3 :][:width]
            if letters[0] == "":
                letters[0] = " "
            if len(cells_of("".join(letters))) > width:  # cut on the right
                letters[-1] = " "
            parts.append(self.put(row + number, column, [(letter, style) for letter in letters]))
        return "\n".join(parts)

    def restyle(self, row: int, column: int, width: int, style: str) -> str:
        line = self.lines[row]
        start, end = column, min(column + width, WIDTH)
        if line[start][0] == "":
            start -= 1
        if end < WIDTH and line[end][0] == "":
            end += 1
        return self.put(row, start, [(letter, style) for letter, _ in line[start:end]])

    def scroll(self, by: int) -> str:
        blank: list[list[Cell]] = [[(" ", "")] * WIDTH for _ in range(abs(by))]
        self.lines = [*self.lines[by:], *blank] if by >= 0 else [*blank, *self.lines[:by]]
        return self.again(0, HEIGHT - 1)

    def again(self, first: int, last: int) -> str:
        return "\n".join(self.span(row, 0, WIDTH) for row in range(first, last + 1))


@settings(max_examples=60, deadline=None)
@given(deeds)
def test_the_terminal_shows_what_was_meant(done: list[tuple[object, ...]]) -> None:
    meant, canvas, terminal = Drawn(), Canvas(), StrictTerminal(WIDTH, HEIGHT)
    terminal.write(canvas.paint(meant.again(0, HEIGHT - 1)))
    for name, *values in done:
        if name == "redraw":
            terminal.write("\x1b[2J\x1b[3;4H\x1b[7m别人写的字\x1b[0m")
            canvas.forget()
            data = meant.again(0, HEIGHT - 1)
        else:
            data = getattr(meant, str(name))(*values)
        terminal.write(canvas.paint(f"{data}\x1b[2;3H"))
        assert HALF not in terminal.text()
        whole = [meant.span(row, 0, WIDTH) for row in range(HEIGHT)]
        assert terminal.picture() == picture_of(whole, WIDTH, HEIGHT)
        assert (terminal.screen.cursor.y, terminal.screen.cursor.x) == (1, 2)


@settings(max_examples=60, deadline=None)
@given(deeds)
def test_a_picture_that_is_there_costs_nothing(done: list[tuple[object, ...]]) -> None:
    meant, canvas = Drawn(), Canvas()
    canvas.paint(meant.again(0, HEIGHT - 1))
    for name, *values in done:
        if name != "redraw":
            canvas.paint(getattr(meant, str(name))(*values))
    canvas.paint(meant.again(0, HEIGHT - 1) + "\x1b[1;1H")
    assert canvas.paint(meant.again(0, HEIGHT - 1) + "\x1b[1;1H") == ""


def test_the_halves_of_wide_characters_are_blanked() -> None:
    canvas, terminal = Canvas(), StrictTerminal(WIDTH, HEIGHT)
    terminal.write(canvas.paint("\x1b[1;1H王建国"))
    written = canvas.paint("\x1b[1;2Hab\x1b[1;1H")
    terminal.write(written)
    assert terminal.text().splitlines()[0].rstrip() == " ab 国"
    assert written == "\x1b[1;2Hab\x1b[1;1H \x1b[2C \x1b[1;1H"


def test_a_character_of_several_code_points_is_followed_by_an_address() -> None:
    """Whether a family of three is two cells wide or six is each terminal's own opinion."""
    canvas = Canvas()
    family = "👨\u200d👩\u200d👧"
    assert canvas.paint(f"\x1b[1;1H{family}ab\x1b[1;1H") == f"\x1b[1;1H{family}\x1b[1;3Hab\x1b[1;1H"
    assert canvas.paint(f"\x1b[1;1Hx{family}\x1b[1;1H") != ""
    assert canvas.paint("\x1b[1;1H\u0301ab") != ""
