"""The invented dealer as facts: customers with their cars, what was sold, repaired and booked."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from fixture_maker import words
from fixture_maker.numbers import Numbers
from fixture_maker.schedule import ANCHOR, day, deliveries, reminder_dates

CUSTOMERS = 600
COMPANIES = 46
FLEET_CARS = 40
VEHICLES = 700
SALES = 190


@dataclass
class Customer:
    """A row of the customer file."""

    key: str
    name: str
    company: bool
    gender: str = ""
    birthday: date | None = None
    contact: str = ""
    landline: str = ""
    mobile: str = ""
    job: str = ""
    parent: bool = False
    district: str = ""
    address: str = ""
    key_customer: bool = False
    member: bool = False
    lost: bool = False
    do_not_disturb: bool = False
    channel: str = ""
    since: date = ANCHOR
    note: str = ""


@dataclass
class Vehicle:
    """A row of the vehicle file; `delivered` days before the anchor."""

    key: str
    owner: Customer
    model: str
    engine: str
    power: str
    price: int
    colour: str
    official: bool
    delivered: int
    vin: str
    plate: str
    km_a_day: int
    inspection: int | None = None
    insurance: int | None = None
    next_service: int | None = None
    first_service: int | None = None
    visits: list[int] = field(default_factory=list)

    def mileage(self, ago: int) -> int:
        """Kilometres on the clock that day."""
        return max(18, (self.delivered - ago) * self.km_a_day)


@dataclass
class Sale:
    """A row of the sales ledger."""

    vehicle: Vehicle
    ago: int
    advisor: str
    hour: int
    minute: int
    amount: int
    invoice: str


@dataclass
class World:
    """Everything of the dealer's that stays the same all day."""

    customers: list[Customer]
    vehicles: list[Vehicle]
    sales: list[Sale]


def person_name(rng: random.Random, gender: str) -> str:
    """A name of the given gender."""
    given = words.GIVEN_MALE if gender == "男" else words.GIVEN_FEMALE
    return rng.choice(words.SURNAMES) + rng.choice(given)


def make_customers(rng: random.Random, numbers: Numbers) -> list[Customer]:
    """The fleet's company first, then the other companies, then the private customers."""
    names = [words.FLEET]
    while len(names) < COMPANIES:
        name = rng.choice(words.COMPANY_PLACES) + rng.choice(words.COMPANY_WORDS) + rng.choice(words.COMPANY_TRADES)
        if name not in names:
            names.append(name)
    made = [_company(rng, numbers, name) for name in names]
    made += [_private(rng, numbers) for _ in range(CUSTOMERS - COMPANIES)]
    for number, customer in enumerate(made, start=1):
        customer.key = f"C{10_000 + number}"
    return made


def _place(rng: random.Random, customer: Customer) -> None:
    customer.district = rng.choices(words.DISTRICTS, [30, 24, 10, 10, 8, 7, 6, 5])[0]
    street, estate = rng.choice(words.STREETS), rng.choice(words.ESTATES)
    house = f"{street}{rng.randint(1, 399)}号"
    if not customer.company:
        house += f"{estate}{rng.randint(1, 32)}栋{rng.randint(1, 28)}{rng.randint(1, 4):02d}室"
    customer.address = f"滁州市{customer.district}{house}"
    customer.channel = rng.choice(words.CHANNELS)
    customer.since = day(rng.randint(430, 3_000))


def _company(rng: random.Random, numbers: Numbers, name: str) -> Customer:
    customer = Customer("", name, company=True, landline=numbers.landline())
    customer.contact = person_name(rng, rng.choice("男女"))
    customer.mobile = numbers.mobile() if rng.random() < 0.7 else ""
    customer.key_customer = name == words.FLEET or rng.random() < 0.15
    _place(rng, customer)
    return customer


def _private(rng: random.Random, numbers: Numbers) -> Customer:
    gender = "男" if rng.random() < 0.64 else "女"
    customer = Customer("", person_name(rng, gender), company=False, gender=gender if rng.random() < 0.97 else "")
    customer.mobile = numbers.mobile() if rng.random() < 0.95 else ""
    if rng.random() < 0.3 or not customer.mobile:
        customer.landline = numbers.landline()
    if rng.random() < 0.93:
        customer.birthday = date(1958, 1, 1) + timedelta(days=rng.randrange(45 * 365))
    customer.job = rng.choice(words.JOBS) if rng.random() < 0.7 else ""
    customer.parent = rng.random() < 0.25
    customer.key_customer = rng.random() < 0.06
    customer.member = rng.random() < 0.35
    customer.lost = rng.random() < 0.025
    customer.note = rng.choices(["", "晚上不要打电话", "中午休息,下午再联系", "上夜班,上午勿扰"], [95, 2, 2, 1])[0]
    _place(rng, customer)
    return customer


