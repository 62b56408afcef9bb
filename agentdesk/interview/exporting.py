"""The results of a questionnaire: one row for each interview, and a codebook that says what the codes mean.

    results = collect("aftersales", first, last)      # reads; every version the interviews ran on
    export(actor, "aftersales", first, last)          # the same for giving away: audited, supervisors only

Only answers on the path are results. Facts about the customer (name, plate, ...) are no answers and are left out, and
so is what is calculated from them alone. How the rows are written as a file is in `export_files`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from agentdesk.common import clock
from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _, language
from agentdesk.interview.codebook import RESULTS, Column, Meaning, columns_of, meanings, of_facts
from agentdesk.interview.in_force import form_model
from agentdesk.interview.model import SELECTS, FormModel, text_in
from agentdesk.interview.piping import choice_labels
from agentdesk.interview.run import Run
from agentdesk.store.audit import Actor, change
from agentdesk.store.reading import tuples
from agentdesk.store.tables import Answer, Confirmation, Form, FormVersion, Interview, Person, Task

_SERVED = ("complete", "partial")  # a later interview that came to this has taken the earlier one's answers on


@dataclass
class InterviewRow:
    """One interview that has ended; times are the dealer's wall clock, `answers` are on the path only.

    `superseded_by` is the later interview of the same task that took these answers on: counting both counts twice.
    """

    interview: int
    version: int
    kind: str
    task: int
    event_on: date
    agent: str
    language: str
    started_at: datetime
    ended_at: datetime
    result: str
    superseded_by: int | None = None
    answers: dict[str, str] = field(default_factory=dict)

    def about(self) -> dict[str, Any]:
        """Everything but the answers."""
        return {name: value for name, value in vars(self).items() if name != "answers"}


@dataclass
class Results:
    """The interviews of a form in the order they were begun, the columns of their answers, and the codebook."""

    name: str
    title: str
    columns: list[Column]
    rows: list[InterviewRow]

    def codebook(self) -> list[Meaning]:
        """What each column and each code means, in the language in use."""
        return [line for column in self.columns for line in meanings(column)]


Progress = Callable[[int, int], None]


def export(
    actor: Actor,
    name: str,
    first: date | None = None,
    last: date | None = None,
    *,
    file_format: str = "json",
    labels: bool = False,
    progress: Progress | None = None,
) -> Results:
    """The results of a form for giving away: supervisors and administrators only, and audited.

    `first` and `last` are business days of the interviews' end, inclusive. UserError where there is no such form.
    """
    actor.require("supervisor")
    found = collect(name, first, last, labels=labels, progress=progress)
    with change(actor, "form.export") as audit:
        said = {"form": name, "format": file_format, "interviews": len(found.rows), "from": first, "to": last}
        audit("form", Form.get(Form.name == name).id, after=said)
    return found


def collect(
    name: str,
    first: date | None = None,
    last: date | None = None,
    *,
    labels: bool = False,
    progress: Progress | None = None,
) -> Results:
    """The results of a form; with `labels` the answers to choices are what was said instead of the codes."""
    form = Form.get_or_none(Form.name == name)
    if form is None:
        raise UserError(_("There is no form {name}; see: agentdesk form list").format(name=name))
    stored = FormVersion.select(FormVersion.id, FormVersion.version, FormVersion.content_hash)
    versions = list(stored.where(FormVersion.form == form).order_by(FormVersion.version.desc()))
    models = {row.version: form_model(row.id, row.content_hash) for row in versions}
    rows = _interviews(form.id, first, last, models, labels, progress)
    used = {number: models[number] for number in models if any(row.version == number for row in rows)}
    shown = used or dict(list(models.items())[:1])
    answered = [key for row in rows for key in row.answers]
    title = text_in(next(iter(models.values())).title, language()) if models else name
    return Results(name, title, columns_of(shown, answered), rows)


# -- rows --------------------------------------------------------------------------------------------------------------


def _interviews(
    form_id: int,
    first: date | None,
    last: date | None,
    models: dict[int, FormModel],
    labels: bool,
    progress: Progress | None,
) -> list[InterviewRow]:
    wanted = _wanted(form_id, first, last)
    answers, said = _answers(wanted), _confirmations(wanted)
    found, total = [], wanted.count()
    for done, row in enumerate(wanted.namedtuples(), 1):
        run = _run(row, models[row.version], answers.get(row.id, {}), said.get(row.id, {}))
        found.append(
            InterviewRow(
                interview=row.id,
                version=row.version,
                kind=row.kind_code,
                task=row.task,
                event_on=row.event_on,
                agent=row.agent,
                language=row.language,
                started_at=clock.local(row.started_at),
                ended_at=clock.local(row.ended_at),
                result=row.result,
                answers=_results(run, labels),
            )
        )
        if progress:
            progress(done, total)
    later = _superseding(form_id)
    for made in found:
        made.superseded_by = next((each for each in later.get(made.task, ()) if each > made.interview), None)
    return found


def _wanted(form_id: int, first: date | None, last: date | None) -> Any:
    """The ended interviews of a form, oldest first."""
    rows = (
        Interview.select(
            Interview.id, Interview.task, Interview.language, Interview.seed, Interview.facts, Interview.started_at,
            Interview.ended_at, Interview.result, FormVersion.version, Task.kind_code, Task.event_on,
            Person.name.alias("agent"),
        )
        .join(FormVersion)
        .switch(Interview)
        .join(Task)
        .switch(Interview)
        .join(Person)
        .where((FormVersion.form == form_id) & Interview.ended_at.is_null(False))
    )  # fmt: skip
    if first:
        rows = rows.where(Interview.ended_at >= clock.to_utc(datetime.combine(first, datetime.min.time())))
    if last:
        end = datetime.combine(last + timedelta(days=1), datetime.min.time())
        rows = rows.where(Interview.ended_at < clock.to_utc(end))
    return rows.order_by(Interview.id)


def _answers(wanted: Any) -> dict[int, dict[str, str]]:
    """The latest answer to each question of these interviews; a draft of open text is no answer."""
    ids = wanted.select(Interview.id).order_by()
    rows = Answer.select(Answer.interview, Answer.node, Answer.value).where(Answer.interview.in_(ids) & ~Answer.draft)
    found: dict[int, dict[str, str]] = {}
    for interview, node, value in tuples(rows.order_by(Answer.id)):
        found.setdefault(interview, {})[node] = value or ""
    return found


def _confirmations(wanted: Any) -> dict[int, dict[str, datetime]]:
    ids = wanted.select(Interview.id).order_by()
    rows = Confirmation.select(Confirmation.interview, Confirmation.node, Confirmation.confirmed_at)
    found: dict[int, dict[str, datetime]] = {}
    for interview, node, at in tuples(rows.where(Confirmation.interview.in_(ids))):
        found.setdefault(interview, {})[node] = at
    return found


def _run(row: Any, form: FormModel, answers: dict[str, str], said: dict[str, datetime]) -> Run:
    """The interview as it ended: what hangs on today's date hangs on the day it was held."""
    facts = json.loads(row.facts)
    filled = facts.get(row.language) or facts.get("zh", {})
    run = Run(form, filled, language=row.language, seed=row.seed, now=lambda: row.ended_at, started=row.started_at)
    run.restore(answers, said)
    return run


def _results(run: Run, labels: bool) -> dict[str, str]:
    found = {}
    run.language = language()
    for key, value in run.results().items():
        slot = run.state.slots[key]
        if slot.model.kind in RESULTS and not of_facts(run.form, slot.model):
            found[key] = choice_labels(slot, run.state) if labels and slot.model.kind in SELECTS else value
    return found


def _superseding(form_id: int) -> dict[int, list[int]]:
    """By task, the interviews that came to something, in their order."""
    rows = Interview.select(Interview.task, Interview.id).join(FormVersion)
    served = rows.where((FormVersion.form == form_id) & Interview.result.in_(_SERVED))
    in_order = tuples(served.order_by(Interview.task, Interview.id))
    return {task: [each for _task, each in group] for task, group in groupby(in_order, key=lambda row: row[0])}
