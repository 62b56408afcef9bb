"""The main problems that a period's complaints show, the most important first (RP-01 item 2). Pure but for the words.

A problem is what complaints have in common: their subject and the gap that caused them. Its importance is how serious
its most serious complaint is, then how many there are, then how many had to be reopened.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from agentdesk.common.i18n import _, pick
from agentdesk.complaints.cases import Case
from agentdesk.complaints.model import subject_name
from agentdesk.complaints.patterns import VERDICTS, Pattern
from agentdesk.complaints.text import severity_name
from agentdesk.playbook import current


@dataclass(frozen=True)
class Problem:
    """Complaints with a subject and a cause in common; `severity` is that of the most serious one."""

    subject: str
    cause: str  # empty where it is not found out yet
    severity: str
    cases: tuple[Case, ...]

    @property
    def reopened(self) -> int:
        """How many of them were reopened."""
        return sum(case.standing.reopened > 0 for case in self.cases)

    @property
    def still_open(self) -> int:
        """How many are not closed."""
        return sum(case.is_open for case in self.cases)


def ranked(cases: Sequence[Case]) -> list[Problem]:
    """The problems that these complaints show, by importance."""
    groups: dict[tuple[str, str], list[Case]] = defaultdict(list)
    for case in cases:
        groups[case.subject, case.standing.cause_gap].append(case)
    weight = severity_weights()
    found = [
        Problem(subject, cause, max((case.severity for case in group), key=lambda code: weight[code]), tuple(group))
        for (subject, cause), group in groups.items()
    ]
    return sorted(
        found, key=lambda row: (-weight[row.severity], -len(row.cases), -row.reopened, row.subject, row.cause)
    )


def severity_weights() -> Mapping[str, int]:
    """How serious each severity is: its place in the playbook, from ordinary upwards; an unknown one is the least."""
    found: dict[str, int] = defaultdict(lambda: -1)
    found |= {row.code: place for place, row in enumerate(current.current().complaints.severities)}
    return found


def analysis(problem: Problem, repeats: Sequence[Pattern]) -> str:
    """What may be said of a problem, from its figures alone: how serious, whom it touches, whether it repeats.

    `repeats` are the patterns by cause of the last twelve months (patterns.py).
    """
    weight = severity_weights()
    severities = Counter(case.severity for case in problem.cases)
    grave = [f"{severity_name(code)} {severities[code]}" for code in sorted(severities, key=lambda code: -weight[code])]
    parts = [_(", ").join(grave)]
    if problem.reopened:
        parts.append(_("{count} reopened").format(count=problem.reopened))
    about = Counter(case.about[1] for case in problem.cases if case.about[1])
    several = [f"{name} {count}" for name, count in about.most_common() if count > 1]
    if several:
        parts.append(_("more than one about: {names}").format(names=_(", ").join(several)))
    same = next((row for row in repeats if row.key == problem.cause), None) if problem.cause else None
    if same is not None:
        known = same.verdict in ("more", "fewer", "chance")
        judged = _(" ({verdict})").format(verdict=_(VERDICTS[same.verdict])) if known else ""
        text = _("this cause {count} times in twelve months")
        parts.append(text.format(count=len(same.complaints)) + judged)
    return _("; ").join(parts)


def problem_name(problem: Problem) -> str:
    """服务 · 程序差距; where the cause is not found out, that is said."""
    gap = next((row for row in current.current().complaints.gaps if row.code == problem.cause), None)
    cause = pick(gap.zh, gap.en) if gap else problem.cause or _("cause not found out yet")
    return f"{subject_name(problem.subject)} · {cause}"
