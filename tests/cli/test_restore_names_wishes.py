"""`agentdesk db restore` of an older backup: what customers asked for since is named, by number, and not done again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from agentdesk.common import clock
from agentdesk.store.database import close_database, open_database
from agentdesk.store.tables import Customer, DoNotContact, Erasure
from tests.cli.said import Cli

NAMES = ["郭丽华", "欧阳独一", "司马光华", "诸葛明亮", "上官婉儿"]
ERASED, OPTED_OUT, BACK, WITHDRAWN, RESTRICTED = range(1, 6)  # the customers' numbers


@pytest.fixture
def backup(database_file: Path, cli: Cli, tmp_path: Path) -> Path:
    """A backup; since then each of the five customers asked for something, and a sixth came and asked for it too."""
    for number, name in enumerate(NAMES, 1):
        Customer.create(id=number, source_key=f"C{number}", name=name, created_at=clock.now(), updated_at=clock.now())
    close_database()
    done(cli, "no-contact", "add", BACK, "--reason", "来电要求")
    path = Path(cli("db", "backup", "--to", tmp_path / "kept").stdout.strip())
    done(cli, "erase", ERASED, "--confirm", NAMES[0], "--reason", "本人申请")
    done(cli, "no-contact", "add", OPTED_OUT, "--reason", "来电要求")
    done(cli, "no-contact", "lift", BACK, "--reason", "本人恢复")
    done(cli, "consent", "withdraw", WITHDRAWN, "care", "--reason", "来电")
    done(cli, "restrict", RESTRICTED, "--reason", "要求停用")
    open_database(str(database_file))
    Customer.create(id=6, source_key="C6", name="后来的", created_at=clock.now(), updated_at=clock.now())
    close_database()
    done(cli, "no-contact", "add", 6, "--reason", "来电要求")
    return path


def done(cli: Cli, *words: object) -> None:
    result = cli("customer", *words)
    assert result.exit_code == 0, result.stderr


LOST = {
    "erasures": [ERASED], "opt_outs": [OPTED_OUT], "opt_outs_lifted": [BACK], "withdrawals": [WITHDRAWN],
    "restrictions": [RESTRICTED], "unknown_customers": 1,
}  # fmt: skip
COMMANDS = ("customer erase", "no-contact add", "no-contact lift", "consent withdraw", "customer restrict")


def test_they_are_named_before_and_after(database_file: Path, backup: Path, cli: Cli) -> None:
    assert json.loads(cli("db", "restore", backup, "--check", "--json").stdout)["lost_wishes"] == LOST
    for restoring in (("--check",), ("--reason", "演练")):
        result = cli("db", "restore", backup, *restoring)
        assert result.exit_code == 0, result.stderr
        lines = result.stderr.splitlines()
        for number, command in zip((ERASED, OPTED_OUT, BACK, WITHDRAWN, RESTRICTED), COMMANDS, strict=True):
            (line,) = (line for line in lines if command in line)
            assert f"：{number} (1)。" in line
        assert any("1 位" in line for line in lines)
        assert "不会自动重做" in lines[-1]
        assert not [name for name in NAMES if name in result.output]
    open_database(str(database_file))
    assert Customer.get_by_id(ERASED).name == NAMES[0]  # back, as the line says
    assert Erasure.select().count() == 0
    assert [wish.customer_id for wish in DoNotContact.select()] == [BACK]


def test_the_same_is_told_to_a_program_that_restores(backup: Path, cli: Cli) -> None:
    result = cli("db", "restore", backup, "--json")
    assert (json.loads(result.stdout)["lost_wishes"], result.stderr) == (LOST, "")


def test_a_backup_of_just_now_forgets_nothing(backup: Path, cli: Cli, tmp_path: Path) -> None:
    fresh = cli("db", "backup", "--to", tmp_path / "fresh").stdout.strip()
    lost = json.loads(cli("db", "restore", fresh, "--check", "--json").stdout)["lost_wishes"]
    assert not any(lost.values())
    assert cli("db", "restore", fresh, "--check").stderr == ""


def test_without_a_database_in_use_nothing_can_be_said(database_file: Path, backup: Path, cli: Cli) -> None:
    for path in database_file.parent.glob("agentdesk.db*"):
        path.unlink()
    told = json.loads(cli("db", "restore", backup, "--check", "--json").stdout)
    assert (told["lost_wishes"], told["later_events"]) == (None, None)
