"""What may be a person's in free text is masked, and the rest of the words stays."""

from __future__ import annotations

import pytest

from agentdesk.common.hiding import hidden_in


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("我的车皖M12345还在响，打13855012345找我", "我的车皖M1**45还在响，打138******45找我"),
        ("车架号LSVAM4180M2053616，皖MD12345", "车架号***********053616，皖MD***45"),
        ("等了45分钟，花了2380元，CR-V也看过", "等了45分钟，花了2380元，CR-V也看过"),
    ],
)
def test_cars_and_numbers_are_masked(said: str, shown: str) -> None:
    assert hidden_in(said) == shown
