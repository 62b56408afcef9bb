"""What no cell of a form may hold: letters that XML does not know, in which forms travel (XML 1.0, section 2.2)."""

from __future__ import annotations

import re

from agentdesk.common.i18n import _
from agentdesk.common.names import visible
from agentdesk.interview.problems import Findings, Problem
from agentdesk.interview.workbook import Sheet, Workbook

_NOT_IN_XML = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def check_letters(workbook: Workbook, findings: Findings) -> None:
    """Note each heading and cell with a control character, such as a terminal's escape: no compiler takes it."""
    for sheet in (workbook.survey, workbook.choices, workbook.settings):
        _check(sheet, findings)


def _check(sheet: Sheet, findings: Findings) -> None:
    text = _("a control character ({letter}) stands here, which no form may hold; type the text anew")
    for column in sheet.columns:
        found = _NOT_IN_XML.search(column.heading)
        if found:
            findings.add(sheet.problem(column, text.format(letter=visible(found[0]))))
        for row in sheet.rows:
            found = _NOT_IN_XML.search(row.cell(column))
            if found:
                place = f"{column.letter}{row.number}"
                said = text.format(letter=visible(found[0]))
                findings.add(Problem(sheet.name, row.number, column.heading, said, place))
