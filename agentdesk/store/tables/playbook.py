"""The published playbook and forms: what a manager may decide is data, versioned."""

from __future__ import annotations

from peewee import AutoField, BooleanField, DateField, DateTimeField, IntegerField, TextField

from agentdesk.store.tables.base import Table, coded, link
from agentdesk.store.tables.people import Person


class PlaybookVersion(Table):
    """A published playbook; a version never changes."""

    id = AutoField()
    name = TextField()
    version = IntegerField()
    content = TextField()  # the whole typed playbook as JSON
    content_hash = TextField()
    effective_from = DateField()
    published_at = DateTimeField()
    published_by = link(Person, null=True)
    published_by_id: int | None

    class Meta:
        indexes = ((("name", "version"), True),)


class Kind(Table):
    """Why somebody is contacted, as one playbook version says it."""

    id = AutoField()
    playbook = link(PlaybookVersion, "kinds")
    playbook_id: int
    code = TextField()
    name_zh = TextField()
    name_en = TextField()
    owner_role = TextField()
    channel = TextField()
    form_name = TextField(default="")
    weight = IntegerField(default=0)
    definition = TextField()  # the kind's part of the playbook as JSON

    class Meta:
        indexes = ((("playbook", "code"), True),)


class Outcome(Table):
    """A row of the outcome catalogue, as one playbook version says it."""

    id = AutoField()
    playbook = link(PlaybookVersion, "outcomes")
    playbook_id: int
    code = TextField()
    name_zh = TextField()
    name_en = TextField()
    aapor = TextField()
    aapor_class = TextField()  # I P R NC O UH UO NE
    level = coded("level", "attempt", "task")
    final = BooleanField()
    contacted = BooleanField()
    retry_minutes = IntegerField(null=True)
    note_required = BooleanField(default=False)
    effects = TextField(default="[]")  # JSON list of effect codes

    class Meta:
        indexes = ((("playbook", "code"), True),)


class WorkDay(Table):
    """An official day off or make-up day; days that are not listed follow their weekday."""

    day = DateField(primary_key=True)
    kind = coded("kind", "off", "work", "closed")
    name = TextField(default="")
    source = TextField(default="")


class Form(Table):
    """A questionnaire by name; its content is in its versions."""

    id = AutoField()
    name = TextField(unique=True)
    title_zh = TextField(default="")
    title_en = TextField(default="")


class FormVersion(Table):
    """A published XLSForm, compiled; it never changes, and answers keep the version they were given under (SC-19)."""

    id = AutoField()
    form = link(Form, "versions")
    form_id: int
    version = IntegerField()
    compiled = TextField()  # JSON of the compiled form
    source = TextField(default="")  # the XLSForm as Markdown tables
    content_hash = TextField()
    effective_from = DateField()
    published_at = DateTimeField()
    prepared_by = TextField(default="")
    reviewed_by = TextField(default="")
    approved_by = TextField(default="")

    class Meta:
        indexes = ((("form", "version"), True),)
