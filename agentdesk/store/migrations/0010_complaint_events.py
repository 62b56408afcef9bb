"""A complaint can go to a body outside the house, and a duplicate says what it was merged into."""

from __future__ import annotations

from agentdesk.store.frozen import sql_beside

up = sql_beside(__file__)
