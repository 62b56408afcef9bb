"""What runs out next, and when a complaint was closed: columns for the order of the board, filled from the history."""

from __future__ import annotations

from agentdesk.store.frozen import sql_beside

up = sql_beside(__file__)
