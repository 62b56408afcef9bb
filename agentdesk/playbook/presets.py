"""Hours in which customers may be called, by name: what regulations and customs say, each with where it comes from.

Presets, not legal advice. A playbook names one, and a weekday's own windows take its place. Ranges are half-open: at
the end of one nobody is called any more, also where a rule's own words would still allow that minute.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Name = Literal["cn-courteous", "cn-strict", "cn-default", "cn-insurance", "cn-motor-insurance", "us"]


class Preset(NamedTuple):
    """The windows of every open day, and whose rule they are."""

    ranges: tuple[str, ...]
    zh: str
    en: str


PRESETS: dict[Name, Preset] = {
    "cn-courteous": Preset(
        ("09:00-11:30", "14:00-18:00"),
        "回访注意点：避开业务繁忙、休息、用餐时间",
        "CM-01: not while customers work hardest, rest or eat",
    ),
    "cn-strict": Preset(
        ("09:00-12:00", "14:00-18:00"), "工作时间，避开午休和晚上", "working hours, without noon and evening"
    ),
    "cn-default": Preset(
        ("09:00-12:00", "14:00-20:00"),
        "9 点至 20 点，避开午休",
        "from 9 to 20 without noon; what a customer asked for goes before it",
    ),
    "cn-insurance": Preset(
        ("09:00-21:00",), "人身险电话销售：21 点至次日 9 点不得呼出", "life insurance by telephone: nobody from 21 to 9"
    ),
    "cn-motor-insurance": Preset(
        ("08:00-20:00",), "深圳车险电话：8 点至 20 点", "motor insurance, Shenzhen: from 8 to 20"
    ),
    "us": Preset(
        ("08:00-21:00",),
        "美国 TCPA/TSR：被叫当地 8 点至 21 点",
        "TCPA and TSR: 8 to 21 where the called party is; the house's time counts as theirs",
    ),
}  # fmt: skip
