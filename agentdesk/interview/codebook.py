"""The columns of a questionnaire's results over all its versions, and what their codes mean."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from agentdesk.common.i18n import language
from agentdesk.interview.model import ASKED, CODES, NUMBERS, OTHER, FormModel, Kind, Node, text_in
from agentdesk.interview.xlsform import type_of

RESULTS = ASKED | {Kind.CALCULATE}


class Meaning(NamedTuple):
    """A line of the codebook: a column, or one of its codes where `code` is not empty."""

    column: str
    label: str
    type: str
    versions: str
    code: str = ""
    meaning: str = ""


@dataclass
class Column:
    """A question over all versions: as the newest one asks it, with the codes of every version."""

    key: str
    kind: Kind
    type: str
    label: str
    codes: dict[str, str] = field(default_factory=dict)
    versions: list[int] = field(default_factory=list)

    @property
    def is_number(self) -> bool:
        """Numbers, scales whose codes are numbers, and calculations: a spreadsheet is to reckon with them."""
        scale = [code for code in self.codes if code not in CODES | {OTHER}]
        is_scale = self.kind is Kind.SELECT_ONE and bool(scale) and all(code.isdigit() for code in scale)
        return is_scale or self.kind in NUMBERS | {Kind.CALCULATE}


def columns_of(models: dict[int, FormModel], keys: Iterable[str]) -> list[Column]:
    """The columns in the order the newest version asks, what only older ones asked after it; turns one by one.

    `models` are the versions by number, the newest first; `keys` what was answered.
    """
    answered: dict[str, dict[str, None]] = {}
    for key in keys:
        answered.setdefault(_plain(key), {})[key] = None
    found: dict[str, Column] = {}
    for version, form in models.items():
        for place, node in enumerate(form.nodes):
            if node.kind in RESULTS and not of_facts(form, node):
                for key in _keys(form, place, answered):
                    column = found.setdefault(key, Column(key, node.kind, type_of(form, place), _label(node)))
                    column.versions.append(version)
                    for choice in form.choice_list(node.choices):
                        column.codes.setdefault(choice.name, text_in(choice.label, language()) or choice.name)
    return list(found.values())


def _keys(form: FormModel, place: int, answered: dict[str, dict[str, None]]) -> list[str]:
    """The columns of a question: itself, or each of its turns that was answered, also where its name is not alone."""
    name = form.nodes[place].name
    alone = sum(each.name == name for each in form.nodes) == 1
    plain = name if alone else "/".join([*_groups(form, place), name])
    return sorted(answered.get(plain, {plain: None}), key=_turns)


def _groups(form: FormModel, place: int) -> list[str]:
    parent = form.nodes[place].parent
    return [] if parent < 0 else [*_groups(form, parent), form.nodes[parent].name]


def _plain(key: str) -> str:
    return key.partition("[")[0]


def _turns(key: str) -> list[int]:
    return [int(part.rstrip("]")) for part in key.split("[")[1:]]


def _label(node: Node) -> str:
    return text_in(node.label, language()) or (node.calculation.text if node.calculation else "")


def meanings(column: Column) -> list[Meaning]:
    """The lines of the codebook about a column: what it asks, then what each code means."""
    versions = ", ".join(map(str, sorted(set(column.versions))))
    head = Meaning(column.key, column.label, column.type, versions)
    return [head, *(head._replace(label="", code=code, meaning=said) for code, said in column.codes.items())]


def of_facts(form: FormModel, node: Node, seen: frozenset[str] = frozenset()) -> bool:
    """Whether a row is a fact or calculated from facts alone: it says something of the customer, nothing they said."""
    if node.kind is not Kind.CALCULATE or node.calculation is None:
        return node.kind is Kind.HIDDEN
    names = set(node.calculation.names) - seen
    rows = [each for each in form.nodes if each.name in names]
    return bool(rows) and all(of_facts(form, each, seen | names) for each in rows)
