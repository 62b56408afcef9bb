"""Telephone numbers of mainland China by rule: stored as E.164 beside the raw text, shown as dialled, masked in lists.

The tables follow the public numbering plan: regular expressions and area-code lengths do what a 47 MB library does.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal, NamedTuple

from agentdesk.common.i18n import N_

Kind = Literal["mobile", "landline", "service", "unknown"]

# Patterns are texts here, which `re` compiles when one is used first: every command's start would pay for all of them.

# After an area code of three digits a local number has 7 digits, in these cities 8, in the mixed areas either.
_LONG_AREA = (
    r"3(?:11|7[179])|4(?:[15]1|3[12])|5(?:1\d|2[37]|3[12]|51|7[13-79]|9[15])"
    r"|7(?:[39]1|5[57]|6[09])|8(?:71|98)|9(?:78|94)"
)
_MIXED_AREA = r"43[35]|754|851"
_SHORT_AREA = (
    r"3(?:1[02-9]|35|49|5\d|7[02-6]|9[1-68])|4(?:1[25-9]|2[179]|3[46-9]|5[2-9]|6[47-9]|7\d|8[23])"
    r"|5(?:3[03-9]|4[36]|5[02-9]|6[1-46]|7[028]|80|9[2-46-9])|6(?:3[1-35]|6[0238]|9[12])"
    r"|7(?:01|[17]\d|2[248]|3[04-9]|4[3-6]|5[0-3689]|6[2368]|9[02-9])|8(?:1[236-8]|2[5-7]|3\d|5[4-9]|7[02-9]|8[36-8]|9[1-7])"
    r"|9(?:0[1-3689]|1[1-79]|3\d|4[13]|5[1-5]|7[0-79]|9[0-35-9])"
)
_CAPITAL_AREA = r"10|2[0-57-9]"
_MOBILE = r"1[3-9]\d{9}"
_TOLL = r"[48]00\d{7}"
_SHORT_SERVICE = r"95\d{3,6}|96\d{3,5}|100\d\d|12\d{3}|1[12]\d"
_FOREIGN = r"[1-9]\d{6,14}"
_EXTENSION = r"(?i)[\s,]*(?:转|轉|分机|ext\.?|x|#)[\s:.-]*(\d{1,6})$"
_DASHED_EXTENSION = r"(?<=\d{7})\s*-\s*(\d{1,6})$"
_SEPARATORS = r"[\s().\-‐-―−·_\u200b-\u200f\u2060\ufeff]+"
_IN_TEXT = r"\d(?:[ \-]?\d){6,14}"
_DIALABLE = r"(?a)(?<![\w.-])(?:\+?86[ -]?)?(?:1[3-9]\d[ -]?\d{4}[ -]?\d{4}|0\d{2,3}[ -]?\d{7,8})(?![\w-])"
STARS = "***"
_SEVERAL = r"\s*[/\\|、,;，；。]\s*|\s+(?=1[3-9]\d{9}\b)|\s+(?=0\d{2,3}-)"

NO_NUMBER = N_("no number given")
NOT_DIGITS = N_("more than a number is written here")
SEVERAL = N_("several numbers in one field")
WRONG_LENGTH = N_("wrong number of digits")
UNKNOWN_AREA = N_("unknown area code")
NO_AREA = N_("area code missing")
FOREIGN = N_("number outside mainland China")
SHORT_NUMBER = N_("short service number, not a customer's")


class Phone(NamedTuple):
    """A number as written and as understood; `reason` is a message id of the catalogue that says what is doubtful."""

    kind: Kind
    e164: str | None
    raw: str
    reason: str = ""
    extension: str = ""


def parse(raw: str | None, area: str = "") -> Phone:
    """Understand one number as people write it; never raises.

    `area` is the dealer's own area code (such as 0550) and completes a number written without one. A number that cannot
    be dialled has no `e164` and a `reason`; a number outside mainland China keeps its E.164 with kind `unknown`.
    """
    written = "" if raw is None else str(raw)
    text = unicodedata.normalize("NFKC", written).strip()
    phone = _parse(text, written, area)
    if (
        phone.e164 is None
        and phone.reason in (WRONG_LENGTH, UNKNOWN_AREA)
        and (dashed := re.search(_DASHED_EXTENSION, text))
    ):
        shorter = _parse(text[: dashed.start()], written, area)
        if shorter.e164:
            return Phone(shorter.kind, shorter.e164, written, shorter.reason, dashed[1])
    return phone


def split(raw: str | None) -> list[str]:
    """The single numbers of a field that may hold several ("13812345678/0550-3012345"), in their order."""
    return [part for part in re.split(_SEVERAL, unicodedata.normalize("NFKC", raw or "").strip()) if part]


def display(e164: str | None) -> str:
    """As it is read and dialled here: 138 1234 5678, 0550-3012345, 400-820-8820; foreign numbers as they are."""
    kind, head, local = _parts(e164 or "")
    if kind == "mobile":
        return f"{local[:3]} {local[3:7]} {local[7:]}"
    if kind == "landline":
        return f"0{head}-{local}"
    if kind == "service":
        return f"{local[:3]}-{local[3:6]}-{local[6:]}"
    return e164 or ""


def mask(e164: str | None) -> str:
    """For lists, logs and snapshots: 138****5678, 0550-30***45 (standards.md section 4)."""
    kind, head, local = _parts(e164 or "")
    if kind == "mobile":
        return f"{local[:3]}****{local[7:]}"
    if kind == "landline":
        return f"0{head}-{_starred(local, 2, 2)}"
    return _starred(e164 or "", 3, 2)


def hidden_in(text: str) -> str:
    """A text in which what may be a telephone number is masked, seven digits and more: 138******78."""
    return re.sub(_IN_TEXT, lambda found: _starred("".join(filter(str.isdigit, found[0])), 3, 2), text)


def blotted(text: str) -> str:
    """A text with every dialable number of mainland China in it masked: for what is kept where nobody may ring from."""
    return re.sub(_DIALABLE, lambda found: mask(parse(found[0]).e164) or STARS, text)


def kind_of(e164: str | None) -> Kind:
    """The kind of a stored number."""
    return _parts(e164 or "")[0]


def _parse(text: str, written: str, area: str) -> Phone:
    extension = ""
    if found := re.search(_EXTENSION, text):
        text, extension = text[: found.start()], found[1]
    digits = re.sub(_SEPARATORS, "", text)
    if not digits.strip("+"):
        return Phone("unknown", None, written, NO_NUMBER if not text else NOT_DIGITS)
    if not re.fullmatch(r"\+?\d+", digits, re.ASCII):
        several = len([part for part in split(text) if re.search(r"\d{7}", re.sub(_SEPARATORS, "", part))]) > 1
        return Phone("unknown", None, written, SEVERAL if several else NOT_DIGITS)
    kind, e164, reason = _classify(digits, area)
    return Phone(kind, e164, written, reason, extension)


def _classify(digits: str, area: str) -> tuple[Kind, str | None, str]:
    international = digits.startswith(("+", "00"))
    number = (
        digits.removeprefix("+") if digits.startswith("+") else digits.removeprefix("00") if international else digits
    )
    if international and not number.startswith("86"):
        sound = re.fullmatch(_FOREIGN, number)
        return ("unknown", f"+{number}", FOREIGN) if sound else ("unknown", None, WRONG_LENGTH)
    if international or (number.startswith("86") and len(number) in (12, 13)):
        number = number.removeprefix("86")
    if re.fullmatch(_SHORT_SERVICE, number) and not (area and len(number) in (7, 8)):
        return "service", None, SHORT_NUMBER
    national = number.removeprefix("0")
    if re.fullmatch(_MOBILE, national):
        return "mobile", f"+86{national}", ""
    if re.fullmatch(_TOLL, number):
        return "service", f"+86{number}", ""
    return _landline(number, national, area)


def _landline(number: str, national: str, area: str) -> tuple[Kind, str | None, str]:
    if not number.startswith("0") and len(number) in (7, 8):
        if not area:
            return "unknown", None, NO_AREA
        national = area.removeprefix("0") + number
    head = _area_of(national)
    if head is None:
        short = len(national) < 9 or len(national) > 11
        return "unknown", None, WRONG_LENGTH if short or number.startswith("1") else UNKNOWN_AREA
    local = national[len(head) :]
    if len(local) not in _local_lengths(head) or local.startswith("0"):
        return "unknown", None, WRONG_LENGTH
    return "landline", f"+86{national}", ""


def _area_of(national: str) -> str | None:
    if re.match(_CAPITAL_AREA, national):
        return national[:2]
    head = national[:3]
    known = any(re.fullmatch(area, head) for area in (_SHORT_AREA, _LONG_AREA, _MIXED_AREA))
    return head if known else None


def _local_lengths(head: str) -> tuple[int, ...]:
    if len(head) == 2 or re.fullmatch(_LONG_AREA, head):
        return (8,)
    return (7, 8) if re.fullmatch(_MIXED_AREA, head) else (7,)


def _parts(e164: str) -> tuple[Kind, str, str]:
    national = e164.removeprefix("+86")
    if national == e164:
        return "unknown", "", e164
    if re.fullmatch(_MOBILE, national):
        return "mobile", "", national
    if re.fullmatch(_TOLL, national):
        return "service", "", national
    head = _area_of(national)
    return ("landline", head, national[len(head) :]) if head else ("unknown", "", e164)


def _starred(text: str, first: int, last: int) -> str:
    hidden = max(len(text) - first - last, 0)
    return text[:first] + "*" * hidden + text[len(text) - last :] if hidden else "*" * len(text)
