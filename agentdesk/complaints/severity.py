"""Which severity the customer's own words propose; the agent confirms it, nothing is set behind anybody's back."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from agentdesk.complaints.model import Proposal
from agentdesk.playbook.schema import Severity


def propose(words: str, severities: Sequence[Severity]) -> Proposal | None:
    """The highest severity one of whose words occurs in the text; None where none does.

    `severities` stand from ordinary upwards, as in the playbook. Safety words (brakes, steering, fire, fuel) are the
    playbook's, after the list of the SAMR's order 43.
    """
    text = _folded(words)
    for severity in reversed(severities):
        found = tuple(word for word in severity.words if _occurs(_folded(word), text))
        if found:
            return Proposal(severity.code, found)
    return None


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _occurs(word: str, text: str) -> bool:
    """Chinese is written without spaces; Latin words and figures must stand as whole ones."""
    if word.isascii():
        return re.search(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])", text) is not None
    return word in text
