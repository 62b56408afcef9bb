"""Where the choices of a select come from: a list of the sheet, a CSV file, or the answers of a repeat."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _
from agentdesk.common.near import nearest
from agentdesk.interview.build_choices import choice_lists
from agentdesk.interview.build_texts import Reader
from agentdesk.interview.csv_tables import choices_of
from agentdesk.interview.model import OTHER, SELECTS, ChoiceList, Kind, Node, Table
from agentdesk.interview.problems import Findings
from agentdesk.interview.question_types import RowType
from agentdesk.interview.workbook import Row, Workbook
from agentdesk.interview.xpath.parse import parse

_REFERENCE = re.compile(r"\$\{\s*([^}]*?)\s*\}")
_OTHER_ASKS = {"zh": "请具体说明", "en": "Please specify"}


class Selects(Reader):
    """Reads the selects of a workbook and collects the lists they need."""

    def __init__(self, workbook: Workbook, findings: Findings, tables: Mapping[str, Table]) -> None:
        super().__init__(workbook, findings)
        self.tables = tables
        self.files: dict[str, ChoiceList] = {}
        self.others: set[str] = set()
        self.several: set[str] = set()

    def choice_lists(self) -> tuple[ChoiceList, ...]:
        """The lists of the choices sheet, then those of files."""
        sheet = choice_lists(self, others=self.others, several=self.several)
        return (*sheet.values(), *self.files.values())

    def choice_source(self, row: Row, kind: RowType, parameters: Mapping[str, str]) -> tuple[str, str]:
        """The list of a select, or the question of a repeat whose answers are the choices."""
        if kind.kind not in SELECTS:
            return "", ""
        if kind.from_file:
            return self._from_file(row, kind, parameters), ""
        reference = _REFERENCE.fullmatch(kind.choices)
        if reference:
            return "", reference[1]
        if not any(each.get("list_name") == kind.choices for each in self.workbook.choices.rows):
            self._no_list(row, kind.choices)
        if kind.or_other:
            self.others.add(kind.choices)
        if kind.kind is not Kind.SELECT_ONE:
            self.several.add(kind.choices)
        return kind.choices, ""

    def _no_list(self, row: Row, name: str) -> None:
        message = _("there is no list {choices!r} in the sheet `choices`").format(choices=name)
        known = {each.get("list_name") for each in self.workbook.choices.rows} - {""}
        near = nearest(name, known)
        hint = _("; did you mean {near!r}?").format(near=near) if near else ""
        self.note(row, "type", message + hint)

    def _from_file(self, row: Row, kind: RowType, parameters: Mapping[str, str]) -> str:
        """The name of the list that a CSV beside the form gives, read once; the name alone where it gives none."""
        name, dot, ending = kind.choices.rpartition(".")
        if not dot or ending.lower() != "csv":
            message = _("{file!r}: choices come from a .csv file, other kinds of files are not read")
            self.note(row, "type", message.format(file=kind.choices))
            return kind.choices
        if kind.or_other:
            self.note(row, "type", _("or_other does not go with choices from a file: write the choice into the file"))
        if any(each.get("list_name") == name for each in self.workbook.choices.rows):
            self.note(row, "type", _("the sheet `choices` has a list {name!r} too; rename one").format(name=name))
            return name
        try:
            table = self.tables.get(name)
        except UserError as error:  # no text, or not to be read
            self.note(row, "type", str(error))
            return name
        if table is None:
            self.note(row, "type", _("there is no file {name}.csv beside the form").format(name=name))
            return name
        try:
            made = choices_of(name, table, parameters.get("value", "name"), parameters.get("label", "label"))
        except KeyError as lacking:
            message = _("{name}.csv has no column {what!r}; its columns: {columns}")
            message = message.format(name=name, what=lacking.args[0], columns=", ".join(table.columns))
            self.note(row, "parameters" if parameters else "type", message)
            return name
        self._take_file(row, made, kind.kind is not Kind.SELECT_ONE)
        return name

    def _take_file(self, row: Row, made: ChoiceList, several: bool) -> None:
        known = self.files.setdefault(made.name, made)
        if known != made:
            self.note(row, "parameters", _("{file} is read by other columns above").format(file=made.file))
        names = [choice.name for choice in made.choices]
        twice = next((name for name, count in Counter(names).items() if count > 1), "")
        spaced = next((name for name in names if several and " " in name), "")
        if not names:
            self.note(row, "type", _("{file} has no choices").format(file=made.file))
        if twice:
            self.note(row, "type", _("{file}: the choice {name!r} is there twice").format(file=made.file, name=twice))
        if spaced:
            message = _("{file}: {name!r}: the name of a choice should have no spaces")
            self.note(row, "type", message.format(file=made.file, name=spaced))

    def other_text(self, row: Row, select: Node) -> Node:
        """The text question of `or_other`, asked when "other" is chosen."""
        return Node(
            name=f"{select.name}_other",
            kind=Kind.TEXT,
            parent=select.parent,
            row=row.number,
            label={language: _OTHER_ASKS.get(language, _OTHER_ASKS["en"]) for language in self.languages},
            relevant=parse(f"selected(${{{select.name}}}, '{OTHER}')"),
            required=parse("true()"),
            other_of=select.name,
        )
