"""What the TOML parser of Python objects to, in the user's language."""

from __future__ import annotations

import re

from agentdesk.common.i18n import N_, _

_REASONS = (
    (r"Expected '=' after a key", N_("after a key stands =")),
    (r"Invalid value", N_("this is no value; a text stands in quotation marks")),
    (r"Invalid statement|Invalid initial character for a key", N_("a line begins with a key, [table], [[table]] or #")),
    (r"Unclosed array", N_("a list is not closed by ]")),
    (r"Unclosed inline table", N_("a table in braces is not closed by }")),
    (r"Unterminated string|Illegal character '\\n'", N_("a text is not closed by its quotation mark")),
    (r"Expected newline or end of document", N_("after a value the line ends")),
    (r"Cannot (?:overwrite|declare|mutate)|Duplicate", N_("this key or table is there already")),
    (r"Expected '\]", N_("the name of a table is not closed by ]")),
    (r"Unescaped|Invalid hex|escape", N_("a backslash in a text is written twice")),
    (r"Invalid date|Invalid time", N_("there is no such date or time")),
)


def toml_reason(text: str) -> str:
    """The parser's own words as ours; what it says rarely becomes that the line cannot be read."""
    known = next((words for pattern, words in _REASONS if re.search(pattern, text)), None)
    return _(known) if known else _("this line cannot be read")
