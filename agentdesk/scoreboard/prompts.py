"""What customers were told in a group of prompts of the questionnaire, and in how many calls (CB-12: policies)."""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

from peewee import Select

from agentdesk.common.i18n import language, pick
from agentdesk.interview.in_force import form_model
from agentdesk.interview.model import FormModel, Kind, Node, text_in
from agentdesk.playbook.names import brand, dealer_name
from agentdesk.store.reading import column, tuples
from agentdesk.store.tables import Confirmation, FormVersion, Interview

_BATCH = 500
_PIPED = re.compile(r"\$\{\s*(\w+)\s*\}")


class Prompt(NamedTuple):
    """A prompt by what it says: confirmed as said in `told` of the `calls` whose questionnaire has it."""

    name: str
    text: str
    told: int
    calls: int


def prompts(tasks: Select, group: str) -> list[Prompt]:
    """The prompts of a group in these tasks' interviews that came to something, the newest wording first.

    A prompt whose wording was changed between two versions of the form is two: another policy was told.
    """
    held: list[tuple[int, int, str]] = []
    ids = sorted(column(tasks))
    for start in range(0, len(ids), _BATCH):
        served = Interview.task.in_(ids[start : start + _BATCH]) & Interview.result.in_(["complete", "partial"])
        rows = Interview.select(Interview.id, FormVersion.id, FormVersion.content_hash)
        held += tuples(rows.join(FormVersion, on=(Interview.form_version == FormVersion.id)).where(served))
    said = _said([interview for interview, _version, _hash in held])
    told: Counter[tuple[str, str]] = Counter()
    calls: Counter[tuple[str, str]] = Counter()
    for interview, version, content_hash in sorted(held, key=lambda row: (-row[1], row[0])):
        for node in _in_group(form_model(version, content_hash), group):
            key = (node.name, _spoken(node))
            calls[key] += 1
            told[key] += (interview, node.name) in said
    return [Prompt(name, text, told[name, text], number) for (name, text), number in calls.items()]


def _spoken(node: Node) -> str:
    """What it says, with the house's own names filled in; what is only known in a call stays open."""
    house = {"brand": pick(*brand()), "dealer_name": pick(*dealer_name())}
    return _PIPED.sub(lambda found: house.get(found[1]) or "…", text_in(node.label, language()))


def _said(interviews: list[int]) -> set[tuple[int, str]]:
    found: set[tuple[int, str]] = set()
    for start in range(0, len(interviews), _BATCH):
        here = Confirmation.interview.in_(interviews[start : start + _BATCH])
        found |= set(tuples(Confirmation.select(Confirmation.interview, Confirmation.node).where(here)))
    return found


def _in_group(form: FormModel, group: str) -> list[Node]:
    """The prompts of a group, or of one within it."""
    found = []
    for node in form.nodes:
        parent, inside = node.parent, False
        while parent >= 0 and not inside:
            inside = form.nodes[parent].name == group
            parent = form.nodes[parent].parent
        if inside and node.kind is Kind.ACKNOWLEDGE:
            found.append(node)
    return found
