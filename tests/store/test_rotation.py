"""Which backups stay: the newest one whatever the numbers, and of the latest days, weeks and months the last."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentdesk.store.rotation import Keep, backups, rotate, staying

MOMENTS = st.lists(st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)), unique=True, max_size=60)
KEEP = st.builds(Keep, *[st.integers(0, 9)] * 3)


@given(MOMENTS, KEEP)
def test_what_stays(made: list[datetime], keep: Keep) -> None:
    stay = staying(made, keep)
    assert stay <= set(made)
    assert len(stay) <= max(sum(keep), 1)
    assert (max(made) in stay) if made else not stay
    days = sorted({each.date() for each in made}, reverse=True)[: keep.days]
    assert {max(each for each in made if each.date() == day) for day in days} <= stay
    months = sorted({(each.year, each.month) for each in made}, reverse=True)[: keep.months]
    assert {max(each for each in made if (each.year, each.month) == month) for month in months} <= stay
    assert staying(stay, keep) == stay  # a second run removes nothing more


@given(MOMENTS, KEEP)
def test_night_after_night_leaves_what_one_look_back_would(made: list[datetime], keep: Keep) -> None:
    kept: set[datetime] = set()
    for each in sorted(made):
        kept = staying({*kept, each}, keep)
    assert kept == staying(made, keep)


def test_a_year_of_nights(tmp_path: Path) -> None:
    source = tmp_path / "dealer.db"
    first = date(2026, 1, 1).toordinal()
    for number in range(335):  # to 1 December
        (tmp_path / f"dealer.{date.fromordinal(first + number):%Y%m%d}-213000.db").touch()
    others = [tmp_path / name for name in ("dealer.db", "other.20260101-213000.db", "dealer.20269999-213000.db",
                                           "dealer.before-restore-20260101T000000.db")]  # fmt: skip
    for each in others:
        each.touch()
    removed, refused = rotate(tmp_path, source, Keep(3, 2, 3))
    left = sorted(f"{made:%m-%d}" for made in backups(tmp_path, source))
    assert left == ["10-31", "11-29", "11-30", "12-01"]
    assert (len(removed), refused) == (335 - 4, [])
    assert all(each.exists() for each in others)


def test_what_cannot_be_removed_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for day in ("01", "02"):
        (tmp_path / f"dealer.202601{day}-213000.db").touch()

    def refuse(path: Path, missing_ok: bool = False) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "unlink", refuse)
    removed, refused = rotate(tmp_path, tmp_path / "dealer.db", Keep(1, 0, 0))
    assert (removed, len(refused)) == ([], 1)
    assert "dealer.20260101" in refused[0]
