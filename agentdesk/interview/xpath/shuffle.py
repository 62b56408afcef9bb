"""ODK's seeded shuffle, so that an order can be shown again from its stored seed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TypeVar

Item = TypeVar("Item")
_MODULUS = 2_147_483_647
_MULTIPLIER = 16_807


def shuffled(items: Sequence[Item], seed: int) -> list[Item]:
    """Inside-out Fisher-Yates over Park-Miller numbers (xforms-spec `randomize`); the same seed, the same order."""
    state = int(math.fmod(seed, _MODULUS))  # truncating, where Python's % would give another order below zero
    if state <= 0:
        state += _MODULUS - 1
    result: list[Item] = []
    for item in items:
        state = state * _MULTIPLIER % _MODULUS
        place = math.floor((state - 1) / (_MODULUS - 1) * (len(result) + 1))
        result.append(item)
        result[place], result[-1] = item, result[place]
    return result
