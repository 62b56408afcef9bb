"""All tables of the first schema."""

from __future__ import annotations

from typing import Any

from agentdesk.store.tables import ALL


def up(migrator: Any, db: Any) -> None:
    """Create the tables with their checks and indexes."""
    with db.bind_ctx(ALL):
        db.create_tables(ALL)
