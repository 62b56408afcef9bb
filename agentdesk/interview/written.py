"""Answers as an agent types them, in the form they are stored in: numbers half-width, dates and times as ISO text."""

from __future__ import annotations

import unicodedata
from datetime import datetime

from agentdesk.interview import spoken
from agentdesk.interview.model import Kind

_STORED = {Kind.DATE: "%Y-%m-%d", Kind.TIME: "%H:%M", Kind.DATE_TIME: "%Y-%m-%dT%H:%M"}
_WRITTEN = {
    Kind.DATE: ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日"),
    Kind.TIME: ("%H:%M", "%H:%M:%S", "%H.%M"),
    Kind.DATE_TIME: ("%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M"),
}


def as_stored(kind: Kind, text: str, now: datetime) -> str:
    """What was typed as an answer of that kind; a date or time may also be written as it is said (spoken.py).

    `now` is the wall clock, naive. UserError where a date or time is not understood; other kinds are only stripped.
    """
    if kind not in _STORED:
        return text.strip()
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        return ""
    for form in _WRITTEN[kind]:
        try:
            return datetime.strptime(plain, form).strftime(_STORED[kind])
        except ValueError:
            continue
    return spoken.parse(f"{plain} 23:59" if kind is Kind.DATE else plain, now).strftime(_STORED[kind])
