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
from agentdesk.interview.columns import check_columns
from agentdesk.interview.csv_tables import TablesBeside
from agentdesk.interview.letters import check_letters
from agentdesk.interview.model import FormModel, Table
from agentdesk.interview.problems import Findings, FormErrors, Problem
from agentdesk.interview.trial import FEW, Trial, try_out
from agentdesk.interview.workbook import Workbook, read_workbook

_SHEET = re.compile(r"'(survey|choices|settings)' sheet")
_VALUE = re.compile(r"the '(\w+)' value")
_ROW = re.compile(r"\[row\s*:\s*(\d+)\]\s*|(?:row|Row)\s+(\d+)\b")


@dataclass
class Checked:
    """The outcome of a check: the form where there is no error, and every problem in the order of the sheets."""

    form: FormModel | None
    problems: list[Problem] = field(default_factory=list)
    trial: Trial = field(default_factory=Trial)

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
    source: Path | str,
    file_type: str | None = None,
    *,
    name: str = "",
    tables: dict[str, Table] | None = None,
    walks: int = FEW,
) -> Checked:
    """Check a form and compile it where it has no error; UserError only where the file cannot be read at all.

    A form without errors is walked at random, up to `walks` times.
    """
    workbook = read_workbook(source, file_type)
    findings = Findings()
    check_columns(workbook, findings)
    check_letters(workbook, findings)
    builder = Builder(workbook, findings, TablesBeside(source, tables))
    model, rows = builder.build(name)
    check_model(model, rows, workbook.choices, findings, refused=builder.refused)
    _ask_pyxform(workbook, findings)
    trial = Trial() if findings.errors else try_out(model, rows, findings, walks)
    return Checked(None if findings.errors else model, findings.in_order(), trial)


def _ask_pyxform(workbook: Workbook, findings: Findings) -> None:
    """pyxform's opinion on what our own checks let pass; it stops at its first error."""
    from pyxform.builder import create_survey_element_from_dict
    from pyxform.errors import PyXFormError
    from pyxform.xls2json import workbook_to_json
    from pyxform.xls2json_backends import get_xlsform

    if findings.errors:
        return
    try:
        made = workbook_to_json(get_xlsform(workbook.for_pyxform()), fallback_form_name=workbook.name, warnings=[])
        create_survey_element_from_dict(made).to_xml(validate=False, warnings=[])
    except PyXFormError as error:
        findings.add(_from_pyxform(str(error), workbook))


def _from_pyxform(message: str, workbook: Workbook) -> Problem:
    """Its words at the cell they are about: by the row and column they name, else by a question they name."""
    text = _ROW.sub("", message, count=1).strip()
    said = _("ODK's own compiler refuses this: {message}").format(message=text)
    sheet = _SHEET.search(message)
    name = sheet[1] if sheet else "choices" if "choices" in message.lower() else "survey"
    found = {"choices": workbook.choices, "settings": workbook.settings}.get(name, workbook.survey)
    numbered = _ROW.search(message)
    number = int(numbered[1] or numbered[2]) if numbered else 0
    named = set(re.findall(r"[\w.\-]+", text))
    row = next((row for row in found.rows if row.number == number), None)
    row = row or next((row for row in found.rows if row.get("name") in named), None)
    column = _VALUE.search(text)
    if row is not None:
        return row.problem(column[1] if column else "name", said)
    return Problem(found.name, number or 1, "", said, f"A{number or 1}")


def with_identity(form: FormModel, *, name: str, version: str) -> FormModel:
    """The same form under a name and version given at publication."""
    return msgspec.structs.replace(form, name=name, version=version)
