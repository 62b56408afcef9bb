"""Hands on the queue: keys pressed on a desk, and what stands on it then."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from textual.pilot import Pilot

from agentdesk.tui.app import AgentDesk
from agentdesk.tui.widgets.queue_list import QueueList

Use = Callable[[Pilot[Any]], Awaitable[None]]


def use(desk: AgentDesk, steps: Use, size: tuple[int, int] = (80, 24)) -> None:
    async def run() -> None:
        async with desk.run_test(size=size, notifications=True) as pilot:
            await pilot.pause()
            await steps(pilot)

    asyncio.run(run())


def queue(pilot: Pilot[Any]) -> QueueList:
    return pilot.app.screen.query_one(QueueList)


def here(pilot: Pilot[Any]) -> str:
    row = queue(pilot).current
    return row.customer_name if row else ""


def text(widget: Any) -> list[str]:
    return ["".join(part for part, _style in line.spans(widget.size.width)) for line in widget.lines(*widget.size)]


def said(pilot: Pilot[Any]) -> list[str]:
    return [toast.render().plain for toast in pilot.app.screen.query("Toast")]
