"""What is blanked when a customer is erased never gets into the audit trail, which nobody can blank."""

from __future__ import annotations

import json

import pytest

from agentdesk.privacy.blanking import COLUMNS
from agentdesk.store.audit import WORDS, WRITTEN
from agentdesk.store.tables import AuditEvent
from agentdesk.store.trail import Wanted
from agentdesk.store.trail import events as trail_events
from agentdesk.store.trail_text import brief
from tests.test_hostile_doors import DOORS, House, house  # noqa: F401  the fixture of the dealer

SAID = "青石板路旁的裁缝铺"
# What a door writes about colleagues, days, figures and reports, or why somebody locked a customer's data: it stays.
NOT_OF_A_CUSTOMER = {
    "a_line_to_an_agent", "an_action", "a_report_on_an_action", "why_data_is_locked", "an_absence", "a_check",
    "a_text_of_a_report", "a_source", "a_person", "a_days_name", "a_setting", "why_a_key_is_revoked",
    "a_comment_on_a_call",
}  # fmt: skip


def in_own_rows() -> int:
    """In how many rows the words stand, of those that an erasure blanks."""
    return sum(
        table.select().where(getattr(table, name).contains(SAID)).count()
        for table, names in COLUMNS.items()
        for name in names
    )


@pytest.mark.parametrize("name", sorted(set(DOORS) - NOT_OF_A_CUSTOMER - {"a_step_that_is_typed"}))
def test_door(house: House, name: str) -> None:  # noqa: F811
    before = AuditEvent.select().count()
    DOORS[name](house, SAID)
    assert in_own_rows() > 0, "the words are kept where an erasure reaches them"
    new = list(AuditEvent.select().order_by(AuditEvent.id).offset(before))
    assert new
    for event in new:
        assert SAID not in f"{event.before}{event.after}{event.reason}", event.action


def test_that_something_was_noted_is_still_seen(house: House) -> None:  # noqa: F811
    """The step, who took it and that it has a note stand in the trail; the note in the complaint's history."""
    DOORS["a_steps_note"](house, SAID)
    event = AuditEvent.select().where(AuditEvent.action == "complaint.noted").order_by(AuditEvent.id.desc()).get()
    assert json.loads(event.after)["note"] == WORDS
    shown = trail_events(house.chief, Wanted(actions=("complaint.noted",)), limit=1)[0]
    assert WORDS in brief(shown)


def test_every_column_that_is_blanked_is_known_to_the_trail() -> None:
    """By its own name, but for those whose name says other things too; the doors above hold these."""
    named = {name for names in COLUMNS.values() for name in names}
    by_another = {"number", "invoice_no", "reason", "text", "answer_note", "withdrawn_reason", "lost_note"}
    assert named - by_another <= WRITTEN
