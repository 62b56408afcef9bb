"""The audit trail is append-only, and says in which session and from where something was done."""

from __future__ import annotations

from agentdesk.store.frozen import sql_beside

up = sql_beside(__file__)
