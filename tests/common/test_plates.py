from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentdesk.common import plates


@pytest.mark.parametrize(
    ("raw", "kind", "text"),
    [
        ("皖M12345", "standard", "皖M12345"),
        ("鲁N·88888", "standard", "鲁N88888"),
        ("皖m 12345", "standard", "皖M12345"),
        ("皖Ｍ－１２３４５", "standard", "皖M12345"),
        ("皖MD12345", "new_energy", "皖MD12345"),
        ("皖MDA1234", "new_energy", "皖MDA1234"),
        ("皖M12345F", "new_energy", "皖M12345F"),
        ("京AD12345", "new_energy", "京AD12345"),
        ("京A1234警", "special", "京A1234警"),
        ("皖M1234学", "special", "皖M1234学"),
        ("粤Z1234港", "special", "粤Z1234港"),
        ("粤Z1234澳", "special", "粤Z1234澳"),
        ("皖M1234挂", "special", "皖M1234挂"),
        ("WJ皖12345", "special", "WJ皖12345"),
        ("使123456", "special", "使123456"),
    ],
)
def test_plates_after_ga_36(raw, kind, text):
    plate = plates.parse(raw)
    assert (plate.kind, plate.text, plate.raw) == (kind, text, raw)
    assert (plate.reason == plates.SPECIAL_PLATE) == (kind == "special")


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("皖M1234O", plates.ONE_ZERO),
        ("皖I12345", plates.NOT_A_PLATE),
        ("皖M1234", plates.NOT_A_PLATE),
        ("川G-87767-1", plates.NOT_A_PLATE),
        ("未上牌", plates.NOT_A_PLATE),
        (None, plates.NO_PLATE),
        ("", plates.NO_PLATE),
    ],
)
def test_what_is_no_plate_says_why(raw, reason):
    plate = plates.parse(raw)
    assert (plate.kind, plate.text, plate.reason) == ("unknown", None, reason)


def test_there_are_31_provinces():
    assert len(set(plates.PROVINCES)) == len(plates.PROVINCES) == 31


@pytest.mark.parametrize(
    ("text", "masked"), [("皖M12345", "皖M1**45"), ("皖MD12345", "皖MD***45"), ("皖M12", "****"), (None, "")]
)
def test_masked(text, masked):
    assert plates.mask(text) == masked


def test_shown_without_the_dot():
    assert plates.display(plates.parse("皖M·12345").text) == "皖M12345"
    assert plates.display(None) == ""


@given(st.text())
def test_nothing_makes_it_fail_and_a_plate_reads_as_itself(raw):
    plate = plates.parse(raw)
    assert plate.raw == raw
    if plate.text is not None:
        assert plates.parse(plate.text).text == plate.text
