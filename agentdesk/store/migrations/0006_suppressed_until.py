"""How long something was held back, and customers whose data may no longer be used."""

from __future__ import annotations

from agentdesk.store.frozen import sql_beside

up = sql_beside(__file__)
