"""The first migration is frozen SQL, and a migrated database is what the models describe."""

from __future__ import annotations

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

from agentdesk.store import schema
from agentdesk.store.tables import ALL

ROOT = Path(__file__).resolve().parent.parent.parent
SCRIPT = ROOT / "scripts" / "freeze_schema.py"
Shape = dict[str, dict[str, object]]


@pytest.fixture(scope="module")
def freeze() -> ModuleType:
    """The script as a module."""
    spec = importlib.util.spec_from_file_location("freeze_schema", SCRIPT)
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


only_the_first = pytest.mark.skipif(len(schema.known()) > 1, reason="later migrations changed what the first made")


@only_the_first
@pytest.mark.parametrize("dialect", ["sqlite", "postgres"])
def test_the_frozen_sql_is_what_the_models_give(freeze: ModuleType, dialect: str) -> None:
    frozen = freeze.frozen_file(dialect).read_text(encoding="utf-8")
    assert frozen == freeze.text(dialect), "run: python scripts/freeze_schema.py"


@only_the_first
@pytest.mark.parametrize("dialect", ["sqlite", "postgres"])
def test_each_dialect_has_every_table_check_and_partial_index(freeze: ModuleType, dialect: str) -> None:
    frozen = freeze.frozen_file(dialect).read_text(encoding="utf-8")
    tables = re.findall(r'CREATE TABLE "(\w+)"', frozen)
    assert sorted(tables) == sorted({table._meta.table_name for table in ALL})
    assert "IF NOT EXISTS" not in "".join(re.findall(r"CREATE TABLE.*", frozen))
    for name in ("contact_one_open", "promise_one_open", "draft_one_open", "task_open_agent"):
        assert re.search(rf"INDEX (IF NOT EXISTS )?{name} .* WHERE ", frozen)
    assert ("SERIAL" in frozen) == ("TIMESTAMP" in frozen) == (dialect == "postgres")
    made = [place for place in range(len(tables)) if tables[place] in tables[:place]]
    assert made == []
    for table, body in re.findall(r'CREATE TABLE "(\w+)" \((.*?)\);\n', frozen, re.DOTALL):
        for target in re.findall(r'REFERENCES "(\w+)"', body):
            assert tables.index(target) <= tables.index(table)  # a server refuses a link to a table that is not there


def test_the_first_migration_does_not_know_the_models(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom peewee import SqliteDatabase\nfrom playhouse.migrations import Runner\n"
        "opened = SqliteDatabase(sys.argv[2])\n"
        "print(Runner(opened, sys.argv[1], table_name='schema_migration').up())\n"
        "print([name for name in sys.modules if name.startswith('agentdesk')])\n"
    )
    made = tmp_path / "made.db"
    done = subprocess.run(
        [sys.executable, "-c", code, str(schema.MIGRATIONS), str(made)],
        cwd=tmp_path, capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    assert done.stdout.splitlines() == [str(schema.known()), "[]"]
    assert "task" in shape(made)


def test_freezing_again_changes_nothing_and_a_released_migration_is_left_alone(
    freeze: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(schema, "MIGRATIONS", tmp_path)
    (tmp_path / "0001_initial.py").touch()
    assert freeze.main(["--check"]) == 1
    assert freeze.main([]) == 0
    assert freeze.main(["--check"]) == 0
    frozen = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.glob("*.sql")}
    assert set(frozen) == {"0001_initial.sqlite.sql", "0001_initial.postgres.sql"}
    assert freeze.main([]) == 0
    (tmp_path / "0002_later.py").touch()
    (tmp_path / "0001_initial.sqlite.sql").write_text("CREATE TABLE old (id INTEGER);\n")
    capsys.readouterr()
    assert freeze.main([]) == 1
    assert "new migration" in capsys.readouterr().err
    assert (tmp_path / "0001_initial.sqlite.sql").read_text() == "CREATE TABLE old (id INTEGER);\n"
