"""What a check of the database says is wrong."""

from __future__ import annotations

from typing import NamedTuple


class Found(NamedTuple):
    """Something that is wrong: its name for a monitor, the line for a person, the exit code it asks for."""

    name: str
    said: str
    exit_code: int = 1
