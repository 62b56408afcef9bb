"""Texts of reports, where each day's rows end, and what a row of an import was until it was taken back."""

from __future__ import annotations

from agentdesk.store.frozen import sql_beside

up = sql_beside(__file__)
