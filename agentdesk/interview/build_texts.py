"""Texts of a form in each language, and the problems of its rows."""

from __future__ import annotations

from agentdesk.common.i18n import _
from agentdesk.interview.model import Texts
from agentdesk.interview.problems import Findings
from agentdesk.interview.workbook import Row, Workbook


class Reader:
    """Reads rows of a workbook; problems go into `findings`."""

    def __init__(self, workbook: Workbook, findings: Findings) -> None:
        self.workbook = workbook
        self.findings = findings
        found = [*workbook.survey.languages(), *workbook.choices.languages()]
        self.languages = tuple(each for each in dict.fromkeys(found) if each) or ("",)

    def note(self, row: Row, column: str, message: str, *, warning: bool = False, language: str = "") -> None:
        """Note a problem in a row."""
        self.findings.add(row.problem(column, message, warning=warning, language=language))

    def texts(self, row: Row, column: str) -> Texts:
        """The texts of a column; a missing translation is a warning."""
        texts = row.texts(column)
        if texts and self.languages != ("",):
            for language in self.languages:
                if language not in texts:
                    message = _("no {language} translation of the {text}").format(
                        language=language, text=column.replace("_", " ")
                    )
                    self.note(row, column, message, warning=True, language=language)
        return texts
