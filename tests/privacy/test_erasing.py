"""A customer asks what is held, takes it along, and asks to be forgotten; the figures of the past stay as they were."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result
from peewee import Database

from agentdesk.common import clock
from agentdesk.common.errors import UserError
from agentdesk.complaints.raising import Draft, raise_complaint
from agentdesk.intake import import_file
from agentdesk.playbook.forms import store_form
from agentdesk.privacy import erasing
from agentdesk.privacy.showing import show
from agentdesk.queue.build import build
from agentdesk.scoreboard.figures import all_figures
from agentdesk.store.audit import GENESIS, SYSTEM, chain_hash
from agentdesk.store.tables import (
    ALL,
    Attempt,
    AuditEvent,
    Complaint,
    Contact,
    Customer,
    DoNotContact,
    ErasedNumber,
    Erasure,
    Form,
    FormVersion,
    Interview,
    Phone,
    Suppression,
    Task,
    Vehicle,
)
from tests.dealership import Dealership
from tests.prepared import prepared
from tests.scoreboard import answers

pytestmark = pytest.mark.both_databases

Cli = Callable[..., Result]
CALLED = datetime(2026, 11, 20, 9, 42)
LATER = datetime(2029, 3, 1, 9, 0)  # the workshop's documents may go
NAME, NUMBER, PLATE, WORDS = "欧阳独一", "+8613987654321", "皖M7Q7Q7", "邻居家的狗一直在叫"
FILE = "客户编号,客户名称,手机\nC900,欧阳独一,13987654321\n"


@pytest.fixture
def house(database: Database, tmp_path: Path) -> Iterator[Dealership]:
    dealership = Dealership(tmp_path)
    with clock.travel(CALLED):
        yield dealership


@pytest.fixture
def customer(house: Dealership, tmp_path: Path) -> Customer:
    """A customer from an import, interviewed about a visit to the workshop, with notes of what was said."""
    bring(tmp_path)
    found = Customer.get(Customer.source_key == "C900")
    order = house.order(date(2026, 11, 18), customer=found)
    Vehicle.update(plate=PLATE, source_key=PLATE).where(Vehicle.id == order.vehicle_id).execute()
    text = "|   | text | suggestion | 您有什么建议吗？ | Any suggestion? |   |"
    path = tmp_path / "aftersales.md"
    path.write_text(
        answers.FORM.strip().replace("|   | end_group |", f"{text}\n|   | end_group |") + "\n", encoding="utf-8"
    )
    with clock.travel(datetime(2026, 1, 1, 9)):
        store_form(SYSTEM, prepared(path))
    form = FormVersion.get(FormVersion.form == Form.get(Form.name == "aftersales"))
    said = {"opening": "yes", "reception": "at_once", "fixed": "yes", "recommend": 9, "suggestion": WORDS}
    answers.answered(house, form, date(2026, 11, 18), said, order=order)
    Interview.update(facts=json.dumps({"zh": {"customer_name": NAME, "plate": PLATE}}, ensure_ascii=False)).execute()
    Contact.update(note=WORDS).execute()
    Attempt.update(number=NUMBER, note=WORDS).execute()
    return found


def bring(folder: Path) -> None:
    """The dealer system's export with the customer in it."""
    path = folder / f"{Customer.select().count()}-{clock.today()}.csv"
    path.write_text(FILE, encoding="utf-8")
    import_file(SYSTEM, "customers", path)


def holding(*texts: str) -> set[str]:
    """The tables in which one of the texts stands, the audit trail too."""
    return {
        table._meta.table_name
        for table in ALL
        for row in table.select().dicts()
        if any(text in str(value) for value in row.values() for text in texts)
    }


def test_the_figures_stay_and_the_person_is_gone(house: Dealership, customer: Customer) -> None:
    month = date(2026, 11, 1), date(2026, 11, 30)
    with clock.travel(LATER):
        before = all_figures(*month)
        assert holding(NAME, PLATE, WORDS, NUMBER[3:]) > {"customer", "phone", "answer", "interview", "import_row"}
        found = erasing.erase(SYSTEM, customer.id, "本人申请删除")
        assert found.now
        assert holding(NAME, PLATE, WORDS, NUMBER[3:]) == set()
        assert all_figures(*month) == before
        row = AuditEvent.select().where(AuditEvent.action == "customer.erase").get()
        assert (row.entity_id, row.reason) == (customer.id, "本人申请删除")
        with pytest.raises(UserError):
            erasing.erase(SYSTEM, customer.id, "再来一次")
    previous = GENESIS
    for event in AuditEvent.select().order_by(AuditEvent.id).dicts():
        assert (event["previous_hash"], event["hash"]) == (previous, chain_hash(event))
        previous = event["hash"]


def test_an_import_of_the_same_number_brings_nobody_to_call(
    house: Dealership, customer: Customer, tmp_path: Path
) -> None:
    with clock.travel(LATER):
        erasing.erase(SYSTEM, customer.id, "本人申请删除")
        bring(tmp_path)
        again = Customer.get(Customer.source_key == "C900")
        house.order(LATER.date() - timedelta(days=1), customer=again)
        build(SYSTEM, LATER.date())
        assert not Task.select().where(Task.customer == again).exists()
        wish = DoNotContact.get(DoNotContact.customer == again)
        assert (wish.reason, wish.channel, wish.lifted_at) == ("erased", "", None)
        held = Suppression.get(Suppression.customer == again)
        assert held.reason == "do_not_contact"
        assert NUMBER not in {row.hash for row in ErasedNumber.select()}


