"""What closed days come to, the triggers that throw it away, and indexes for the day and for visits."""

from __future__ import annotations

from agentdesk.store.frozen import sql_beside

up = sql_beside(__file__)
