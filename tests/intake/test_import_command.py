"""The command line's contract: keys, exit codes, one line for an error."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from click.testing import Result
from peewee import Database

from agentdesk.store.database import close_database
from agentdesk.store.tables import ImportBatch
from tests.intake.conftest import CUSTOMERS

Cli = Callable[..., Result]
ROOT = Path(__file__).resolve().parent.parent.parent


def customers_file(folder: Path, text: str = CUSTOMERS) -> Path:
    """A file of customers."""
    path = folder / "客户档案.csv"
    path.write_text(text, encoding="gb18030")
    return path


def test_keys_of_json(database: Database, cli: Cli, tmp_path: Path) -> None:
    text = CUSTOMERS.replace("1980-02-29", "1981-02-29").replace("备注", "颜色")
    result = cli("import", "customers", customers_file(tmp_path, text), "--json")
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout) == {
        "batch": 1, "kind": "customers", "file": "客户档案.csv", "encoding": "gb18030", "dry_run": False,
        "total": 3, "accepted": 2, "corrected": 1, "refused": 0, "unchanged": 0, "duplicate": 0,
        "outdated": 0, "created": 3, "updated": 0, "unknown_columns": ["颜色"],
        "rows": [{"row": 2, "verdict": "corrected", "problems": [
            {"column": "出生日期", "value": "1981-02-29", "reason": "there is no such day"}]}],
    }  # fmt: skip
    assert result.stderr == ""


def test_words_for_people_in_both_languages(database: Database, cli: Cli, tmp_path: Path) -> None:
    path = customers_file(tmp_path, CUSTOMERS.replace("1980-02-29", "1981-02-29"))
    said = cli("import", "customers", path, "--dry-run").stdout
    assert "共 3 行，新增 3" in said
    assert "没有这一天" in said
    assert ImportBatch.select().count() == 0
    os.environ["AGENTDESK_LANG"] = "en"
    try:
        assert "3 rows, 3 new" in cli("import", "customers", path, "--dry-run").stdout
    finally:
        del os.environ["AGENTDESK_LANG"]


def test_list_and_undo(database: Database, cli: Cli, tmp_path: Path) -> None:
    assert "import people" in cli("import", "list").stdout
    cli("import", "customers", customers_file(tmp_path))
    listed = json.loads(cli("import", "list", "--json").stdout)
    assert [(row["batch"], row["kind"], row["status"], row["accepted"]) for row in listed] == [
        (1, "customers", "applied", 3)
    ]
    assert "客户档案.csv" in cli("import", "list").stdout
    undone = json.loads(cli("import", "undo", "1", "--json").stdout)
    assert undone == {"batch": 1, "deleted": 3, "restored": 0, "kept": []}


def test_errors_are_one_line_with_their_exit_code(database: Database, cli: Cli, tmp_path: Path) -> None:
    for arguments, code in [
        (("customers", tmp_path / "nowhere.csv"), 1),
        (("bananas", customers_file(tmp_path)), 2),
        (("customers", customers_file(tmp_path), "--profile", "nobody"), 2),
        (("vehicles", customers_file(tmp_path, "a,b\n1,2\n")), 1),
        (("undo", "7"), 1),
    ]:
        result = cli("import", *arguments)
        assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (code, "", 1), result.stderr


def test_a_read_only_database(database_file: Path, cli: Cli, tmp_path: Path) -> None:
    close_database()
    path = database_file
    path.chmod(stat.S_IRUSR)
    folder = tmp_path / "in"
    folder.mkdir()
    result = cli("import", "customers", customers_file(folder))
    path.chmod(stat.S_IRUSR | stat.S_IWUSR)
    if os.getuid():  # root writes whatever the mode says
        assert (result.exit_code, result.stderr.count("\n")) == (3, 1)


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys\nfrom agentdesk.cli import main\n"
        "try: main(['import', 'customers', '--help'])\nexcept SystemExit: pass\n"
        "print(sorted({'textual', 'pyxform', 'pypinyin', 'python_calamine'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    assert "--dry-run" in done.stdout
    assert done.stderr.strip() == "[]"
