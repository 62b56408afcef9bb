"""Personal data in free text, known by its shape: plates, vehicle numbers, telephone numbers.

Names have no shape; they stand in fields of their own and are masked there (names.py).
"""

from __future__ import annotations

import re

from agentdesk.common import phones, plates, vins

_PLATE = re.compile(r"[\u4e00-\u9fff][A-HJ-Z][·•]?[A-HJ-NP-Z0-9]{5,6}(?![A-Z0-9])")
_VIN = re.compile(r"(?<![A-Z0-9])[A-HJ-NPR-Z0-9]{17}(?![A-Z0-9])")


def without_cars(text: str) -> str:
    """A text in which plates and vehicle numbers are masked."""
    text = _VIN.sub(lambda found: vins.mask(found[0]), text)  # first: after a Chinese letter it begins like a plate
    return _PLATE.sub(lambda found: plates.mask(found[0]), text)


def hidden_in(text: str) -> str:
    """What somebody said or wrote, as it may stand in a report: cars and numbers are masked."""
    return phones.hidden_in(without_cars(text))
