"""What the house is called: as the dealer has set it, else as the playbook says, in both languages."""

from __future__ import annotations

from agentdesk.playbook.current import current
from agentdesk.playbook.house import Dealer
from agentdesk.store.memory import remembered
from agentdesk.store.settings import setting
from agentdesk.store.tables import PlaybookVersion


def dealer_name() -> tuple[str, str]:
    """The dealer's name in Chinese and in English; empty where neither a setting nor a playbook says it."""
    house, name = _house(), setting("dealer_name")
    zh, en = (house.zh, house.en) if house else ("", "")
    return name or zh, setting("dealer_name_en") or name or en


def brand() -> tuple[str, str]:
    """The brand the dealer sells, in Chinese and in English; empty where nothing says it."""
    house, name = _house(), setting("brand")
    zh, en = (house.brand_zh, house.brand_en) if house else ("", "")
    return name or zh, setting("brand_en") or name or en


@remembered
def _house() -> Dealer | None:
    return current().head.dealer if PlaybookVersion.select().exists() else None
