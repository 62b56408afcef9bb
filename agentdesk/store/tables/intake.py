"""What came in from the dealer's systems, row by row, with its verdict."""

from __future__ import annotations

from peewee import AutoField, DateTimeField, IntegerField, TextField

from agentdesk.store.tables.base import Table, coded, link
from agentdesk.store.tables.people import Person


class ImportBatch(Table):
    """One file taken in."""

    id = AutoField()
    kind = TextField()
    file_name = TextField()
    sha256 = TextField(index=True)
    encoding = TextField(default="")
    profile = TextField(default="")
    status = coded("status", "staged", "applied", "undone", default="staged")
    accepted = IntegerField(default=0)
    corrected = IntegerField(default=0)
    refused = IntegerField(default=0)
    unchanged = IntegerField(default=0)
    started_at = DateTimeField()
    finished_at = DateTimeField(null=True)
    person = link(Person, "imports", null=True)
    person_id: int | None


class ImportRow(Table):
    """A staged row: what stood there, and what became of it."""

    id = AutoField()
    batch = link(ImportBatch, "rows")
    batch_id: int
    row_number = IntegerField()  # as the spreadsheet program counts, the title row is 1
    source_key = TextField(default="")
    cells = TextField()  # the raw row as JSON
    verdict = coded("verdict", "accepted", "corrected", "refused", "unchanged", "duplicate")
    change = coded("change", "created", "updated", "", default="")
    before = TextField(null=True)  # the fact before an update, as JSON, for undo
    problems = TextField(default="[]")  # JSON list of {column, value, reason}
    undone = TextField(null=True)  # JSON: when the row was taken back, and the fact as it was until then

    class Meta:
        indexes = ((("batch", "row_number"), True),)
