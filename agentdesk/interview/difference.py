"""What changed between two versions of a questionnaire, said so that a manager can sign it (SC-19, PX-09)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from agentdesk.common.i18n import N_, _
from agentdesk.interview.model import CONTAINERS, Choice, FormModel, Node, text_in
from agentdesk.interview.xlsform import cells_of, choice_cells, is_nameless, sheets_of

ADDED, REMOVED, CHANGED, MOVED = "added", "removed", "changed", "moved"


@dataclass(frozen=True)
class Difference:
    """One change: of a `question`, a `group`, a `choice`, a `list`, a `table` or the `form` itself.

    `name` is the row's name (a choice's with its list, `clean/dk`), `label` its text in the language in use, `column`
    the heading of the cell that changed.
    """

    what: str
    change: str
    name: str
    label: str = ""
    column: str = ""
    before: str = ""
    after: str = ""


_MARKS = {ADDED: "+", REMOVED: "-", CHANGED: "~", MOVED: "↕"}
_WHAT = {
    "question": N_("question"),
    "group": N_("group"),
    "choice": N_("choice"),
    "list": N_("list of choices"),
    "table": N_("table"),
    "form": N_("form"),
}


def difference(old: FormModel, new: FormModel, language: str) -> list[Difference]:
    """Every change from one form to another: the form, its rows in the new order, its choices, its tables.

    `language` is the one labels are given in. Where a row merely stands further down because others came before it,
    nothing is said. Empty where the two ask the same.
    """
    return [
        *_of_form(old, new),
        *_of_rows(old, new, language),
        *_of_choices(old, new, language),
        *_of_tables(old, new),
    ]


def lines(found: list[Difference]) -> list[str]:
    """The changes as lines for people, in the language in use."""
    return [_line(each) for each in found]


def _line(each: Difference) -> str:
    said = f"{_MARKS[each.change]} {_(_WHAT[each.what])} {each.name}"
    if each.label:
        said += f" “{each.label}”"
    if each.change == MOVED:
        return said + ": " + _("stands elsewhere now")
    if not each.column:
        return said
    if not each.before:
        return f"{said}: {each.column}: {each.after}"
    return f"{said}: {each.column}: {each.before} → {each.after or _('(empty)')}"


def _of_form(old: FormModel, new: FormModel) -> Iterator[Difference]:
    before, after = (sheets_of(form)["settings"][0] for form in (old, new))
    for heading in ("form_title", "default_language"):
        yield from _cell("form", new.name, "", heading, before.get(heading, ""), after.get(heading, ""))


# -- rows --------------------------------------------------------------------------------------------------------------


def _of_rows(old: FormModel, new: FormModel, language: str) -> Iterator[Difference]:
    before, after = _keyed(old), _keyed(new)
    gone, stay = [key for key in before if key not in after], [key for key in before if key in after]
    moved = _moved(stay, [key for key in after if key in before])
    for key in gone:
        yield _row(old, before[key], REMOVED, language)
    for key, place in after.items():
        if key not in before:
            yield _row(new, place, ADDED, language)
            continue
        if key in moved or _parent(old, before[key]) != _parent(new, place):
            yield _row(new, place, MOVED, language)
        was, now = cells_of(old, before[key]), cells_of(new, place)
        for heading in dict.fromkeys([*now, *was]):
            what, label = _what(new.nodes[place]), _label(new.nodes[place], language)
            yield from _cell(what, new.nodes[place].name, label, heading, was.get(heading, ""), now.get(heading, ""))


def _keyed(form: FormModel) -> dict[str, int]:
    """The rows by what makes them the same row in another version: the name, with its groups where it is not the only
    one; the text of a nameless row."""
    counted = Counter(node.name for node in form.nodes)
    found: dict[str, int] = {}
    for place, node in enumerate(form.nodes):
        key = f"{node.kind}: {text_in(node.label, '')}" if is_nameless(node) else node.name
        if counted[node.name] > 1:
            key = f"{_parent(form, place)}/{key}"
        found.setdefault(key, place)
    return found


def _parent(form: FormModel, place: int) -> str:
    parent = form.nodes[place].parent
    if parent < 0:
        return ""
    node = form.nodes[parent]
    return f"{_parent(form, parent)}/{text_in(node.label, '') if is_nameless(node) else node.name}"


def _moved(old: list[str], new: list[str]) -> set[str]:
    """The rows whose place among the rows that stayed is another one, as few as explain the new order."""
    matched = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    kept = {key for block in matched for key in new[block.b : block.b + block.size]}
    return set(new) - kept


def _row(form: FormModel, place: int, change: str, language: str) -> Difference:
    node = form.nodes[place]
    return Difference(_what(node), change, node.name, _label(node, language))


def _what(node: Node) -> str:
    return "group" if node.kind in CONTAINERS else "question"


def _label(node: Node, language: str) -> str:
    return text_in(node.short, language) or text_in(node.label, language)


def _cell(what: str, name: str, label: str, heading: str, before: str, after: str) -> Iterator[Difference]:
    if before != after:
        yield Difference(what, CHANGED, name, label, heading, before, after)


# -- choices and tables ------------------------------------------------------------------------------------------------


def _of_choices(old: FormModel, new: FormModel, language: str) -> Iterator[Difference]:
    before = {each.name: each.choices for each in old.lists}
    after = {each.name: each.choices for each in new.lists}
    for name in [*before, *(name for name in after if name not in before)]:
        if name not in after:
            yield Difference("list", REMOVED, name)
        elif name not in before:
            yield Difference("list", ADDED, name, _said(after[name], language))
        else:
            yield from _of_list(name, old, new, language)


def _of_list(name: str, old: FormModel, new: FormModel, language: str) -> Iterator[Difference]:
    before, after = ({each.name: each for each in form.choice_list(name)} for form in (old, new))
    for code, choice in before.items():
        if code not in after:
            yield Difference("choice", REMOVED, f"{name}/{code}", text_in(choice.label, language))
    moved = _moved([code for code in before if code in after], [code for code in after if code in before])
    for code, choice in after.items():
        full, label = f"{name}/{code}", text_in(choice.label, language)
        if code not in before:
            yield Difference("choice", ADDED, full, label)
            continue
        if code in moved:
            yield Difference("choice", MOVED, full, label)
        was, now = choice_cells(old, name, before[code]), choice_cells(new, name, choice)
        for heading in dict.fromkeys([*now, *was]):
            yield from _cell("choice", full, label, heading, was.get(heading, ""), now.get(heading, ""))


def _said(choices: tuple[Choice, ...], language: str) -> str:
    return " / ".join(text_in(choice.label, language) or choice.name for choice in choices)


def _of_tables(old: FormModel, new: FormModel) -> Iterator[Difference]:
    for name in sorted({*old.tables, *new.tables}):
        if name not in new.tables:
            yield Difference("table", REMOVED, name)
        elif name not in old.tables:
            yield Difference("table", ADDED, name)
        elif old.tables[name] != new.tables[name]:
            rows = [str(len(form.tables[name].rows)) for form in (old, new)]
            yield Difference("table", CHANGED, name, "", _("rows"), *rows)
