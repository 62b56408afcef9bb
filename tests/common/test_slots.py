from __future__ import annotations

import pytest

from agentdesk.common.slots import slot_capacity


@pytest.mark.parametrize(
    ("front", "technicians", "off", "cars"),
    [
        (6, 10, 1, 3),  # W-18
        (12, 8, 1, 4),
        (90, 90, 0, 63),
        (1, 10, 0, 0),
        (1, 10, 1, 0),  # never below nought
        (7, 10, 1, 3),  # the printed order: floor(4.9) - 1, and not floor(6 * 0.7) = 4
        (0, 0, 0, 0),
    ],
)
def test_the_printed_example_and_its_neighbours(front: int, technicians: int, off: int, cars: int) -> None:
    assert slot_capacity(front, technicians, off) == cars


def test_no_binary_fraction_loses_a_car() -> None:
    assert all(slot_capacity(10 * number, 10 * number, 0) == 7 * number for number in range(200))
