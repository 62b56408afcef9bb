"""Compile an XLSForm into the form a desk runs, or say everything that is wrong with it.

    checked = check_form(Path("aftersales.xlsx"))    # never raises for the form's own mistakes
    checked.problems                                 # Problem(sheet, row, column, message, cell, warning)
    form = compile_form(Path("aftersales.xlsx"))     # FormErrors where there is any error

Only publishing and checking come here; desks load what `FormModel.to_json` wrote.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from agentdesk.common.i18n import _
from agentdesk.interview.build import Builder
from agentdesk.interview.checks import check_model
from agentdesk.interview.model import SELECTS, FormModel, Kind, Table
from agentdesk.interview.problems import Findings, FormErrors, Problem
from agentdesk.interview.walker import walk_form
from agentdesk.interview.workbook import Row, Workbook, read_workbook

_ROW = re.compile(r"\[row\s*:\s*(\d+)\]\s*|(?:row|Row)\s+(\d+)\b")


@dataclass
class Checked:
    """The outcome of a check: the form where there is no error, and every problem in the order of the sheets."""

    form: FormModel | None
    problems: list[Problem] = field(default_factory=list)

    @property
    def errors(self) -> list[Problem]:
        """The problems that keep the form from being published."""
        return [problem for problem in self.problems if not problem.warning]

    @property
    def warnings(self) -> list[Problem]:
        """The problems it could be published with."""
        return [problem for problem in self.problems if problem.warning]


def compile_form(
    source: Path | str, file_type: str | None = None, *, name: str = "", tables: dict[str, Table] | None = None
) -> FormModel:
    """The compiled form of a file (or of text with its `file_type`); FormErrors lists every error with its cell.

    `tables` are the published CSVs for pulldata(); those beside the file are found by themselves.
    """
    checked = check_form(source, file_type, name=name, tables=tables)
    if checked.form is None:
        raise FormErrors(checked.problems)
    return checked.form


def check_form(
    source: Path | str, file_type: str | None = None, *, name: str = "", tables: dict[str, Table] | None = None
) -> Checked:
    """Check a form and compile it where it has no error; UserError only where the file cannot be read at all."""
    workbook = read_workbook(source, file_type)
    findings = Findings()
    known = {**_tables_beside(source), **(tables or {})}
    builder = Builder(workbook, findings, known)
    model, rows = builder.build(name)
    check_model(model, rows, findings, refused=builder.refused)
    _ask_pyxform(workbook, findings)
    if not findings.errors:
        _rehearse(model, rows, findings)
    problems = findings.in_order()
    return Checked(None if findings.errors else model, problems)


def _tables_beside(source: Path | str) -> dict[str, Table]:
    if isinstance(source, str) and "\n" in source:
        return {}
    path = Path(source)
    return {each.stem: read_table(each) for each in sorted(path.parent.glob("*.csv")) if each.name != path.name}


def read_table(path: Path) -> Table:
    """A CSV (UTF-8, with or without a byte order mark) as a table for pulldata()."""
    import csv

    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [tuple(row) for row in csv.reader(file) if row]
    return Table(columns=rows[0] if rows else (), rows=tuple(rows[1:]))


def _ask_pyxform(workbook: Workbook, findings: Findings) -> None:
    """pyxform's opinion on what our own checks let pass; it stops at its first error."""
    from pyxform.builder import create_survey_element_from_dict
    from pyxform.errors import PyXFormError
    from pyxform.xls2json import workbook_to_json

    if findings.errors:
        return
    try:
        made = workbook_to_json(workbook.source, fallback_form_name=workbook.name, warnings=[])
        create_survey_element_from_dict(made).to_xml(validate=False, warnings=[])
    except PyXFormError as error:
        findings.add(_from_pyxform(str(error)))


def _rehearse(form: FormModel, rows: list[Row], findings: Findings) -> None:
    """Walk the form at random: a required question that is reached with no choice left is a dead end."""
    facts = {node.name: node.default or node.name for node in form.nodes if node.kind is Kind.HIDDEN}
    walks = min(20, max(2, 1500 // max(1, len(form.nodes))))
    for seed in range(walks):
        made = walk_form(form, facts, seed, language=form.languages[0])
        for key in made.stuck:
            slot = made.run.state.slots[key]
            if slot.model.kind in SELECTS and not made.run.item(key).choices:
                message = _("a dead end: answers before it can leave no choice here")
                findings.add(rows[slot.place].problem("choice_filter", message, warning=True))


def _from_pyxform(message: str) -> Problem:
    match = _ROW.search(message)
    row = int(match[1] or match[2]) if match else 0
    sheet = "choices" if "choices" in message.lower() else "survey"
    return Problem(sheet, row, "", _ROW.sub("", message, count=1).strip())


def with_identity(form: FormModel, *, name: str, version: str) -> FormModel:
    """The same form under a name and version given at publication."""
    return msgspec.structs.replace(form, name=name, version=version)