def make_vehicles(rng: random.Random, numbers: Numbers, customers: list[Customer]) -> tuple[list[Vehicle], list[Sale]]:
    """Cars of all customers; the dealer sold the last 190 of them itself in the last fourteen months."""
    companies, private = customers[:COMPANIES], customers[COMPANIES:]
    sold = deliveries(rng, SALES)
    new_official = [ago for ago, official in sold if official]
    new_private = [ago for ago, official in sold if not official]
    official = [companies[0]] * FLEET_CARS + companies[1:] + rng.choices(companies[1:], k=30)
    owners = private + rng.choices(private, k=VEHICLES - len(official) - len(private))
    rng.shuffle(owners)
    vehicles: list[Vehicle] = []
    for index, owner in enumerate(owners):
        bought = new_private[index] if index < len(new_private) else rng.randint(430, 2_900)
        vehicles.append(_car(rng, numbers, owner, official=False, delivered=bought))
    for index, owner in enumerate(reversed(official)):
        bought = new_official[index] if index < len(new_official) else rng.randint(430, 2_600)
        vehicles.append(_car(rng, numbers, owner, official=True, delivered=bought))
    rng.shuffle(vehicles)
    for number, vehicle in enumerate(vehicles, start=1):
        vehicle.key = f"V{20_000 + number}"
    new = sorted((v for v in vehicles if v.delivered < 430), key=lambda v: (-v.delivered, v.key))
    return vehicles, [_sale(rng, vehicle, number) for number, vehicle in enumerate(new, start=1)]


def _car(rng: random.Random, numbers: Numbers, owner: Customer, *, official: bool, delivered: int) -> Vehicle:
    model, descriptor, engine, power, price = rng.choices(words.MODELS, words.MODEL_WEIGHTS)[0]
    if owner.name == words.FLEET:
        model, descriptor, engine, power, price = words.MODELS[rng.choice([0, 4, 5])]
    bought = day(delivered)
    return Vehicle(
        key="", owner=owner, model=model, engine=engine + f"{rng.randrange(10**6):06d}", power=power, price=price,
        colour=rng.choice(words.COLOURS), official=official, delivered=delivered,
        vin=numbers.vin(descriptor, bought.year), km_a_day=rng.randint(18, 70),
        plate="" if delivered < 9 else numbers.plate(power),  # a new car runs on a temporary plate at first
    )  # fmt: skip


def _sale(rng: random.Random, vehicle: Vehicle, number: int) -> Sale:
    sellers = [name for _, name, position, *_ in words.PEOPLE if position == "销售顾问"]
    vehicle.owner.since = min(vehicle.owner.since, day(vehicle.delivered + rng.randint(1, 20)))
    amount = vehicle.price - rng.randrange(0, 12) * 1_000
    hour, minute = rng.randint(9, 17), rng.choice([0, 10, 20, 30, 40, 50])
    return Sale(vehicle, vehicle.delivered, rng.choice(sellers), hour, minute, amount, f"{3_401_560 + number * 7:08d}")


def set_dates(rng: random.Random, vehicles: list[Vehicle]) -> None:
    """Expiry dates and predicted services, so that reminders of every kind fall due each day near the anchor."""
    used = [vehicle for vehicle in vehicles if vehicle.delivered >= 430]
    inspection = reminder_dates(rng, len(used), (30, 7), 4.0, 0.9)
    insurance = reminder_dates(rng, len(used), (15, 3), 4.4, 0.9)
    service = reminder_dates(rng, len(used), (7, 1), 6.6, 1.1)
    for index, vehicle in enumerate(used):
        vehicle.inspection = inspection[index]
        vehicle.insurance = insurance[index]
        vehicle.next_service = service[index] if rng.random() < 0.96 else None
        vehicle.first_service = vehicle.delivered - rng.randint(60, 95)
    for vehicle in vehicles:
        if vehicle.delivered < 430:
            vehicle.inspection = vehicle.delivered - 730
            vehicle.insurance = vehicle.delivered - 365


def build(rng: random.Random) -> World:
    """The whole dealer but for what its workshop did."""
    numbers = Numbers(rng)
    customers = make_customers(rng, numbers)
    vehicles, sales = make_vehicles(rng, numbers, customers)
    set_dates(rng, vehicles)
    return World(customers, vehicles, sales)
