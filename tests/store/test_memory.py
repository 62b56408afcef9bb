"""What is remembered is read again once another process has changed it, also where each look has its own connection."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from peewee import Database
from playhouse.test_utils import count_queries

from agentdesk.store.audit import SYSTEM
from agentdesk.store.settings import put, setting
from agentdesk.tui.work import off_thread

ELSEWHERE = """
import sys
from agentdesk.store.audit import SYSTEM
from agentdesk.store.database import open_database
from agentdesk.store.settings import put
open_database()
put(SYSTEM, "brand", sys.argv[1])
"""


@pytest.fixture
def elsewhere(database: Database) -> Callable[[str], None]:
    """Another process sets the brand."""
    put(SYSTEM, "brand", "before")

    def write(brand: str) -> None:
        subprocess.run([sys.executable, "-c", ELSEWHERE, brand], check=True)

    return write


@pytest.mark.sqlite_only("a server's answer is trusted for five seconds")
def test_a_desks_threads_see_what_another_process_wrote(elsewhere: Callable[[str], None]) -> None:
    async def look() -> list[str]:
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(1))
        seen = [await off_thread(setting, "brand")]
        elsewhere("after")
        return [*seen, await off_thread(setting, "brand")]

    assert asyncio.run(look()) == ["before", "after"]


@pytest.mark.sqlite_only("a server's answer is trusted for five seconds")
def test_a_connection_that_stays_open_sees_it_too(elsewhere: Callable[[str], None]) -> None:
    assert setting("brand") == "before"
    elsewhere("after")
    assert setting("brand") == "after"


def test_what_is_remembered_costs_one_look(elsewhere: Callable[[str], None]) -> None:
    setting("brand")
    with count_queries() as counted:
        assert [setting("brand") for _each in range(3)] == ["before"] * 3
    assert counted.count <= 3
