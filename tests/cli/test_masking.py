"""No command that reads prints a customer in full: each one with --json is called and searched for what is theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import click
import pytest
from click.testing import Result

from agentdesk import cli as package
from agentdesk.common import i18n, phones
from agentdesk.store.audit import SYSTEM
from agentdesk.store.database import close_database, open_database
from agentdesk.store.people import add_person
from agentdesk.store.tables import Complaint, Contact, Customer, Person, Phone, Task, Vehicle
from tests.databases import Engine
from tests.tui.desk_world import NOW, build_world

Cli = Callable[..., Result]

# What a command is given to read; those that write or read no database are named, so that a new one is thought of.
GIVEN: dict[str, tuple[str, ...]] = {
    "queue explain": ("{task}",), "customer erase": ("{customer}",), "customer hours": ("{customer}",),
    "customer show": ("{customer}",), "customer no-contact list": (), "vehicle predict": ("{vehicle}",),
    "complaint ladder": ("{complaint}",), "complaint show": ("{complaint}",), "call show": ("{call}",),
    "call list": ("--date", "2026-11-19"), "kpi row": ("task", "{task}"), "kpi show": ("KP-03", "--rows"),
    "complaint patterns": ("--by", "vehicle"),
}  # fmt: skip
WRITES = {
    *("queue build", "queue forecast", "queue replay", "queue runs", "queue rebalance"),
    *("complaint merge", "complaint raise", "complaint step", "db backup", "db migrate", "db restore", "db rollup"),
    "db copy",
    *("calendar import", "form check", "form show", "playbook check", "action show", "quality show", "report text"),
    *(
        "incentive show",
        "import undo",
        "audit verify",
        "audit head",
        "audit acknowledge",
        "db check",
        "ssh install-guide",
        "kpi compare",
    ),
    *("db copy", "ops units"),
}
BESIDE = (("queue", "explain", "--customer", "{customer}"), ("scoreboard", "--plain"))


def commands(group: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The paths of the commands that print JSON, but for what takes a file in."""
    context = click.Context(group)
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        if isinstance(found, click.Group):
            yield from commands(found, (*path, name))
        elif any("--json" in option.opts for option in found.params) and path != ("import",):
            yield (*path, name)


@pytest.fixture(scope="module")
def house(engine: Engine, migrated: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The desk's small dealer, each customer with an address and each car with a VIN."""
    folder = tmp_path_factory.mktemp("masking")
    path = engine.copy(migrated, folder / "house.db", keep=True)
    open_database(path)
    i18n.use_language("zh")
    build_world(folder)
    for row in Customer.select():
        Customer.update(address=f"滁州市南谯区独一路{row.id}号8栋").where(Customer.id == row.id).execute()
    for row in Vehicle.select():
        Vehicle.update(vin=f"LSVAM4187C2{row.id:06d}").where(Vehicle.id == row.id).execute()
    add_person(SYSTEM, "tv", "大屏", position="other", role="board")
    close_database()
    return path


@pytest.fixture
def secrets(house: str, monkeypatch: pytest.MonkeyPatch, at: Callable[[str], None]) -> set[str]:
    """What is the customers' own, as it is stored and as it is shown in full."""
    monkeypatch.setenv("AGENTDESK_DATABASE", house)
    at(NOW)
    open_database(house)
    people = {row.name for row in Person.select()}
    found = {row.name for row in Customer.select()} - people | {row.address for row in Customer.select()}
    for row in Phone.select().where(Phone.e164.is_null(False)):
        found |= {row.e164.removeprefix("+86"), phones.display(row.e164)}
    for row in Vehicle.select():
        found |= {row.vin} | ({row.plate} if row.plate else set())
    return found


def filled(arguments: tuple[str, ...]) -> list[str]:
    complaint = Complaint.select().order_by(Complaint.id.desc()).get()
    named = {
        "task": Task.select().where(Task.state == "open").get().id,
        "customer": Customer.get_by_id(complaint.customer_id).source_key,
        "vehicle": Vehicle.select().get().source_key,
        "complaint": complaint.no,
        "call": Contact.select().where(Contact.ended_at.is_null(False)).get().id,
    }
    return [argument.format(**named) for argument in arguments]


def reading() -> list[tuple[str, ...]]:
    found = [path for path in commands(package.root()) if " ".join(path) not in WRITES]
    return [*((*path, *GIVEN.get(" ".join(path), ())) for path in found), *BESIDE]


def test_no_command_prints_a_customer_in_full(secrets: set[str], cli: Cli) -> None:
    shown = []
    for arguments in [filled(each) for each in reading()]:
        for more in ([], ["--json"]) if "--plain" not in arguments else ([],):
            result = cli(*arguments, *more)
            assert result.exit_code in (0, 1), (arguments, result.output)
            shown += [(*arguments, *more, secret) for secret in secrets if secret in result.output]
    assert shown == []


def test_the_wall_screens_role_reads_no_customer(secrets: set[str], cli: Cli) -> None:
    masked = {secret[0] + "*" * (len(secret) - 1) for secret in secrets if len(secret) <= 4}
    shown = []
    for arguments in [filled(each) for each in reading()]:
        result = cli("--as", "大屏", *arguments)
        shown += [(*arguments, secret) for secret in secrets | masked if secret in result.output]
    assert shown == []
