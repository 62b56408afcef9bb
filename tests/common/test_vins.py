from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentdesk.common import vins

VALID = [
    "1M8GDM9AXKP042788",
    "11111111111111111",
    "5GZCZ43D13S812715",
    "WDBEA30D3HA391172",
    "1FACP45EXLF192944",
    "1G4AH59H45G118341",
    "1VWBP7A37DC046870",
    "LSVAM4187C2184847",
    "LSVHJ133022221761",
]


@pytest.mark.parametrize("vin", VALID)
def test_published_vins_are_sound(vin):
    assert vins.problem(vin) is None
    assert vins.check_digit(vin) == vin[8]


def test_a_wrong_check_digit_is_named():
    assert vins.problem("LFV3A23C5E3000000") == "check_digit"
    assert vins.check_digit("LFV3A23C5E3000000") == "6"


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (None, "missing"),
        (" ", "missing"),
        ("1M8GDM9AXKP04278", "length"),
        ("1M8GDM9AXKPO42788", "characters"),
        ("1m8gdm9axkp042788", None),
        ("１Ｍ８ＧＤＭ９ＡＸＫＰ０４２７８８", None),
        ("1M8G DM9A XKP0 42788", None),
    ],
)
def test_what_is_wrong_is_said(raw, problem):
    assert vins.problem(raw) == problem
    assert problem is None or problem in vins.PROBLEMS


def test_a_look_alike_is_suggested_only_where_it_makes_the_vin_right():
    assert vins.suggestion("1M8GDM9AXKPO42788") == "1M8GDM9AXKP042788"
    assert vins.suggestion("IM8GDM9AXKPQ42788") == "1M8GDM9AXKP042788"
    assert vins.suggestion("1M8GDM9AXKPO42789") is None
    assert vins.suggestion("1M8GDM9AXKP042788") is None
    assert vins.suggestion("1M8GO") is None


def test_masked_to_the_last_six():
    assert vins.mask("1M8GDM9AXKP042788") == "***********042788"
    assert vins.mask("042788") == "******"
    assert vins.mask(None) == ""


@given(st.sampled_from(VALID), st.integers(0, 16), st.sampled_from("0123456789ABCDEFGHJKLMNPRSTUVWXYZ"))
def test_a_single_other_digit_is_always_noticed(vin, position, letter):
    changed = vin[:position] + letter + vin[position + 1 :]
    same_value = vins.check_digit(changed) == changed[8]
    digits_differ = letter.isdigit() and vin[position].isdigit() and letter != vin[position]
    if digits_differ:
        assert not same_value
