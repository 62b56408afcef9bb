"""Publishing a playbook into a real database and reading it back."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from peewee import Database

from agentdesk.common.errors import Forbidden, UserError
from agentdesk.playbook import current
from agentdesk.playbook.forms import CompiledForm
from agentdesk.playbook.publish import publish
from agentdesk.playbook.read import SHIPPED, load
from agentdesk.store.audit import SYSTEM, Actor
from agentdesk.store.tables import AuditEvent, Form, FormVersion, Kind, Outcome, PlaybookVersion

pytestmark = pytest.mark.usefixtures("database")


def compiled(path: Path) -> CompiledForm:
    """A form whose compiled text is its own source: what a compiler does is the interview room's affair."""
    source = path.read_text(encoding="utf-8")
    return CompiledForm(path.stem, "问卷", "Form", source, lambda version: json.dumps([version, source]))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped playbook with a form for every kind that names one."""
    copy = shutil.copytree(SHIPPED / "car_dealership", tmp_path / "mine")
    for kind in load(copy).kinds:
        if kind.form:
            (copy / "forms" / f"{kind.form}.md").write_text(f"| {kind.form} |", encoding="utf-8")
    return copy


def test_a_published_playbook_reads_back_the_same(folder: Path, at: Callable[[str], None]) -> None:
    at("2026-11-20T09:00")
    version = publish(SYSTEM, folder, compiled)
    assert (version.name, version.version, version.effective_from) == ("car_dealership", 1, date(2026, 11, 20))
    assert current.current(date(2026, 11, 20)) == load(folder)
    assert current.current() == load(folder)


def test_kinds_and_outcomes_are_rows(folder: Path) -> None:
    version = publish(SYSTEM, folder, compiled)
    playbook = load(folder)
    assert current.kind_ids() == {row.code: row.id for row in Kind.select().where(Kind.playbook == version)}
    recall = Kind.get(Kind.code == "CB-10")
    assert (recall.name_zh, recall.owner_role, recall.form_name) == ("抱怨复访", "callback_agent", "complaint_recall")
    assert {row.code for row in Outcome.select()} == {outcome.code for outcome in playbook.outcomes}
    sent, busy = Outcome.get(Outcome.code == "sent"), Outcome.get(Outcome.code == "busy")
    assert (sent.level, sent.aapor_class) == ("task", "")
    assert (busy.level, busy.aapor, busy.aapor_class) == ("attempt", "3.12", "UH")
    assert (busy.retry_minutes, busy.final) == (30, False)


def test_the_same_content_makes_no_new_version(folder: Path) -> None:
    first = publish(SYSTEM, folder, compiled)
    events = AuditEvent.select().count()
    again = publish(SYSTEM, folder, compiled)
    assert again.id == first.id
    assert PlaybookVersion.select().count() == 1
    assert FormVersion.select().count() == Form.select().count()
    assert AuditEvent.select().count() == events


def test_a_change_makes_a_version_in_force_from_its_day(folder: Path, at: Callable[[str], None]) -> None:
    at("2026-11-20T09:00")
    publish(SYSTEM, folder, compiled)
    path = folder / "playbook.toml"
    path.write_text(path.read_text("utf-8").replace("unreachable_days = 3", "unreachable_days = 5"), "utf-8")
    later = publish(SYSTEM, folder, compiled, date(2026, 12, 1))
    assert later.version == 2
    assert current.current(date(2026, 11, 30)).head.retry.unreachable_days == 3
    assert current.current(date(2026, 12, 1)).head.retry.unreachable_days == 5


def test_forms_are_versioned_on_their_own(folder: Path) -> None:
    publish(SYSTEM, folder, compiled)
    (folder / "forms" / "aftersales.md").write_text("| another question |", encoding="utf-8")
    publish(SYSTEM, folder, compiled)
    versions = FormVersion.select().join(Form).where(Form.name == "aftersales").order_by(FormVersion.version)
    assert [row.version for row in versions] == [1, 2]
    assert [json.loads(row.compiled)[0] for row in versions] == ["1", "2"]
    assert PlaybookVersion.select().count() == 1


def test_a_faulty_playbook_leaves_nothing_behind(folder: Path) -> None:
    (folder / "forms" / "aftersales.md").unlink()
    with pytest.raises(UserError, match="aftersales"):
        publish(SYSTEM, folder, compiled)
    assert PlaybookVersion.select().count() == 0
    assert Form.select().count() == 0


def test_a_form_that_does_not_compile_leaves_nothing_behind(folder: Path) -> None:
    def fails(path: Path) -> CompiledForm:
        if path.stem == "new_sale":
            raise UserError("no such type")
        return compiled(path)

    with pytest.raises(UserError, match="no such type"):
        publish(SYSTEM, folder, fails)
    assert PlaybookVersion.select().count() == 0
    assert Form.select().count() == 0


def test_an_agent_may_not_publish(folder: Path) -> None:
    with pytest.raises(Forbidden):
        publish(Actor(None, "李娜", "agent"), folder, compiled)
    assert PlaybookVersion.select().count() == 0


def test_without_a_playbook_the_desk_says_what_to_do() -> None:
    with pytest.raises(UserError, match="playbook publish"):
        current.current(date(2026, 11, 20))


def test_a_version_is_decoded_once(folder: Path, database: Database) -> None:
    publish(SYSTEM, folder, compiled)
    assert current.current() is current.current()


def test_a_version_says_everything_so_that_new_defaults_do_not_change_it(folder: Path) -> None:
    version = publish(SYSTEM, folder, compiled)
    content = json.loads(PlaybookVersion.get_by_id(version.id).content)
    schedule = next(kind for kind in content["kinds"] if kind["code"] == "CB-01")["schedule"][0]
    assert schedule["offset_to"] is None
    assert schedule["when"]["use_type"] is None
    assert content["head"]["retry"]["unreachable_days"] == 3
