"""What changed from one version of a form to the next, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from agentdesk.common.i18n import _
from agentdesk.interview.model import ChoiceList, FormModel
from agentdesk.interview.xpath.syntax import Expression

_SILENT = frozenset({"name", "parent", "row"})


@dataclass(frozen=True)
class Difference:
    """One change: of a question or list (`name`), in a column, from `old` to `new`; "" where it was or is nothing."""

    name: str
    column: str
    old: str
    new: str

    def __str__(self) -> str:
        if not self.column:
            return (_("+ {name}: {text}") if self.new else _("- {name}: {text}")).format(
                name=self.name, text=self.new or self.old
            )
        return _("~ {name}, {column}: {old} -> {new}").format(
            name=self.name, column=self.column, old=self.old or "-", new=self.new or "-"
        )


def difference(old: FormModel, new: FormModel) -> list[Difference]:
    """The changes from one version to the next: questions and choices added, removed, moved and reworded."""
    found = _between({node.name: node for node in old.nodes}, {node.name: node for node in new.nodes})
    found += _moved(old, new)
    return found + _between(_choices(old.lists), _choices(new.lists))


def _choices(lists: tuple[ChoiceList, ...]) -> dict[str, msgspec.Struct]:
    return {f"{each.name}/{choice.name}": choice for each in lists for choice in each.choices}


Rows = Mapping[str, msgspec.Struct]


def _between(old: Rows, new: Rows) -> list[Difference]:
    found = [Difference(name, "", _text(each), "") for name, each in old.items() if name not in new]
    for name, each in new.items():
        before = old.get(name)
        if before is None:
            found.append(Difference(name, "", "", _text(each)))
            continue
        for column in each.__struct_fields__:
            was, now = _shown(getattr(before, column, "")), _shown(getattr(each, column))
            if column not in _SILENT and was != now:
                found.append(Difference(name, column, was, now))
    return found


def _moved(old: FormModel, new: FormModel) -> list[Difference]:
    """Questions that stand in another order or group than before."""
    found = []
    for name in _names(new):
        if name in _names(old) and _group(old, name) != _group(new, name):
            found.append(Difference(name, "group", _group(old, name), _group(new, name)))
    before = [name for name in _names(old) if name in set(_names(new))]
    after = [name for name in _names(new) if name in set(_names(old))]
    if before != after:
        first = next(name for name, other in zip(after, before, strict=True) if name != other)
        found.append(Difference(first, "order", " ".join(before), " ".join(after)))
    return found


def _names(form: FormModel) -> list[str]:
    return [node.name for node in form.nodes]


def _group(form: FormModel, name: str) -> str:
    parent = form.node(name).parent
    return form.nodes[parent].name if parent >= 0 else ""


def _text(each: msgspec.Struct) -> str:
    return _shown(getattr(each, "label", {})) or str(getattr(each, "kind", ""))


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return " / ".join(str(text) for text in value.values())
    if isinstance(value, Expression):
        return value.text
    return "" if value in (None, False, ()) else str(value)
