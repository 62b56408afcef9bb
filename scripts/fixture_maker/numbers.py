"""VINs, plates and telephone numbers that are well formed and belong to nobody in particular."""

from __future__ import annotations

import random

_VIN_VALUES = dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ", [*range(1, 9), *range(1, 6), 7, 9, *range(2, 10)], strict=True))
_VIN_VALUES |= {str(digit): digit for digit in range(10)}
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_YEAR_CODES = "ABCDEFGHJKLMNPRSTVWXY"
_SERIAL = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_MOBILES = (
    130, 131, 132, 133, 135, 136, 137, 138, 139, 150, 151, 152, 153, 155, 156, 157,
    158, 159, 177, 180, 182, 183, 185, 187, 188, 189, 199,
)  # fmt: skip


def check_digit(vin: str) -> str:
    """The ninth character of a VIN by ISO 3779 (GB 16735): a weighted sum modulo 11, ten written X."""
    total = sum(_VIN_VALUES[letter] * weight for letter, weight in zip(vin, _VIN_WEIGHTS, strict=True))
    return "0123456789X"[total % 11]


class Numbers:
    """Draws numbers, none twice."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._drawn: set[str] = set()

    def _fresh(self, draw: str) -> bool:
        if draw in self._drawn:
            return False
        self._drawn.add(draw)
        return True

    def vin(self, descriptor: str, year: int) -> str:
        """A VIN of this model (characters 4 to 8) and model year, with the right check digit."""
        while True:
            year_code = _YEAR_CODES[year - 2010]
            vin = f"LSV{descriptor}0{year_code}2{self._rng.randrange(1_000, 400_000):06d}"
            vin = vin[:8] + check_digit(vin) + vin[9:]
            if self._fresh(vin):
                return vin

    def plate(self, power: str) -> str:
        """A plate after GA 36: five characters, or six with the letter of its power for a new-energy car."""
        place = self._rng.choices(["皖M", "皖A", "苏A", "皖K"], [90, 5, 4, 1])[0]
        while True:
            if power:
                serial = power + f"{self._rng.randrange(100_000):05d}"
            else:
                letters = self._rng.choices(["", "A", "B", "AA"], [30, 45, 15, 10])[0]
                drawn = "".join(self._rng.choice(_SERIAL) for _ in letters)
                serial = drawn + "".join(self._rng.choice("0123456789") for _ in range(5 - len(letters)))
            if self._fresh(place + serial):
                return place + serial

    def mobile(self) -> str:
        """Eleven digits of a mobile number."""
        while True:
            number = str(self._rng.choice(_MOBILES)) + f"{self._rng.randrange(10**8):08d}"
            if self._fresh(number):
                return number

    def landline(self) -> str:
        """A landline of area 0550, written with its hyphen."""
        while True:
            number = f"0550-{self._rng.choice('2357')}{self._rng.randrange(10**6):06d}"
            if self._fresh(number):
                return number
