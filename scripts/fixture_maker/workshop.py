"""What the invented dealer's workshop did: repair orders and booked slots."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from fixture_maker import words
from fixture_maker.schedule import ANCHOR, day, orders_leaving
from fixture_maker.world import Vehicle

IN_WORKSHOP = 9  # cars that stand in the workshop on the anchor's morning
APPOINTMENTS = 80  # around the anchor
BOOKED_FROM = 11  # days before the anchor: who came earlier may have booked, nearer ones are drawn by themselves
BOOKED, BOOKED_LATELY, LATELY = 0.13, 0.24, 180  # share of the visits that were booked; from when on it was more
MISSED, CANCELLED = 0.16, 0.06  # bookings that came to nothing, to each one that was kept
REST_DAYS = 13  # a car does not come again sooner, but for a re-repair
ADVISORS = [name for _, name, position, *_ in words.PEOPLE if position == "服务顾问"]


@dataclass
class Order:
    """A row of the repair orders; `left` is None while the car stands in the workshop."""

    vehicle: Vehicle
    service: str
    items: str
    advisor: str
    opened: datetime
    promised: datetime
    completed: datetime | None
    left: datetime | None
    mileage: int
    amount: int
    warranty: bool
    key: str = ""
    again: Order | None = None


@dataclass
class Appointment:
    """A row of the booking list."""

    key: str
    vehicle: Vehicle
    starts: datetime
    service: str
    advisor: str
    status: str


class Workshop:
    """Draws the orders day by day, oldest first."""

    def __init__(self, rng: random.Random, vehicles: list[Vehicle]) -> None:
        self._rng = rng
        self._vehicles = vehicles
        self._first_service: dict[int, list[Vehicle]] = {}
        for vehicle in vehicles:
            if vehicle.delivered < 430:
                age = rng.randint(22, 38) if vehicle.official else rng.randint(72, 118)
                self._first_service.setdefault(vehicle.delivered - age, []).append(vehicle)
        self._last: dict[str, Order] = {}

    def order(self, ago: int) -> Order:
        """An order of a car that leaves on that day."""
        due = self._first_service.get(ago)
        if due:
            vehicle = due.pop()
            vehicle.first_service = ago
            return self._made(vehicle, ago, "首保", "首次保养(免费)", (0, 0), (0, 0))
        if self._last and self._rng.random() < 0.02:
            earlier = self._rng.choice([o for o in list(self._last.values())[-60:] if o.service != "首保"] or [None])
            if earlier and earlier.left and 4 <= (day(ago) - earlier.left.date()).days <= 30:
                repeated = self._made(earlier.vehicle, ago, "返修", earlier.items, (0, 1), (0, 0))
                repeated.again = earlier
                return repeated
        vehicle = self._any(ago)
        if vehicle.first_service is not None and (vehicle.next_service is None or vehicle.next_service < ago - 120):
            yuan = (320, 1_500)
            return self._made(vehicle, ago, "常规保养", self._rng.choice(words.SERVICE_ITEMS), (0, 0), yuan)
        name, _, days, yuan, items = self._rng.choices(words.REPAIRS, [weight for _, weight, *_ in words.REPAIRS])[0]
        return self._made(vehicle, ago, name, items, days, yuan)

    def _any(self, ago: int) -> Vehicle:
        while True:
            vehicle = self._rng.choice(self._vehicles)
            rested = not vehicle.visits or vehicle.visits[-1] - ago > REST_DAYS
            if vehicle.delivered > ago + 12 and rested and not vehicle.owner.lost:
                return vehicle

    def _made(
        self, vehicle: Vehicle, ago: int, service: str, items: str, days: tuple[int, int], yuan: tuple[int, int]
    ) -> Order:
        rng = self._rng
        stay = min(rng.randint(*days), vehicle.delivered - ago)
        came = datetime.combine(day(ago + stay), time(rng.randint(8, 12), rng.randrange(0, 60, 5)))
        left = datetime.combine(day(ago), time(rng.randint(14, 17), rng.randrange(0, 60, 5)))
        vehicle.visits.append(ago)
        order = Order(
            vehicle, service, items, rng.choice(ADVISORS), came, left.replace(minute=30), left - timedelta(minutes=35),
            left, vehicle.mileage(ago + stay), rng.randint(*yuan) * 100, service in ("质量担保", "首保"),
        )  # fmt: skip
        self._last[vehicle.key] = order
        return order

    def standing(self) -> Order:
        """An order of a car that has not left yet."""
        ago = self._rng.randint(0, 4)
        order = self._made(self._any(max(ago, 1)), 0, "事故维修", "钣金喷漆", (ago, ago), (0, 0))
        if ago == 0:
            order.opened = order.opened.replace(hour=7, minute=20)
        order.completed = order.left = None
        return order


def make_orders(rng: random.Random, vehicles: list[Vehicle]) -> list[Order]:
    """All orders in the order they were opened, numbered like the dealer system does."""
    workshop = Workshop(rng, vehicles)
    made = [workshop.order(ago) for ago in orders_leaving(rng)]
    made += [workshop.standing() for _ in range(IN_WORKSHOP)]
    made.sort(key=lambda order: (order.opened, order.vehicle.key))
    for number, order in enumerate(made, start=1):
        order.key = f"WX{80_300 + number:07d}"
    return made


def make_bookings(rng: random.Random, orders: list[Order]) -> list[Appointment]:
    """The bookings of the months before: of some orders, and of cars that did not come as booked."""
    made: list[Appointment] = []
    for place, order in enumerate(orders):
        ago = (ANCHOR - order.opened.date()).days
        share = BOOKED_LATELY if ago < LATELY else BOOKED
        if ago < BOOKED_FROM or order.service in ("事故维修", "返修") or rng.random() >= share:
            continue
        starts = order.opened.replace(minute=rng.choice([0, 30]))
        made.append(Appointment("", order.vehicle, starts, order.service, order.advisor, "已到店"))
        for rate, status in ((MISSED, "未到店"), (CANCELLED, "已取消")):
            if rng.random() < rate:
                other = rng.choice(orders[: place + 1]).vehicle
                made.append(Appointment("", other, starts.replace(minute=15), "常规保养", order.advisor, status))
    return made


def make_appointments(rng: random.Random, vehicles: list[Vehicle], orders: list[Order]) -> list[Appointment]:
    """Bookings of the two weeks around the anchor, some on the very day a service is predicted; and earlier ones."""
    predicted = [v for v in vehicles if v.next_service is not None and -9 <= v.next_service <= 0 and v.plate]
    others = [v for v in vehicles if v.plate and v not in predicted and not v.owner.lost]
    days = [-(v.next_service or 0) for v in predicted[:14]]
    chosen = predicted[:14] + rng.sample(others, APPOINTMENTS - 14)
    days += [0] * 5 + [1] * 6 + [rng.randint(2, 12) for _ in range(18)]
    days += [-rng.randint(1, 14) for _ in range(APPOINTMENTS - len(days))]
    made: list[Appointment] = []
    for vehicle, ahead in sorted(zip(chosen, days, strict=True), key=lambda pair: (pair[1], pair[0].key)):
        starts = datetime.combine(ANCHOR + timedelta(days=ahead), time(rng.randint(8, 16), rng.choice([0, 30])))
        status = rng.choices(["已到店", "未到店", "已取消"], [80, 13, 7])[0] if ahead < 0 else "已预约"
        service = "首保" if vehicle.first_service is None else rng.choice(["常规保养", "常规保养", "一般维修"])
        made.append(Appointment("", vehicle, starts, service, rng.choice(ADVISORS), status))
    made = [*make_bookings(rng, orders), *made]
    made.sort(key=lambda booking: (booking.starts, booking.vehicle.key))
    for number, booking in enumerate(made):
        booking.key = f"YY{5_200 + number}"
    return made
