"""Forms that were compiled once in a process, for the many tests that begin with a published playbook."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from agentdesk.interview.publish import prepare
from agentdesk.playbook.forms import CompiledForm


@cache
def prepared(path: Path) -> CompiledForm:
    """The form of a file, checked and walked when it is met for the first time."""
    return prepare(path)
