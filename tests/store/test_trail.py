"""Reading the audit trail: what each filter finds, that personal data is masked, and how SQLite reads a page."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from peewee import Database

from agentdesk.common import i18n
from agentdesk.common.errors import Forbidden, UsageError
from agentdesk.store import trail
from agentdesk.store.audit import SYSTEM, Actor, change
from agentdesk.store.database import close_database, open_database
from agentdesk.store.tables import Customer, Phone, Task
from agentdesk.store.trail import Event, Wanted
from agentdesk.store.trail_actions import ACTIONS
from agentdesk.store.trail_names import ENTITIES, FIELDS
from agentdesk.store.trail_text import as_json, brief, differences, what, which
from scripts.bench.audit_trail import make
from tests.cli.said import Cli, refused
from tests.plans import listening, plans
from tests.test_architecture import ROOT

pytestmark = pytest.mark.both_databases

NOW = datetime(2026, 1, 1)
SUPERVISOR = Actor(2, "方慧", "supervisor", "desk")
LI = Actor(1, "李娜", "agent", "desk", "host:1:a")


@pytest.fixture
def events(database: Database, at: Callable[[str], None]) -> None:
    """Three days of two people."""
    for day in (18, 19, 20):
        at(f"2026-11-{day}T10:00")
        with change(LI, "task.claim") as audit:
            audit("task", day)
        with change(SUPERVISOR, "task.move") as audit:
            audit("task", day, before={"agent": 1}, after={"agent": 3}, reason="李娜休假")


def ids(**wanted: object) -> list[int]:
    return [event.id for event in trail.events(SUPERVISOR, Wanted(**wanted))]  # type: ignore[arg-type]


def test_newest_first_by_person_action_row_and_day(events: None) -> None:
    assert ids() == [6, 5, 4, 3, 2, 1]
    assert ids(person="李娜") == [5, 3, 1]
    assert ids(actions=("task.move",)) == [6, 4, 2]
    assert ids(actions=trail.named_actions("task")) == [6, 5, 4, 3, 2, 1]
    assert ids(entity="task", entity_id=19) == [4, 3]
    assert ids(entity="task", entity_id=19, actions=("task.claim",)) == [3]
    assert ids(entity="task", person="方慧") == [6, 4, 2]
    assert ids(first=date(2026, 11, 19)) == [6, 5, 4, 3]
    assert ids(last=date(2026, 11, 19), person="李娜") == [3, 1]
    assert ids(first=date(2026, 11, 19), last=date(2026, 11, 19), actions=("task.move",)) == [4]
    assert ids(person="没有这个人") == ids(entity="customer") == []


@pytest.mark.parametrize("wanted", [Wanted(), Wanted(actions=trail.named_actions("task")), Wanted(person="李娜"),
                                    Wanted(entity="task")])  # fmt: skip
def test_pages_hold_every_event_once_also_of_one_instant(events: None, wanted: Wanted) -> None:
    with change(LI, "task.renew") as audit:
        for number in range(5):
            audit("task", number)
    found: list[Event] = []
    while page := trail.events(SUPERVISOR, wanted, after=found[-1] if found else None, limit=2):
        found += page
    assert found == trail.events(SUPERVISOR, wanted)
    assert len(found) == len({event.id for event in found}) >= 8


def test_what_concerns_a_customer(database: Database) -> None:
    wang, zhou = (Customer.create(source_key=key, name=key, created_at=NOW, updated_at=NOW) for key in ("wang", "zhou"))
    phone = Phone.create(customer=wang, kind="mobile", written="13812345678", rank=0)
    with change(SYSTEM, "customer.hours") as audit:
        audit(wang)
        audit(zhou)
        audit(phone)
        audit("task", 77)
    assert [(event.entity, event.entity_id) for event in trail.events(SUPERVISOR, Wanted(customer=wang.id))] == [
        ("phone", phone.id), ("customer", wang.id),
    ]  # fmt: skip
    assert not Task.select().exists()


def test_only_supervisors_and_administrators_read_it(events: None) -> None:
    for role in ("agent", "handler", "board"):
        with pytest.raises(Forbidden):
            trail.events(Actor(1, "x", role), Wanted())
    assert trail.events(Actor(None, "root", "administrator"), Wanted())


# -- in words ----------------------------------------------------------------------------------------------------------


def one(entity: str = "task", action: str = "task.move", **fields: object) -> Event:
    with change(LI, action) as audit:
        audit(entity, 17, **fields)  # type: ignore[arg-type]
    return trail.events(SUPERVISOR, Wanted())[0]


@pytest.mark.parametrize(("language", "said"), [("zh", ("任务改派", "任务 17")), ("en", ("Task moved", "task 17"))])
def test_an_event_in_words(database: Database, language: str, said: tuple[str, str]) -> None:
    i18n.use_language(language)
    event = one(before={"agent": 1, "day": "2026-11-20"}, after={"agent": 3, "day": "2026-11-20"})
    assert (what(event), which(event)) == said
    assert [(each.key, each.before, each.after) for each in differences(event)] == [("agent", "1", "3")]
    assert "1 → 3" in brief(event)


def test_an_instant_is_the_dealers(database: Database) -> None:
    (found,) = differences(one(after={"until": "2026-11-04 03:13:05.009090"}))
    assert found.after == "2026-11-04 11:13"


SECRETS = ("13812345678", "138 1234 5678", "0550-3012345", "皖M12345", "LSVAA49J132047371", "王建国", "1990-05-06")


def test_personal_data_is_masked_wherever_it_stands(database: Database, cli: Cli) -> None:
    event = one(
        "customer", "customer.hours", reason=f"客户 {SECRETS[0]} 说车 {SECRETS[3]} 有异响",
        before={"name": SECRETS[5], "phone": SECRETS[0], "written": SECRETS[2], "birthday": SECRETS[6]},
        after={"text": f"请打 {SECRETS[1]} 或 {SECRETS[2]}", "vin": SECRETS[4], "list": [{"phone": SECRETS[0]}]},
    )  # fmt: skip
    told = json.dumps([as_json(event), brief(event)], ensure_ascii=False, default=str)
    close_database()
    for shown in (told, cli("audit", "list").stdout, cli("audit", "list", "--json").stdout):
        assert "王**" in shown or shown.startswith("序号")
        assert not [secret for secret in SECRETS if secret in shown], shown


def test_hostile_text_is_shown_harmless(database: Database) -> None:
    event = one(reason="\x1b[31m[/]‮", after={"text": "\x07[@click=app.quit]x[/]"})
    assert "\x1b" not in brief(event)
    assert "␇[@click" in differences(event)[0].after


def test_every_name_has_its_chinese(database: Database) -> None:
    i18n.use_language("zh")
    for names in (ACTIONS, ENTITIES):
        same = [code for code, name in names.items() if i18n._(name) == name]
        assert same == []
    assert len(FIELDS) > 50


def test_a_name_is_found_by_its_code_in_the_source() -> None:
    for table in (ENTITIES, FIELDS):
        assert [*table] == sorted(table)


def test_every_action_of_the_program_has_a_name() -> None:
    import re

    written = re.compile(r"(?:change\([\w.]+|\.change\(|action=)(?:, )?\"([a-z_]+\.[a-z_]+)\"")
    found = {code for path in (ROOT / "agentdesk").rglob("*.py") for code in written.findall(path.read_text("utf-8"))}
    assert len(found) > 80
    assert sorted(found - set(ACTIONS) - {"queue.beat", "desk.beat"}) == []


# -- by hand -----------------------------------------------------------------------------------------------------------


def test_list_by_hand(events: None, cli: Cli) -> None:
    close_database()
    found = json.loads(cli("audit", "list", "--person", "李娜", "--from", "2026-11-19", "--json").stdout)
    assert [(row["id"], row["action"], row["session"]) for row in found] == [
        (5, "task.claim", "host:1:a"), (3, "task.claim", "host:1:a"),
    ]  # fmt: skip
    shown = cli("audit", "list", "--action", "task.move", "--limit", "1").stdout
    assert "李娜休假" in shown
    assert "2026-11-20 10:00:00" in shown
    assert cli("audit", "list", "--entity", "task:99").stdout.strip() == "没有符合条件的记录。"
    for bad in (
        ("--action", "nothing"),
        ("--entity", "spoons"),
        ("--entity", "task:x"),
        ("--entity", "task:" + "9" * 30),
        ("--from", "gestern"),
    ):
        refused(cli("audit", "list", *bad), 2)


def test_what_to_look_for(database: Database) -> None:
    assert trail.named_row("task:17") == ("task", 17)
    assert trail.named_actions("later.action") == ("later.action",)  # of a newer program
    with pytest.raises(UsageError):
        trail.named_actions("later")


# -- how it is read ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def long_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("trail") / "trail.db"
    make(path, 30_000)
    return path


@pytest.mark.parametrize("analysed", [True, False])
def test_a_page_is_read_along_an_index_and_never_sorted(long_file: Path, analysed: bool) -> None:
    opened = open_database(str(long_file))
    if analysed:
        opened.execute_sql("ANALYZE")
    first = trail.events(SYSTEM, Wanted())
    for wanted, index in (
        (Wanted(), "audit_event_at"),
        (Wanted(first=date(2026, 3, 3), last=date(2026, 3, 5)), "audit_event_at"),
        (Wanted(person="李娜"), "audit_event_person_name_at"),
        (Wanted(person="李娜", first=date(2026, 3, 3)), "audit_event_person_name_at"),
        (Wanted(actions=("answer.give", "task.move")), "audit_event_action_at"),
        (Wanted(entity="interview"), "audit_event_at"),
    ):
        for after in (None, first[-1]):
            with listening(opened) as sent:
                trail.events(SYSTEM, wanted, after=after)
            pages = [text for text in sent if "ORDER BY" in text]
            for steps in plans(opened, pages).values():
                assert any(index in step for step in steps), (wanted, steps)
                assert not any("TEMP B-TREE" in step for step in steps), (wanted, steps)
    with listening(opened) as sent:
        trail.events(SYSTEM, Wanted(entity="interview", entity_id=7))
    assert any("audit_event_entity_entity_id" in step for steps in plans(opened, sent).values() for step in steps)


def test_verifying_reads_along_the_primary_key_in_parts(long_file: Path) -> None:
    from agentdesk.store.verify import verify

    opened = open_database(str(long_file))
    with listening(opened) as sent:
        assert verify().count == 30_000
    walked = [text for text in sent if "previous_hash" in text]
    assert len(walked) == 30_000 // 5000 + 1
    assert all("INTEGER PRIMARY KEY" in step for steps in plans(opened, walked[:1]).values() for step in steps)
