"""A build's lease and its calendar, and an index on what may expire."""

from __future__ import annotations

from agentdesk.store.frozen import sql_beside

up = sql_beside(__file__)