def test_a_file_that_must_be_kept_restricts_and_the_purge_erases_later(
    house: Dealership, customer: Customer, cli: Cli
) -> None:
    found = erasing.erase(SYSTEM, customer.id, "本人申请删除")
    assert (found.now, found.due_on) == (False, date(2028, 11, 19))
    row = Customer.get_by_id(customer.id)
    assert row.name == NAME
    assert row.restricted_at is not None
    assert erasing.erase_due(SYSTEM) == 0
    with clock.travel(datetime(2028, 11, 18, 9)):
        assert erasing.waiting() == []
    with clock.travel(datetime(2028, 11, 19, 9)):
        assert erasing.erase_due(SYSTEM) == 1
        assert erasing.erase_due(SYSTEM) == 0
    assert Customer.get_by_id(customer.id).name == f"#{customer.id}"
    assert Erasure.get().done_at is not None


def test_a_complaint_is_kept_for_ten_years_from_the_day_it_was_raised(house: Dealership, customer: Customer) -> None:
    draft = Draft(customer_id=customer.id, severity="ordinary", words=WORDS, responsible_id=house.people["吴敏"].id)
    made = raise_complaint(house.actor("李娜"), draft)
    assert erasing.plan(SYSTEM, customer.id).open_complaints == (made.no,)
    assert erasing.plan(SYSTEM, customer.id).due_on is None
    Complaint.update(state="closed", closed_at=made.raised_at).execute()
    assert erasing.plan(SYSTEM, customer.id).due_on == date(2036, 11, 21)


def test_it_is_shown_masked_and_in_full_only_with_a_reason(house: Dealership, customer: Customer, cli: Cli) -> None:
    masked = cli("customer", "show", "C900").stdout
    assert "欧***" in masked
    assert "139****4321" in masked
    for secret in (NAME, NUMBER[3:], PLATE):
        assert secret not in masked
    assert cli("customer", "show", "C900", "--full").exit_code == 1
    assert cli("--as", "李娜", "customer", "show", "C900", "--full", "--reason", "看看").exit_code == 1
    full = cli("--as", "方慧", "customer", "show", "C900", "--full", "--reason", "本人来店查询").stdout
    assert NAME in full
    assert PLATE in full
    row = AuditEvent.select().where(AuditEvent.action == "customer.show").get()
    assert (row.person_name, row.entity_id, row.reason) == ("方慧", customer.id, "本人来店查询")


def test_it_is_handed_over_as_a_file_of_its_own(
    house: Dealership, customer: Customer, cli: Cli, tmp_path: Path
) -> None:
    target = tmp_path / "C900.json"
    result = cli("customer", "export", "C900", "-o", target, "--reason", "本人申请查阅")
    assert result.exit_code == 0
    assert NAME not in result.stdout
    assert target.stat().st_mode & 0o777 == 0o600
    held = json.loads(target.read_text(encoding="utf-8"))["held"]
    assert held["customer"][0]["name"] == NAME
    assert [row["value"] for row in held["answer"] if row["node"] == "suggestion"] == [WORDS]
    assert held["import_row"]
    written = target.read_bytes()
    assert cli("customer", "export", "C900", "-o", target, "--reason", "再来").exit_code == 1
    assert target.read_bytes() == written
    assert AuditEvent.select().where(AuditEvent.action == "customer.export").count() == 1
    page = tmp_path / "C900.txt"
    assert cli("customer", "export", "C900", "-o", page, "--format", "text", "--reason", "阅").exit_code == 0
    assert WORDS in page.read_text(encoding="utf-8")


def test_the_first_line_says_whether_it_was_done(house: Dealership, customer: Customer, cli: Cli) -> None:
    confirmed = ("--confirm", NAME, "--reason", "本人申请")
    planned = cli("customer", "erase", "C900").stdout.splitlines()
    locked = cli("customer", "erase", "C900", *confirmed).stdout.splitlines()
    due = str(erasing.plan(SYSTEM, customer.id).due_on)
    assert due in planned[0]
    assert due in locked[0]
    assert not planned[0].startswith("已执行")
    assert locked[0].startswith("已执行")
    assert "封存" in locked[0]
    with clock.travel(LATER):
        assert cli("customer", "erase", "C900", *confirmed).stdout.startswith("已执行：")


def test_the_command_shows_first_and_wants_the_name(house: Dealership, customer: Customer, cli: Cli) -> None:
    with clock.travel(LATER):
        assert cli("customer", "erase", "C900").exit_code == 0
        assert cli("customer", "erase", "C900", "--confirm", "欧阳", "--reason", "本人").exit_code == 2
        assert cli("customer", "erase", "C900", "--confirm", NAME).exit_code == 1
        assert Customer.get_by_id(customer.id).name == NAME
        done = cli("customer", "erase", "C900", "--confirm", NAME, "--reason", "本人申请", "--json")
        assert json.loads(done.stdout)["done"] is True
        assert Customer.get_by_id(customer.id).name == f"#{customer.id}"
    assert show(SYSTEM, customer.id).phones == ("***",)
    assert Phone.get(Phone.customer == customer).e164 is None
