"""What is wrong with a form, each with the cell it stands in."""

from __future__ import annotations

from dataclasses import dataclass, field

from agentdesk.common.errors import UserError


@dataclass(frozen=True)
class Problem:
    """One finding: `column` is the heading of the column, `cell` its address in the sheet (`F7`)."""

    sheet: str
    row: int
    column: str
    message: str
    cell: str = ""
    warning: bool = False

    def __str__(self) -> str:
        place = f"{self.sheet} {self.cell or self.row or ''}".rstrip()
        column = f" ({self.column})" if self.column else ""
        return f"{place}{column}: {self.message}"


class FormErrors(UserError):
    """A form that cannot be published; `problems` has every error and warning."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems if not problem.warning))


@dataclass
class Findings:
    """The problems found so far, each once and in the order of the sheets."""

    problems: list[Problem] = field(default_factory=list)

    def add(self, problem: Problem) -> None:
        """Note a problem."""
        if problem not in self.problems:
            self.problems.append(problem)

    @property
    def errors(self) -> list[Problem]:
        """The problems that keep the form from being published."""
        return [problem for problem in self.problems if not problem.warning]

    def in_order(self) -> list[Problem]:
        """By sheet, row and column."""
        sheets = {"settings": 0, "survey": 1, "choices": 2}
        return sorted(self.problems, key=lambda each: (sheets.get(each.sheet, 3), each.row, len(each.cell), each.cell))
