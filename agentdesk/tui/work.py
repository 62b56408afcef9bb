"""Database work away from the screen: a writer who waits for another one must not stop the desk from drawing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from agentdesk.store.tables import database

P = ParamSpec("P")
R = TypeVar("R")


async def off_thread(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run a capability function in a thread with a database connection of its own, and give its result."""

    def work() -> R:
        with database.connection_context():
            return function(*args, **kwargs)

    return await asyncio.to_thread(work)
