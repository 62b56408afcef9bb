"""Files that cannot be taken in: one clear line, the agreed exit code, nothing half-written."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.bad_world import GOOD, words
from tests.cli.said import ROOT, Cli, like_anybody, refused, rows, run


def _missing(folder: Path) -> Path:
    return folder / "没有.csv"


def _folder(folder: Path) -> Path:
    (folder / "客户.csv").mkdir()
    return folder / "客户.csv"


def _neither_encoding(folder: Path) -> Path:
    (folder / "客户.csv").write_bytes(GOOD.encode("gb18030") + b"C3,\xff\xff\n")
    return folder / "客户.csv"


def _broken_workbook(folder: Path) -> Path:
    whole = next((ROOT / "fixtures").glob("*.xlsx")).read_bytes()
    (folder / "客户.xlsx").write_bytes(whole[: len(whole) // 2])
    return folder / "客户.xlsx"


def _csv_named_workbook(folder: Path) -> Path:
    (folder / "客户.xlsx").write_bytes(GOOD.encode())
    return folder / "客户.xlsx"


def _archive(folder: Path) -> Path:
    (folder / "notes.txt").write_text("x")
    made = shutil.make_archive(str(folder / "客户"), "zip", folder, "notes.txt")
    return Path(made).rename(folder / "客户.xlsx")


def _empty(folder: Path) -> Path:
    (folder / "客户.csv").touch()
    return folder / "客户.csv"


def _other_columns(folder: Path) -> Path:
    (folder / "客户.csv").write_text("甲,乙\n1,2\n")
    return folder / "客户.csv"


@pytest.mark.parametrize(
    "make", [_missing, _folder, _neither_encoding, _broken_workbook, _csv_named_workbook, _archive, _empty,
             _other_columns]
)  # fmt: skip
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_file_that_cannot_be_taken_in(
    cli: Cli, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: Callable[[Path], Path], language: str
) -> None:
    monkeypatch.setenv("AGENTDESK_LANG", language)
    before = rows(file)
    path = make(tmp_path)
    line = refused(cli("import", "customers", path), 1)
    assert path.name in line
    assert any("一" <= letter <= "鿿" for letter in line.replace(str(path), "").replace(path.name, "")) == (
        language == "zh" or make is _other_columns  # its columns are Chinese in both
    )
    assert rows(file) == before


def test_a_file_that_may_not_be_read(file: Path, customers: Path) -> None:
    customers.chmod(0)
    assert customers.name in refused(run("import", "customers", customers, preexec_fn=like_anybody), 1)


def test_a_name_with_control_characters_is_made_visible(cli: Cli, file: Path) -> None:
    line = refused(cli("import", "customers", "a\x1b[2J\nb.csv"), 1)
    assert "\x1b" not in line
    assert "␛[2J␊b.csv" in line


def test_what_stands_in_a_file_is_shown_with_marks(cli: Cli, file: Path, tmp_path: Path) -> None:
    path = tmp_path / "客户.csv"
    path.write_text("客户编号,客户名称,出生日期,\x1b[1m颜色\nC1,王磊,\x1b[2J,红\n,周敏,,\n", encoding="utf-8")
    result = cli("import", "customers", path)
    assert result.exit_code == 0, result.stderr
    assert "␛[2J" in result.stdout
    assert "␛[1m颜色" in result.stdout
    assert "\x1b" not in result.stdout


@pytest.mark.parametrize("command", [("desk",), ("scoreboard",)], ids=words)
def test_a_screen_needs_a_terminal(cli: Cli, file: Path, command: tuple[str, ...]) -> None:
    refused(cli(*command), 1)


def test_a_name_that_is_no_text(file: Path) -> None:
    command = [sys.executable, "-m", "agentdesk", "import", "customers", b"\xff\xfe.csv"]
    assert refused(subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False), 1)
