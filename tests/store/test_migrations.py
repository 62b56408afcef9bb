"""Migrations are frozen SQL, and a migrated database is what the models describe."""

from __future__ import annotations

import ast
import importlib.util
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from types import ModuleType

import pytest
from peewee import SqliteDatabase
from playhouse.migrations import Runner

from agentdesk.store import schema
from agentdesk.store.tables import ALL

ROOT = Path(__file__).resolve().parent.parent.parent
SCRIPT = ROOT / "scripts" / "new_migration.py"
Shape = dict[str, dict[str, object]]


@pytest.fixture(scope="module")
def script() -> ModuleType:
    """The script as a module."""
    spec = importlib.util.spec_from_file_location("new_migration", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def shape(path: Path) -> Shape:
    """Per table its columns, links, checks and indexes; neither the order of columns nor spaces count."""
    with closing(sqlite3.connect(path)) as opened:
        tables = opened.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall()
        return {
            name: {
                "columns": {row[1]: row[2:] for row in opened.execute(f'PRAGMA table_info("{name}")')},
                "links": {tuple(row[2:8]) for row in opened.execute(f'PRAGMA foreign_key_list("{name}")')},
                "checks": sorted(re.findall(r"CHECK (\(.*?\)\))", plain(sql))),
                "indexes": {
                    plain(found)
                    for (found,) in opened.execute(
                        "SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql NOT NULL", (name,)
                    )
                },
            }
            for name, sql in tables
            if name != schema.HISTORY
        }


def plain(sql: str) -> str:
    return " ".join(sql.replace('"', "").replace(" IF NOT EXISTS", "").split())


def of_models(path: Path, change: Callable[[SqliteDatabase], None] = lambda opened: None) -> Shape:
    opened = SqliteDatabase(str(path))
    with opened, opened.bind_ctx(ALL, bind_refs=False, bind_backrefs=False):
        opened.create_tables(ALL)
        change(opened)
    opened.close()
    return shape(path)


def test_a_migrated_database_is_what_the_models_describe(migrated_file: Path, tmp_path: Path) -> None:
    migrated, described = shape(migrated_file), of_models(tmp_path / "models.db")
    assert set(migrated) == {table._meta.table_name for table in ALL}
    assert migrated == described
    assert all(found["columns"] for found in migrated.values())
    task = migrated["task"]
    assert any("WHERE state = 'open'" in str(index) for index in task["indexes"])  # type: ignore[attr-defined]
    assert "(state IN ('open', 'closed'))" in task["checks"]  # type: ignore[operator]


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE person ADD COLUMN shoe_size INTEGER",
        "DROP INDEX promise_one_open",
        "DROP INDEX task_dedupe_key",
        "CREATE INDEX person_name ON person (name)",
        "CREATE TABLE extra (id INTEGER)",
    ],
)
def test_the_comparison_sees_a_difference(migrated_file: Path, tmp_path: Path, statement: str) -> None:
    assert shape(migrated_file) != of_models(tmp_path / "models.db", lambda opened: opened.execute_sql(statement))


def made_by(dialect: str) -> str:
    """All SQL of a dialect, oldest migration first."""
    return "".join(path.read_text("utf-8") for path in sorted(schema.MIGRATIONS.glob(f"*.{dialect}.sql")))


def test_both_dialects_make_the_same_tables_columns_and_indexes() -> None:
    named = r'CREATE TABLE "?(\w+)|ADD COLUMN "?(\w+)|INDEX (?:IF NOT EXISTS )?"?(\w+)|^    "(\w+)" '
    # SQLite changes a check by a copy of the table that takes its place, which makes nothing new.
    copies = re.compile(r'CREATE TABLE "(\w+)_\d{4}" .*?RENAME TO "\1";\n', re.DOTALL)
    made = (copies.sub("", made_by(dialect)) for dialect in ("sqlite", "postgres"))
    sqlite, postgres = (re.findall(named, text, re.MULTILINE) for text in made)
    assert sqlite == postgres
    tables = [table for table, *_others in sqlite if table]
    assert sorted(tables) == sorted({table._meta.table_name for table in ALL})


def test_both_dialects_have_the_same_triggers_and_no_later_copy_of_a_table_lost_one(migrated_file: Path) -> None:
    named = r'CREATE TRIGGER "(\w+)"'
    sqlite, postgres = (re.findall(named, made_by(dialect)) for dialect in ("sqlite", "postgres"))
    assert sqlite == postgres
    with closing(sqlite3.connect(migrated_file)) as opened:
        kept = {name for (name,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
    assert kept == set(sqlite)


@pytest.mark.parametrize("dialect", ["sqlite", "postgres"])
def test_each_dialect_has_every_check_and_partial_index(dialect: str) -> None:
    frozen = made_by(dialect)
    for name in ("contact_one_open", "promise_one_open", "draft_one_open", "task_open_agent"):
        assert re.search(rf"INDEX (IF NOT EXISTS )?{name} .* WHERE ", frozen)
    assert ("SERIAL" in frozen) == ("TIMESTAMP" in frozen) == (dialect == "postgres")
    tables = re.findall(r'CREATE TABLE "(\w+)"', frozen)
    for table, body in re.findall(r'CREATE TABLE "(\w+)" \((.*?)\);\n', frozen, re.DOTALL):
        for target in re.findall(r'REFERENCES "(\w+)"', body):
            assert tables.index(target) <= tables.index(table)  # a server refuses a link to a table that is not there


def test_no_migration_knows_the_models(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom peewee import SqliteDatabase\nfrom playhouse.migrations import Runner\n"
        "opened = SqliteDatabase(sys.argv[2])\n"
        "print(Runner(opened, sys.argv[1], table_name='schema_migration').up())\n"
        "print(sorted(name for name in sys.modules if name.startswith('agentdesk')))\n"
    )
    made = tmp_path / "made.db"
    done = subprocess.run(
        [sys.executable, "-c", code, str(schema.MIGRATIONS), str(made)],
        cwd=ROOT, capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    names, modules = done.stdout.splitlines()
    assert names == str(schema.known())
    assert set(ast.literal_eval(modules)) <= {"agentdesk", "agentdesk.store", "agentdesk.store.frozen"}
    assert "task" in shape(made)


def test_a_new_migration_is_written_once_with_both_dialects(
    script: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(schema, "MIGRATIONS", tmp_path)
    assert script.main(["0002_colleagues", "person"]) == 0
    written = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()}
    assert set(written) == {"0002_colleagues.py", "0002_colleagues.sqlite.sql", "0002_colleagues.postgres.sql"}
    assert "SERIAL" in written["0002_colleagues.postgres.sql"]
    opened = SqliteDatabase(str(tmp_path / "made.db"))
    with opened:
        assert Runner(opened, str(tmp_path), table_name=schema.HISTORY).up() == ["0002_colleagues"]
    opened.close()
    assert list(shape(tmp_path / "made.db")) == ["person"]
    assert script.main(["0002_colleagues", "task"]) == 1
    assert script.main(["0003_more", "no_such_table"]) == 2
    assert script.main([]) == 2
    assert {path.name: path.read_text("utf-8") for path in tmp_path.glob("0002*")} == written
    assert "never changes" in capsys.readouterr().err
