"""Plain text for a terminal of a hundred columns: tables, and parts that flow over lines."""

from __future__ import annotations

from collections.abc import Sequence

from agentdesk.common.cells import cell_len

NOTHING = "-"
WIDTH = 100  # of the widest terminal that text is laid out for


def table(lines: list[list[str]], titles: list[str], sides: tuple[str, ...]) -> str:
    """Columns under their titles, aligned by cells; each side is `left` or `right`."""
    import tabulate as tables

    tables.MIN_PADDING = 0  # a title asks for no more room than its letters
    return tables.tabulate(lines, titles, tablefmt="simple", disable_numparse=True, colalign=sides)


def flow(parts: Sequence[str], gap: str = "  ") -> str:
    """The parts in as many lines as they need, none of them broken; further lines are indented."""
    lines = [""]
    for part in parts:
        joined = f"{lines[-1]}{gap}{part}" if lines[-1] else part
        if cell_len(joined) > WIDTH:
            lines.append(f"{gap}{part}")
        else:
            lines[-1] = joined
    return "\n".join(lines)
