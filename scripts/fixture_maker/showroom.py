"""Who came to the invented dealer's showroom or rang it, and what became of the deal."""

from __future__ import annotations

import random
from dataclasses import dataclass

from fixture_maker import words
from fixture_maker.numbers import Numbers
from fixture_maker.schedule import ALL_DAYS
from fixture_maker.world import Sale, person_name

LOST = 270
STILL_OPEN = 46
FOLLOWED_UP = 35  # days after which somebody who is still undecided is taken for lost
SELLERS = [name for _, name, position, *_ in words.PEOPLE if position == "销售顾问"]
SUPPLY_FROM = 90  # the new model is short since so many days


@dataclass
class Visit:
    """A row of the register; days are counted back from the anchor, `customer` is "" for whoever has no file."""

    ago: int
    kind: str
    channel: str
    model: str
    advisor: str
    name: str
    phone: str
    customer: str = ""
    state: str = "跟进中"
    decided: int | None = None
    reason: str = ""
    remark: str = ""
    rival: str = ""


def make_visits(rng: random.Random, sales: list[Sale]) -> list[Visit]:
    """All contacts, oldest first: each sale had one, the others were lost or are still being talked to."""
    numbers = Numbers(rng)
    made = [_of_sale(rng, sale) for sale in sales]
    made += [_lost(rng, numbers) for _ in range(LOST)]
    made += [_stranger(rng, numbers, rng.randint(1, FOLLOWED_UP - 5)) for _ in range(STILL_OPEN)]
    return sorted(made, key=lambda visit: (-visit.ago, visit.phone))


def _of_sale(rng: random.Random, sale: Sale) -> Visit:
    owner = sale.vehicle.owner
    ordered = sale.ago + rng.randint(0, 9)
    kind, channel = _way(rng, sale.advisor)
    visit = Visit(ordered + rng.choice([0, 0, 1, 3, 6, 12, 20]), kind, channel, sale.vehicle.model, sale.advisor,
                  owner.name, owner.mobile or owner.landline, owner.key)  # fmt: skip
    visit.state, visit.decided = "已成交", ordered
    return visit


def _lost(rng: random.Random, numbers: Numbers) -> Visit:
    visit = _stranger(rng, numbers, rng.randint(8, ALL_DAYS))
    visit.state, visit.decided = "战败", max(1, visit.ago - rng.randint(3, FOLLOWED_UP))
    reasons = [row for row in words.LOST_REASONS if row[0] != "无现车" or visit.ago < SUPPLY_FROM]
    visit.reason, _, remarks = rng.choices(reasons, [weight for _, weight, _ in reasons])[0]
    visit.remark = rng.choice(remarks)
    if visit.reason == "选购竞品" or rng.random() < 0.12:
        visit.rival = rng.choice(words.RIVALS)
    return visit


def _stranger(rng: random.Random, numbers: Numbers, ago: int) -> Visit:
    advisor = rng.choice(SELLERS)
    kind, channel = _way(rng, advisor)
    model = rng.choices(words.MODELS, words.MODEL_WEIGHTS)[0][0]
    return Visit(ago, kind, channel, model, advisor, person_name(rng, rng.choice("男女")), numbers.mobile())


def _way(rng: random.Random, advisor: str) -> tuple[str, str]:
    """Whether somebody came or rang, and through which channel; one advisor lives on referrals."""
    weights = [30, 26, 24 if advisor == SELLERS[0] else 12, 10, 14, 8]
    channel = rng.choices(words.VISIT_CHANNELS, weights)[0]
    rings = {"自然到店": 0.0, "网络平台": 0.5, "短视频": 0.45}.get(channel, 0.25)
    return ("来电" if rng.random() < rings else "来店"), channel
