"""The flow as the customers of a day's calls tell it, for the feedback to each advisor (SV-04, AD-03). Reads only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from agentdesk.common.i18n import pick
from agentdesk.playbook import current
from agentdesk.scoreboard.day_calls import DayCall, answers_in


@dataclass(frozen=True)
class StepAnswers:
    """What the day's customers of an advisor said of one step of the flow: `good` of `asked`, and the other answers."""

    advisor_code: str
    advisor: str
    code: str
    name: str
    good: int
    asked: int
    others: tuple[str, ...]  # the texts of the answers that are not good, each once, in the order of the calls


def steps_of(calls: Sequence[DayCall], day: date, codes: Sequence[str]) -> list[StepAnswers]:
    """By advisor in the order of names, by step in the order of `codes`; what nobody was asked is left out.

    `codes` are indicators of the playbook that count answers to a question; others are passed over. Only what was
    answered in these very calls counts: an answer of an earlier call of the same task belongs to that one's day.
    """
    rows = {row.code: row for row in current.current(day).measures.asked}
    steps = [rows[code] for code in codes if code in rows]
    whose = {(call.contact, call.task): (call.advisor, call.advisor_code) for call in calls if call.advisor_code}
    marks: dict[tuple[str, str], dict[str, list[tuple[bool, str]]]] = defaultdict(lambda: defaultdict(list))
    for said in answers_in(sorted({task for _contact, task in whose}), [row.question for row in steps]):
        for line in said.lines:
            who = whose.get((line.contact, line.task))
            for row in steps if who else []:
                answer = line.answers.get(row.question, "")
                if who and answer in (*row.counts, *row.others) and (not row.kinds or line.kind in row.kinds):
                    marks[who][row.code].append((answer in row.counts, said.label(row.question, line)))
    return [
        StepAnswers(
            advisor_code=code,
            advisor=name,
            code=row.code,
            name=pick(row.zh, row.en),
            good=sum(good for good, _text in marks[name, code][row.code]),
            asked=len(marks[name, code][row.code]),
            others=tuple(dict.fromkeys(text for good, text in marks[name, code][row.code] if not good)),
        )
        for name, code in sorted(marks)
        for row in steps
        if marks[name, code][row.code]
    ]
