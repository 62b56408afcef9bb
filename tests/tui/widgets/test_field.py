"""The field: typing, moving and deleting by cells, long text in rows, pasting, and no blink."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from agentdesk.common.cells import cell_len
from agentdesk.tui.widgets.field import TextField, text_rows


class OneField(App[None]):
    CSS = "TextField { width: 20; height: 3; }"
    submitted: list[str]

    def compose(self) -> ComposeResult:
        self.submitted = []
        yield TextField()

    def on_text_field_submitted(self, message: TextField.Submitted) -> None:
        self.submitted.append(message.field.text)


@asynccontextmanager
async def a_field(text: str = "") -> AsyncIterator[tuple[Pilot[Any], TextField]]:
    async with OneField().run_test(size=(40, 6)) as pilot:
        field = pilot.app.query_one(TextField)
        field.show(text)
        field.focus()
        await pilot.pause()
        yield pilot, field


async def test_typing_moving_and_deleting() -> None:
    async with a_field("你好") as (pilot, field):
        await pilot.press("left", "a", "b", "end", "c")
        assert field.text == "你ab好c"
        await pilot.press("backspace", "home", "delete")
        assert field.text == "ab好"
        await pilot.press("end", "ctrl+u")
        assert field.text == ""


async def test_words() -> None:
    async with a_field("one two three") as (pilot, field):
        await pilot.press("ctrl+w")
        assert field.text == "one two "
        await pilot.press("ctrl+left", "x")
        assert field.text == "one xtwo "


async def test_enter_submits_and_types_nothing() -> None:
    async with a_field("好") as (pilot, field):
        await pilot.press("enter")
        assert pilot.app.submitted == ["好"]  # type: ignore[attr-defined]
        assert field.text == "好"


async def test_a_pasted_text_arrives_whole() -> None:
    async with a_field("前") as (pilot, field):
        field.post_message(events.Paste("第一行\n第二行\n" + "长" * 4000))
        await pilot.pause()
        assert field.text == "前第一行 第二行 " + "长" * 4000


async def test_the_cursor_is_where_the_input_method_needs_it() -> None:
    async with a_field("你好a") as (_pilot, field):
        assert field.cursor_screen_offset == (5, 0)
        field.show("一二三四五六七八九十")  # 19 cells and the cursor's own to a row
        assert field.cursor_screen_offset == (2, 1)


async def test_rows_above_and_below_are_marked() -> None:
    async with a_field("字" * 100) as (pilot, field):
        assert field.lines(20, 3)[0].right
        await pilot.press("home")
        assert not field.lines(20, 3)[0].right
        assert field.lines(20, 3)[-1].right


async def test_nothing_of_a_text_is_obeyed() -> None:
    async with a_field("[b]\x1b[2J[/]") as (_pilot, field):
        drawn = "".join(text for text, _ in field.lines(20, 3)[0].left)
        assert "\x1b" not in drawn
        assert "[b]" in drawn


@given(st.text(alphabet="你好 abc\U0001f600", max_size=80), st.integers(4, 30))
def test_rows_cover_the_text_and_fit(text: str, width: int) -> None:
    rows = text_rows(text, width)
    assert "".join(text[start:end] for start, end in rows) == text
    assert all(cell_len(text[start:end]) < width for start, end in rows)
