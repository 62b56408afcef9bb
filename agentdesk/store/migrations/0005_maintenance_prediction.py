"""Predicted maintenance days, what customers said of their mileage, and doubtful odometers."""

from __future__ import annotations

from agentdesk.store.frozen import sql_beside

up = sql_beside(__file__)
