"""What the house is called: as the dealer has set it, else as the playbook says, in both languages."""

from __future__ import annotations

from agentdesk.playbook.current import current
from agentdesk.store.settings import setting


def dealer_name() -> tuple[str, str]:
    """The dealer's name in Chinese and in English."""
    dealer = current().head.dealer
    name = setting("dealer_name")
    return name or dealer.zh, setting("dealer_name_en") or name or dealer.en


def brand() -> tuple[str, str]:
    """The brand the dealer sells, in Chinese and in English."""
    dealer = current().head.dealer
    name = setting("brand")
    return name or dealer.brand_zh, setting("brand_en") or name or dealer.brand_en
