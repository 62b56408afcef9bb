"""What gave rise to a complaint, named as its questionnaire names it, in the language in use."""

from __future__ import annotations

from dataclasses import replace

from agentdesk.common.i18n import _, language
from agentdesk.complaints.listing import ComplaintFile
from agentdesk.interview import records
from agentdesk.interview.run import Run


def with_names(found: ComplaintFile) -> ComplaintFile:
    """The file with its question and answer in the words of the version they were asked in.

    A complaint that came from no question of a questionnaire stays as it is.
    """
    if found.interview_id is None or not found.question_code:
        return found
    run = records.load(found.interview_id, language())
    if found.question_code not in run.state.slots:
        return found
    item = run.item(found.question_code)
    answer = answer_label(run, found.question_code, found.answer_code) if found.answer_code else found.answer
    return replace(found, question=item.short or item.label, answer=answer)


def answer_label(run: Run, key: str, value: str | None) -> str:
    """An answer as it was offered: the labels of what was chosen, or the text itself."""
    if not value or key not in run.state.slots:
        return value or ""
    labels = {choice.name: choice.label for choice in run.item(key).choices}
    return _(", ").join(labels[name] for name in value.split()) if labels.keys() >= set(value.split()) else value
