"""What a dealer writes into the playbook is what the complaints go by: subjects by name, the day of the re-call."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from agentdesk.common import clock
from agentdesk.common.errors import UserError
from agentdesk.complaints.listing import show
from agentdesk.complaints.model import subjects
from agentdesk.complaints.preview import preview
from agentdesk.complaints.raising import draft_for, raise_complaint
from agentdesk.complaints.workflow import record
from agentdesk.playbook.publish import publish
from agentdesk.store.audit import SYSTEM
from agentdesk.store.tables import Complaint
from agentdesk.tui.stages.form import ComplaintForm
from tests.dealership import Dealership

Cli = Callable[..., Result]
SERVICE = 'code = "service"\nzh = "服务"\nen = "Service"\n'
STAFF = '[[subject]]\ncode = "staff"\nzh = "人员"\nen = "Staff"\n'


def no_form(path: Path) -> Any:
    raise AssertionError(path)


def republish(house: Dealership, file: str, old: str, new: str) -> None:
    """Put another playbook into force today, with one passage written otherwise."""
    path = house.folder / "playbook" / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    publish(SYSTEM, house.folder / "playbook", no_form, effective_from=date(2026, 11, 20))


def raised(house: Dealership, **more: Any) -> Complaint:
    draft = draft_for(house.actor("李娜"), customer_id=house.customer().id, words="没人理我")
    return raise_complaint(house.actor("李娜"), replace(draft, **more))


def test_subjects_have_the_playbook_s_names(house: Dealership, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    republish(house, "complaints.toml", SERVICE, 'code = "service"\nzh = "接待与维修"\nen = "Reception and repair"\n')
    draft = draft_for(house.actor("李娜"), customer_id=house.customer().id)
    form = ComplaintForm(draft, preview(draft), [])
    assert [option.name for option in form.options("subject")] == ["产品", "接待与维修", "人员"]
    complaint = raised(house)
    monkeypatch.setenv("AGENTDESK_LANG", "zh")
    assert "接待与维修" in cli("--as", "方慧", "complaint", "show", complaint.no).stdout
    monkeypatch.setenv("AGENTDESK_LANG", "en")
    assert "Reception and repair" in cli("--as", "方慧", "complaint", "show", complaint.no).stdout


def test_a_subject_that_the_playbook_does_not_have_is_refused_by_its_names(house: Dealership) -> None:
    republish(house, "complaints.toml", STAFF, "")
    assert list(subjects()) == ["product", "service"]
    with pytest.raises(UserError, match="产品，服务"):
        raised(house, subject="staff")
    assert show(raised(house).no).row.subject == "service"


def test_the_re_call_is_due_when_the_playbook_says(house: Dealership) -> None:
    republish(
        house,
        "kinds.toml",
        'trigger = "complaint.handled"\noffset_from = 1\n',
        'trigger = "complaint.handled"\noffset_from = 2\noffset_to = 4\n',
    )
    handler = house.actor("吴敏")
    complaint = raised(house, responsible_id=house.people["吴敏"].id)
    for kind, note in (("acknowledged", ""), ("assessed", ""), ("proposed", "x")):
        record(handler, complaint.id, kind, note)
    with clock.travel(datetime(2026, 11, 23, 11)):
        after = record(handler, complaint.id, "handled", "已道歉", {"cause_gap": "procedure"})
    assert after.recall_by is not None
    assert clock.local(after.recall_by).date() == date(2026, 11, 27)
