from __future__ import annotations

from datetime import datetime

import pytest

from agentdesk.common.card_times import Card, HandIn, hand_in_by


@pytest.mark.parametrize(
    ("written", "card", "due"),
    [
        ("08T11:30", "new", "08T14:00"),  # W-24
        ("08T15:10", "new", "08T17:30"),
        ("08T19:20", "new", "09T10:00"),
        ("08T10:30", "deal", "08T14:00"),
        ("08T19:20", "deal", "09T10:00"),
        ("08T11:59", "other", "08T14:00"),
        ("08T12:00", "other", "08T17:30"),
        ("08T17:29", "new", "08T17:30"),
        ("08T17:30", "new", "09T10:00"),
        ("31T18:00", "new", "32T10:00"),
    ],
)
def test_when_a_card_is_due(written: str, card: Card, due: str) -> None:
    expected = datetime(2026, 6, 1, 10) if due.startswith("32") else datetime.fromisoformat(f"2026-05-{due}")
    assert hand_in_by(datetime.fromisoformat(f"2026-05-{written}"), card) == expected


def test_the_lenient_reading_is_a_setting() -> None:
    lenient, morning = HandIn(deal_next_day=True), datetime(2026, 5, 8, 10, 30)
    assert hand_in_by(morning, "deal", lenient) == datetime(2026, 5, 9, 10)
    assert hand_in_by(morning, "new", lenient) == datetime(2026, 5, 8, 14)
