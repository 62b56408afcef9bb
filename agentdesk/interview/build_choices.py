"""The choices sheet as lists."""

from __future__ import annotations

from agentdesk.common.i18n import _
from agentdesk.interview.build_texts import Reader
from agentdesk.interview.model import OTHER, Choice, ChoiceList
from agentdesk.interview.problems import Problem
from agentdesk.interview.workbook import Row

_OTHER_LABELS = {"zh": "其他", "en": "Other"}
_YES = frozenset({"yes", "true", "true()", "1"})


def choice_lists(reader: Reader, *, others: set[str], several: set[str]) -> dict[str, ChoiceList]:
    """The choice lists, checked for duplicates and missing labels.

    `others` are the lists of `or_other` questions, `several` those of which more than one choice can be taken.
    """
    found: dict[str, dict[str, Choice]] = {}
    sheet = reader.workbook.choices
    lacking = [each for each in ("list_name", "name") if not any(column.kind == each for column in sheet.columns)]
    for heading in lacking if sheet.rows else ():
        message = _("the column `{heading}` is missing").format(heading=heading)
        reader.findings.add(Problem("choices", 1, heading, message, "A1"))
    for row in () if lacking else sheet.rows:
        name, list_name = row.get("name"), row.get("list_name")
        if not list_name or not name:
            if list_name or name or row.get("label"):
                reader.note(row, "list_name" if not list_name else "name", _("a choice needs a list and a name"))
            continue
        _add_choice(reader, row, found.setdefault(list_name, {}), name, several=list_name in several)
    for list_name in others & found.keys():
        labels = {language: _OTHER_LABELS.get(language, "Other") for language in reader.languages}
        found[list_name].setdefault(OTHER, Choice(OTHER, labels))
    return {name: ChoiceList(name, tuple(choices.values())) for name, choices in found.items()}


def _add_choice(reader: Reader, row: Row, choices: dict[str, Choice], name: str, *, several: bool) -> None:
    """One row of the choices sheet."""
    if " " in name:
        reader.note(
            row,
            "name",
            _("{name!r}: the name of a choice should have no spaces").format(name=name),
            warning=not several,
        )
    labels = reader.texts(row, "label")
    if not labels:
        reader.note(row, "label", _("the choice {name!r} has no label").format(name=name), warning=True)
    columns = {
        column.heading: row.cell(column)  # as it is spelt: expressions look at it by this name
        for column in row.sheet.columns
        if column.heading and column.kind not in {"list_name", "name", "label"}
    }
    columns = {column: text for column, text in columns.items() if text}
    allowed = reader.workbook.settings.rows and reader.workbook.settings.rows[0].get("allow_choice_duplicates")
    if name in choices and (str(allowed).lower() not in _YES or choices[name].columns == columns):
        reader.note(row, "name", _("the choice {name!r} is in this list twice").format(name=name))
    key = name if name not in choices else f"{name} {len(choices)}"
    choices[key] = Choice(name, labels, columns)
