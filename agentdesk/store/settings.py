"""Dealer-wide settings that live in the database."""

from __future__ import annotations

from agentdesk.store.audit import Actor, change
from agentdesk.store.memory import remembered
from agentdesk.store.tables import Setting

DEFAULTS = {
    "dealer_name": "",  # empty: the playbook's
    "dealer_name_en": "",
    "brand": "",
    "brand_en": "",
    "time_zone": "Asia/Shanghai",
    "demo": "",
    "area_code": "",  # completes local numbers at import
}


@remembered
def setting(name: str) -> str:
    """A setting's value, or its default."""
    found = Setting.get_or_none(Setting.name == name)
    return found.value if found else DEFAULTS.get(name, "")


def put(actor: Actor, name: str, value: str) -> None:
    """Set a dealer-wide setting (administrators only)."""
    actor.require("administrator")
    before = setting(name)
    if before == value and Setting.get_or_none(Setting.name == name):
        return
    with change(actor, "setting.put") as audit:
        Setting.insert(name=name, value=value).on_conflict(
            conflict_target=[Setting.name], preserve=[Setting.value]
        ).execute()
        audit("setting", None, before={name: before}, after={name: value})
