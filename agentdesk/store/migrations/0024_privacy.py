"""What customers agreed to, and who asked to be forgotten."""

from __future__ import annotations

from agentdesk.store.frozen import sql_beside

up = sql_beside(__file__)
