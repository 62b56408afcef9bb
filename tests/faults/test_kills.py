"""SIGKILL at random moments of several writers on one file; a thousand of them: python -m scripts.bench.kills."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.bench.dealer import NOW
from scripts.bench.desks_together import dealership
from scripts.bench.kills import is_well, killed


def test_nothing_that_was_acknowledged_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AGENTDESK_NOW", NOW)
    path = tmp_path / "dealer.db"
    found = killed(path, tmp_path, dealership(path, 300, 6, days=15), 40)
    assert is_well(found), found
    assert found["kills"] >= 40
    assert found["acknowledged"] > 40
