from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentdesk.common import phones


@pytest.mark.parametrize(
    ("raw", "kind", "e164"),
    [
        ("13812345678", "mobile", "+8613812345678"),
        (" 138 1234 5678 ", "mobile", "+8613812345678"),
        ("138-1234-5678", "mobile", "+8613812345678"),
        ("+86 138 1234 5678", "mobile", "+8613812345678"),
        ("0086-13812345678", "mobile", "+8613812345678"),
        ("8613812345678", "mobile", "+8613812345678"),
        ("(86)13812345678", "mobile", "+8613812345678"),
        ("013800000001", "mobile", "+8613800000001"),
        ("１３８１２３４５６７８", "mobile", "+8613812345678"),
        ("（０５５０）３０１２３４５", "landline", "+865503012345"),
        ("0550-3012345", "landline", "+865503012345"),
        ("+86(0)550 3012345", "landline", "+865503012345"),
        ("5503012345", "landline", "+865503012345"),
        ("010 6552 9988", "landline", "+861065529988"),
        ("021—61234567", "landline", "+862161234567"),
        ("0551-62345678", "landline", "+8655162345678"),
        ("0851-5823456", "landline", "+868515823456"),
        ("400-820-8820", "service", "+864008208820"),
        ("8008201234", "service", "+868008201234"),
        ("95566", "service", None),
        ("10086", "service", None),
        ("+852 2123 4567", "unknown", "+85221234567"),
    ],
)
def test_a_number_is_understood_however_it_is_written(raw, kind, e164):
    phone = phones.parse(raw)
    assert (phone.kind, phone.e164, phone.raw) == (kind, e164, raw)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (None, phones.NO_NUMBER),
        ("  ", phones.NO_NUMBER),
        ("无", phones.NOT_DIGITS),
        ("-", phones.NOT_DIGITS),
        ("138123456789", phones.WRONG_LENGTH),
        ("1381234567", phones.WRONG_LENGTH),
        ("12812345678", phones.WRONG_LENGTH),
        ("0550-30123456", phones.WRONG_LENGTH),
        ("0551-3012345", phones.WRONG_LENGTH),
        ("0123-4567890", phones.UNKNOWN_AREA),
        ("3012345", phones.NO_AREA),
        ("13812345678/0550-3012345", phones.SEVERAL),
        ("13812345678、13912345678", phones.SEVERAL),
        ("138****5678", phones.NOT_DIGITS),
        ("10086", phones.SHORT_NUMBER),
        ("+1 202 555 0123", phones.FOREIGN),
    ],
)
def test_what_cannot_be_dialled_says_why(raw, reason):
    assert phones.parse(raw).reason == reason


@pytest.mark.parametrize(
    "raw", ["0550-3012345转801", "0550-3012345 分机 801", "05503012345 ext.801", "0550-3012345-801", "0550-3012345#801"]
)
def test_an_extension_is_kept_apart(raw):
    phone = phones.parse(raw)
    assert (phone.e164, phone.extension) == ("+865503012345", "801")


def test_a_number_without_area_code_is_the_dealers_own_area():
    assert phones.parse("301 2345", area="0550").e164 == "+865503012345"
    assert phones.parse("9612345", area="0550").e164 == "+865509612345"
    assert phones.parse("62345678", area="0550").reason == phones.WRONG_LENGTH


def test_a_field_with_several_numbers_is_taken_apart():
    assert phones.split("13812345678/0550-3012345 13912345678") == ["13812345678", "0550-3012345", "13912345678"]
    assert phones.split("138 1234 5678") == ["138 1234 5678"]
    assert phones.split(None) == []


@pytest.mark.parametrize(
    ("e164", "shown", "masked"),
    [
        ("+8613812345678", "138 1234 5678", "138****5678"),
        ("+865503012345", "0550-3012345", "0550-30***45"),
        ("+862161234567", "021-61234567", "021-61****67"),
        ("+864008208820", "400-820-8820", "+86********20"),
        ("+85221234567", "+85221234567", "+85*******67"),
        ("", "", ""),
        (None, "", ""),
    ],
)
def test_shown_and_masked(e164, shown, masked):
    assert phones.display(e164) == shown
    assert phones.mask(e164) == masked


@given(
    st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
    st.sampled_from(["", "+86", "0086 ", "86", "0"]),
    st.integers(1, 10),
)
def test_every_mobile_survives_writing_and_reading(number, prefix, gap):
    phone = phones.parse(f"{prefix}{number[:gap]} {number[gap:]}")
    assert (phone.kind, phone.e164) == ("mobile", f"+86{number}")
    assert phones.parse(phones.display(phone.e164)).e164 == phone.e164
    assert phones.mask(phone.e164) == f"{number[:3]}****{number[7:]}"


@given(st.text())
def test_nothing_makes_it_fail_and_only_dialable_numbers_are_stored(raw):
    phone = phones.parse(raw)
    assert phone.raw == raw
    assert phone.e164 is not None or phone.reason
    if phone.e164:
        assert phone.e164[0] == "+"
        assert phone.e164[1:].isascii()
        assert phone.e164[1:].isdigit()
        assert phones.kind_of(phone.e164) == phone.kind
