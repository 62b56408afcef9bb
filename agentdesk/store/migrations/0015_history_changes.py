"""The vehicles whose history was written to since they were predicted: a table, and the triggers that fill it."""

from __future__ import annotations

from agentdesk.store.frozen import sql_beside

up = sql_beside(__file__)
