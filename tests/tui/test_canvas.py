"""What the canvas leaves out must not change the picture: plain and lean writing meet on a terminal in memory."""

from __future__ import annotations

import random

import pyte
import pytest
from rich.cells import cell_len

from agentdesk.tui.canvas import Canvas
from agentdesk.tui.sgr import PLAIN, Look, blank, read, step
from tests.tui.strict_terminal import picture

WIDTH, HEIGHT = 30, 6
TEXTS = ["王建国 先生", "abc", "皖M1**45", "約 09:45", "─" * 12, " " * 9, "a中b文c", "é̂x", "约", "x"]
STYLES = ["", "1", "38;2;200;10;7", "1;38;5;9;48;2;1;2;3", "97;40", "4;2", "38;2;200;10;7;48;2;9;9;9"]


def line(chance: random.Random) -> str:
    """A whole line of styled runs, as Textual writes it: exactly as wide as the screen, each run styled and reset."""
    parts, left = [], WIDTH
    while left:
        text = chance.choice([text for text in TEXTS if cell_len(text) <= left])
        style = chance.choice(STYLES)
        left -= cell_len(text)
        parts.append(f"\x1b[{style}m{text}\x1b[0m" if style else text)
    return "".join(parts)


def frame(chance: random.Random, lines: list[str]) -> str:
    """A few lines anew and a few again, and the cursor somewhere."""
    for row in chance.sample(range(HEIGHT), chance.randint(0, HEIGHT)):
        lines[row] = line(chance)
    shown = sorted(chance.sample(range(HEIGHT), chance.randint(1, HEIGHT)))
    written = "\n".join(f"\x1b[{row + 1};1H{lines[row]}" for row in shown)
    return f"{written}\x1b[{chance.randint(1, HEIGHT)};{chance.randint(1, WIDTH)}H"


@pytest.mark.parametrize("seed", range(40))
def test_the_picture_is_the_same_with_fewer_bytes(seed: int) -> None:
    chance = random.Random(seed)
    plain, lean, canvas = pyte.Screen(WIDTH, HEIGHT), pyte.Screen(WIDTH, HEIGHT), Canvas()
    plain.set_mode(pyte.modes.LNM)
    lines = [line(chance) for _ in range(HEIGHT)]
    sent = needed = 0
    for _ in range(30):
        data = frame(chance, lines)
        pyte.Stream(plain).feed(data)
        written = canvas.paint(data)
        pyte.Stream(lean).feed(written)
        assert picture(lean) == picture(plain)
        assert (lean.cursor.y, lean.cursor.x) == (plain.cursor.y, plain.cursor.x)
        sent, needed = sent + len(data.encode()), needed + len(written.encode())
    assert needed < sent * 0.8


def test_nothing_is_sent_for_an_equal_frame() -> None:
    canvas = Canvas()
    data = "\x1b[2;3H\x1b[1;38;2;1;2;3m王建国\x1b[0m 先生\x1b[1;1H"
    assert "王建国" in canvas.paint(data)
    assert canvas.paint(data) == ""


def test_only_the_changed_character_is_sent() -> None:
    canvas = Canvas()
    canvas.paint("\x1b[1;1H\x1b[1m今日 12/34\x1b[0m\x1b[1;1H")
    assert canvas.paint("\x1b[1;1H\x1b[1m今日 13/34\x1b[0m\x1b[1;1H") == "\x1b[6C\x1b[1m3\x1b[m\x1b[1;1H"


def test_everything_is_sent_again_once_forgotten() -> None:
    canvas = Canvas()
    data = "\x1b[1;1Habc\x1b[1;1H"
    first = canvas.paint(data)
    canvas.forget()
    assert canvas.paint(data) == first
    assert canvas.paint("\x1b[?1049h" + data).endswith(first)


def test_sequences_it_does_not_know_pass_unchanged() -> None:
    canvas = Canvas()
    for sequence in ("\x1b[?2026h", "\x1b[>25u", "\x1b[?2048$p", "\x07", "\x1b]52;c;546Q=\x1b\\"):
        assert canvas.paint(sequence) == sequence


def test_a_link_is_opened_and_closed() -> None:
    canvas = Canvas()
    written = canvas.paint("\x1b[1;1H\x1b]8;id=1;tel:+86\x1b\\138\x1b]8;;\x1b\\ x\x1b[1;1H")
    assert written == "\x1b[1;1H\x1b]8;id=1;tel:+86\x1b\\138\x1b]8;;\x1b\\ x\x1b[1;1H"


@pytest.mark.parametrize(
    ("before", "parameters", "after"),
    [
        (PLAIN, "1;38;2;1;2;3", Look(("1",), "38;2;1;2;3")),
        (Look(("1",)), "", PLAIN),
        (Look(("1",), "31", "41"), "39;49", Look(("1",))),
        (PLAIN, "38;5;9;48;5;10;4", Look(("4",), "38;5;9", "48;5;10")),
        (PLAIN, "97;100", Look((), "97", "100")),
        (Look(("1", "2", "4"), "31"), "22;24;1", Look(("1",), "31")),
    ],
)
def test_styles_are_read(before: Look, parameters: str, after: Look) -> None:
    assert read(before, parameters) == after


@pytest.mark.parametrize(
    ("before", "after", "sequence"),
    [
        (PLAIN, Look(("1",), "31"), "\x1b[1;31m"),
        (Look(("1",), "31"), Look(("1",), "32"), "\x1b[32m"),
        (Look(("1",), "31"), Look((), "31"), "\x1b[22m"),
        (Look(("1", "2", "4"), "31", "41"), Look(("2", "4"), "32", "41"), "\x1b[22;2;32m"),
        (Look(("21",), "31"), Look((), "31"), "\x1b[0;31m"),
        (Look((), "31", "41"), PLAIN, "\x1b[m"),
        (Look((), "31", "41"), Look((), "", "41"), "\x1b[39m"),
        (Look(("1",)), Look(("1",)), ""),
    ],
)
def test_the_step_between_styles_is_short(before: Look, after: Look, sequence: str) -> None:
    assert step(before, after) == sequence


@pytest.mark.parametrize(
    ("look", "seen"),
    [
        (Look(("1", "3"), "31", "41"), Look((), "", "41")),
        (Look(("1", "4"), "31", "41"), Look(("1", "4"), "31", "41")),
        (Look(("7",), "31"), Look(("7",), "31")),
        (Look((), "31", "", "id=1;tel:+86"), Look((), "", "", "id=1;tel:+86")),
    ],
)
def test_of_a_space_only_this_is_seen(look: Look, seen: Look) -> None:
    assert blank(look) == seen


def test_spaces_between_words_cost_no_colour_of_their_own() -> None:
    canvas = Canvas()
    written = canvas.paint("\x1b[1;1H\x1b[31;44mab\x1b[0m\x1b[32;44m  \x1b[0m\x1b[31;44mcd\x1b[0m\x1b[1;1H")
    assert written == "\x1b[1;1H\x1b[31;44mab  cd\x1b[m\x1b[1;1H"
    assert canvas.paint("\x1b[1;3H\x1b[1;33;44m  \x1b[0m\x1b[1;1H") == ""
