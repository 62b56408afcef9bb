"""Raw TOML against the schema: whatever stands there is a fault with its place, never a failure."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest

from agentdesk.common.i18n import use_language
from agentdesk.playbook.fitting import fit
from agentdesk.playbook.rows import Row
from agentdesk.playbook.schema import Complaints, Group, Head, Kind, Outcome, Target

ROWS: list[type[Row]] = [Head, Group, Kind, Outcome, Target, Complaints]
STRANGE: list[Any] = [True, -1, 10**9, 0.5, "", "?", date(2026, 1, 1), [], [[]], [{}], {}, {"x": 1}]


@pytest.mark.parametrize("row", ROWS)
def test_nothing_at_all_lacks_what_is_required(row: type[Row]) -> None:
    typed, faults = fit({}, row)
    assert isinstance(typed, row)
    required = {field.encode_name for field in msgspec.structs.fields(row) if field.required}
    assert {fault.path for fault in faults} == {(name,) for name in required}


@pytest.mark.parametrize("row", ROWS)
@pytest.mark.parametrize("value", STRANGE, ids=repr)
def test_anything_anywhere_is_typed_or_a_fault(row: type[Row], value: Any) -> None:
    typed, faults = fit({field.encode_name: value for field in msgspec.structs.fields(row)}, row)
    assert isinstance(typed, row)
    assert all(fault.path and fault.message for fault in faults)
    assert fit(value, row)[1], "a table is a table"


def test_every_fault_of_a_nested_table() -> None:
    use_language("en")
    raw = {
        "code": "CB-01", "zh": "售后", "en": 3, "purpose": "callbck", "requirements": ["a", 2], "group": "Recall!",
        "owner_role": "callback_agent", "channel": "phone", "subject": "customer", "colour": "red",
        "schedule": [{"step": "day", "trigger": "festival", "expires_after": -1, "when": {"use_typ": "private"}}, 7],
    }  # fmt: skip
    typed, faults = fit(raw, Kind, ("kind", 4))
    said = {".".join(map(str, fault.path)): fault.message for fault in faults}
    assert set(said) == {
        "kind.4.en", "kind.4.purpose", "kind.4.requirements.1", "kind.4.group", "kind.4.colour",
        "kind.4.schedule.0.expires_after", "kind.4.schedule.0.when.use_typ", "kind.4.schedule.1",
    }  # fmt: skip
    assert said["kind.4.purpose"].startswith("Did you mean callback?")
    assert said["kind.4.schedule.0.when.use_typ"].endswith("Did you mean use_type?")
    assert said["kind.4.group"] == "The value does not fit: it is written like after_sales."
    assert {fault.path[-1] for fault in faults if fault.stray} == {"colour", "use_typ"}
    assert (typed.code, len(typed.schedules)) == ("CB-01", 2)
