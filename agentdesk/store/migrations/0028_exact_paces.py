"""A pace is kept as exactly on a server as in a file, or a copy would not equal what it was made of."""

from __future__ import annotations

from agentdesk.store.frozen import sql_beside

up = sql_beside(__file__)
