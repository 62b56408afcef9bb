"""AAPOR outcome rates against the oracles A to D of the standards' notes."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentdesk.common.errors import UsageError
from agentdesk.scoreboard.aapor import CLASSES, rates

A = {"I": 4, "P": 2, "R": 1, "NC": 1, "O": 1, "UH": 1, "UO": 1, "NE": 1}
A_RATES = (
    "RR1 .364 RR2 .545 RR3 .370 RR4 .556 RR5 .444 RR6 .667 COOP1 .500 COOP2 .750 COOP3 .571 COOP4 .857 "
    "REF1 .091 REF2 .093 REF3 .111 CON1 .727 CON2 .741 CON3 .889 LOC1 .818 LOC2 .833"
)
B = {"I": 760, "P": 339, "R": 59, "NC": 288, "O": 1, "UO": 173, "NE": 71}
B_RATES = (
    "RR1 .46913580 RR2 .67839506 RR3 .47149080 RR4 .68180052 RR5 .52522460 RR6 .75950242 COOP1 .65573770 "
    "COOP2 .94823123 COOP3 .65630397 COOP4 .94905009 REF1 .03641975 REF2 .03660258 REF3 .04077402 "
    "CON1 .71543210 CON2 .71902347 CON3 .80096752 LOC1 .89320988 LOC2 .89769367"
)
C = {"I": 5, "P": 3, "R": 2, "NC": 1, "O": 2, "UH": 1, "UO": 1, "NE": 1}
C_RATES = (
    "RR1 1/3 RR2 8/15 RR3 5/14 RR4 4/7 RR5 5/13 RR6 8/13 COOP1 5/12 COOP2 2/3 COOP3 1/2 COOP4 4/5 "
    "REF1 2/15 REF2 1/7 REF3 2/13 CON1 4/5 CON2 6/7 CON3 12/13 LOC1 13/15 LOC2 39/42"
)


def table(text: str) -> dict[str, str]:
    words = text.split()
    return dict(zip(words[::2], words[1::2], strict=True))


@pytest.mark.parametrize(("counts", "expected", "digits"), [(A, A_RATES, 3), (B, B_RATES, 8)], ids=["A", "B"])
def test_oracles_to_their_digits(counts: dict[str, int], expected: str, digits: int) -> None:
    found = rates(counts).rates
    assert {name: f"{float(rate or 0):.{digits}f}"[1:] for name, rate in found.items()} == table(expected)


def test_oracle_a_and_b_estimate_e() -> None:
    assert rates(A).e == Fraction(9, 10)
    assert round(float(rates(B).e or 0), 4) == 0.9532


def test_oracle_c_in_exact_fractions() -> None:
    found = rates(C, e=Fraction(1, 2)).rates
    assert found == {name: Fraction(value) for name, value in table(C_RATES).items()}


def test_oracle_d() -> None:
    found = rates({"I": 100, "NC": 20}).rates
    assert {found[name] for name in found if name.startswith(("RR", "CON"))} == {Fraction(5, 6)}
    assert {found[name] for name in found if name.startswith("COOP")} == {Fraction(1)}
    assert {found[name] for name in found if name.startswith("REF")} == {Fraction(0)}


def test_an_empty_denominator_is_no_figure() -> None:
    found = rates({"UO": 3}).rates
    assert found["RR1"] == 0
    assert found["RR5"] is None
    assert found["COOP1"] is None
    assert set(rates({}).rates.values()) == {None}


def test_what_is_no_class_or_no_share_is_refused() -> None:
    with pytest.raises(UsageError, match=r"3\.16"):
        rates({"3.16": 1})
    with pytest.raises(UsageError):
        rates(A, e=Fraction(11, 10))


@given(st.dictionaries(st.sampled_from(CLASSES), st.integers(0, 10_000)))
def test_the_invariants(counts: dict[str, int]) -> None:
    found = rates(counts)
    rate = found.rates
    if rate["RR1"] is not None and rate["RR3"] is not None and rate["RR5"] is not None:
        assert rate["RR1"] <= rate["RR3"] <= rate["RR5"]
    whole = sum(counts.get(name, 0) for name in CLASSES) - counts.get("NE", 0)
    if whole:
        shares = [Fraction(counts.get(name, 0), whole) for name in ("NC", "O", "UH", "UO")]
        assert (rate["RR2"] or 0) + (rate["REF1"] or 0) + sum(shares) == 1
