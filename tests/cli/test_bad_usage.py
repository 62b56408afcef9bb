"""Wrong calls, a bad environment, bad settings: one clear line, and the agreed exit code."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.bad_world import words
from tests.cli.said import Cli, refused, rows

WRONG = [
    (("import", "bananas", "x.csv"), "bananas"),
    (("import", "customers", "{folder}/客户.csv", "--profile", "nobody"), "nobody"),
    (("queue", "list", "--agent", "张三"), "张三"),
    (("--as", "张三", "queue", "list"), "张三"),
    (("--as", "张三", "people", "list"), "张三"),
    (("queue", "list", "--date", "2026-02-30"), "2026-02-30"),
    (("queue", "build", "--date", "morgen"), "morgen"),
    (("queue", "build", "--date", "9999-12-31"), "9999-12-31"),
    (("queue", "build", "--date", "0001-01-01"), "0001-01-01"),
    (("scoreboard", "--plain", "--date", "20.11.2026"), "20.11.2026"),
    (("kpi", "--from", "2026-13-01"), "2026-13-01"),
    (("kpi", "show", "KP-99"), "KP-99"),
    (("complaint", "show", "T-0404"), "T-0404"),
    (("complaint", "list", "--state", "asleep"), "asleep"),
    (("playbook", "publish", "no_such_playbook"), "no_such_playbook"),
    (("playbook", "check", "no_such_playbook"), "no_such_playbook"),
    (("people", "add", "a1", "李娜", "--role", "king"), "--role"),
    (("import", "undo", "last"), "BATCH"),
    (("import", "customers"), "FILE"),
    (("queue", "list", "--nonsense"), "--nonsense"),
    (("queue", "list", "--dat", "2026-11-20"), "--date"),
    (("queue", "list", "--date"), "--date"),
    (("queue", "list", "--json=yes"), "--json"),
    (("queue", "list", "today"), "today"),
    (("queue", "bild"), "build"),
    (("queu",), "queue"),
]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    ("command", "named"), WRONG, ids=lambda value: words(value) if isinstance(value, tuple) else ""
)
def test_wrong_usage_is_one_line_in_the_language_in_use(
    cli: Cli, file: Path, customers: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...], named: str,
    language: str,
) -> None:  # fmt: skip
    monkeypatch.setenv("AGENTDESK_LANG", language)
    before = rows(file)
    line = refused(cli(*(part.format(folder=customers.parent) for part in command)), 2)
    assert named in line
    spoken = line
    for part in ("张三", str(customers)):
        spoken = spoken.replace(part, "")
    assert any("一" <= letter <= "鿿" for letter in spoken) == (language == "zh")
    assert rows(file) == before


def test_a_group_without_a_command_shows_its_help(cli: Cli) -> None:
    for arguments in ((), ("queue",)):
        result = cli(*arguments)
        assert (result.exit_code, result.stdout) == (2, "")
        assert "agentdesk queue list" in result.stderr or "agentdesk desk" in result.stderr


@pytest.mark.parametrize(
    ("name", "value"), [("AGENTDESK_NOW", "soon"), ("AGENTDESK_BUSY_SECONDS", "long")], ids=lambda value: value
)
def test_a_bad_environment(cli: Cli, file: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    line = refused(cli("queue", "list"), 2)
    assert name in line
    assert value in line


@pytest.mark.parametrize("content", [b"colour = 1\n", b"database = ", b"\xff\xfe"])
def test_bad_settings(cli: Cli, content: bytes) -> None:
    from agentdesk.common.settings import config_path

    config_path().parent.mkdir(parents=True)
    config_path().write_bytes(content)
    for arguments in (("--help",), ("queue", "list"), ("doctor",)):
        assert "settings.toml" in refused(cli(*arguments), 2)
