"""JSON for people and programs: readable Chinese, and nothing in it that a terminal would obey.

JSON may write any letter as an escape (RFC 8259, section 7), so what would have to be made visible elsewhere stands
here exactly as it is stored, harmless on a screen, and reads back as the same text.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from agentdesk.common.names import pieces, visible


def dumped(value: Any, default: Callable[[Any], Any] | None = None) -> str:
    """The value as indented JSON, in its own order; `default` turns into JSON what is none."""
    text = json.dumps(value, ensure_ascii=False, indent=2, default=default)
    return "\n".join(line if visible(line) == line else _escaped(line) for line in text.split("\n"))


def _escaped(line: str) -> str:
    return "".join(
        letter if letter == shown else json.dumps(letter)[1:-1]
        for letter, shown in zip(line, pieces(line), strict=True)
    )
