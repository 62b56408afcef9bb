"""`agentdesk ssh` and `people key` without an sshd: what is printed, what a line over SSH may be."""

from __future__ import annotations

import ast
import json
import os
import pwd
import subprocess
from pathlib import Path

import click
import pytest
from peewee import Database

from agentdesk.cli import root
from agentdesk.cli.plain_commands import Refused, allowed, arguments_of
from agentdesk.store.audit import SYSTEM
from agentdesk.store.database import close_database, open_database
from agentdesk.store.people import add_person
from agentdesk.store.tables import AuditEvent, PersonKey
from tests.cli.said import Cli, refused, rows
from tests.store.test_keys import blob, line

ACCOUNT = pwd.getpwuid(os.getuid()).pw_name


@pytest.fixture
def file(database: Database, database_file: Path, tmp_path: Path) -> Path:
    """A database with 李娜 in it; her key lies beside it."""
    add_person(SYSTEM, "A001", "李娜")
    close_database()
    (tmp_path / "li.pub").write_text(line(1), encoding="utf-8")
    return database_file


def test_a_key_is_added_looked_up_and_revoked(file: Path, cli: Cli) -> None:
    asked = ("ssh", "authorized-keys", "--user", ACCOUNT, "--type", "ssh-ed25519", "--key", blob(1))
    assert (cli(*asked).exit_code, cli(*asked).stdout) == (0, "")
    added = cli("people", "key", "add", "李娜", file.parent / "li.pub")
    assert (added.exit_code, added.stderr) == (0, "")
    given = cli(*asked, "--launcher", '/opt/a "b"')
    assert given.stdout == f'restrict,pty,command="/opt/a \\"b\\" ssh session --key 1" ssh-ed25519 {blob(1)}\n'
    assert "laptop 1" in cli("people", "key", "list").stdout
    assert cli("people", "key", "revoke", "1", "--reason", "丢失").exit_code == 0
    assert (cli(*asked).exit_code, cli(*asked).stdout) == (0, "")
    assert "丢失" in cli("people", "key", "list", "--all", "--json").stdout
    assert cli("people", "key", "list").stdout == "没有有效的密钥。\n"
    (file.parent / "li.pub").write_text(line(2), encoding="utf-8")
    assert cli("people", "key", "add", "李娜", file.parent / "li.pub").exit_code == 0
    in_force, with_revoked = cli("people", "key", "list").stdout, cli("people", "key", "list", "--all").stdout
    assert "laptop 2" in in_force
    assert "吊销" not in in_force  # a column that would be empty
    assert "吊销" in with_revoked
    assert with_revoked.index("laptop 2") < with_revoked.index("laptop 1") < with_revoked.index("丢失")


def test_a_private_key_and_a_missing_file_leave_nothing(file: Path, cli: Cli) -> None:
    before = rows(file)
    pasted = file.parent / "id"
    pasted.write_text("-----BEGIN OPENSSH PRIVATE KEY-----\nsecretsecret\n", encoding="utf-8")
    assert "secret" not in refused(cli("people", "key", "add", "李娜", pasted), 2)
    refused(cli("people", "key", "add", "李娜", file.parent / "none.pub"), 1)
    refused(cli("people", "key", "add", "nobody", file.parent / "li.pub"), 2)
    assert rows(file) == before
    assert b"secretsecret" not in file.read_bytes()


def test_nothing_is_said_on_stdout_where_something_is_wrong(
    file: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ("--type", "ssh-ed25519", "--key", blob(1))
    for user in ("no-such-account", "nobody"):
        refused(cli("ssh", "authorized-keys", "--user", user, *asked), 1)
    monkeypatch.setenv("AGENTDESK_DATABASE", str(file.with_name("none.db")))
    refused(cli("ssh", "authorized-keys", "--user", ACCOUNT, *asked), 1)
    assert not file.with_name("none.db").exists()


def test_as_is_refused_where_a_command_is_forced(file: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    assert cli("--as", "李娜", "queue", "list").exit_code == 0
    cli("people", "key", "add", "李娜", file.parent / "li.pub")
    assert "--as" in refused(cli("--as", "李娜", "ssh", "session", "--key", "1"), 1)
    monkeypatch.setenv("SSH_ORIGINAL_COMMAND", "queue list")
    assert "--as" in refused(cli("--as", "李娜", "queue", "list"), 1)
    assert cli("ssh", "session", "--key", "1").exit_code == 0
    refused(cli("ssh", "session", "--key", "2"), 1)
    open_database(str(file))
    assert PersonKey.get().last_used_at is not None


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give a file away")
def test_who_does_not_own_the_desk_is_nobody_by_a_number(file: Path, cli: Cli) -> None:
    cli("people", "key", "add", "李娜", file.parent / "li.pub")
    os.chown(file, 65534, -1)
    refused(cli("ssh", "session", "--key", "1"), 1)


def test_the_guide_tells_the_account_that_owns_the_database_how_to_add_a_key(file: Path, cli: Cli) -> None:
    script = file.parent / "agentdesk-ssh"
    script.write_text(cli("ssh", "install-guide", "--part", "wrapper").stdout, encoding="utf-8")
    script.chmod(0o755)
    guide = cli("ssh", "install-guide", "--account", ACCOUNT, "--launcher", script).stdout
    (told,) = (line for line in guide.splitlines() if "people key add" in line)
    assert told.startswith(f"su {ACCOUNT} -c '{script} ")
    added = told.partition("-c '")[2].partition("'")[0].replace("NAME", "李娜")
    with (file.parent / "li.pub").open() as key:
        done = subprocess.run(added, shell=True, stdin=key, capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stderr) == (0, "")
    open_database(str(file))
    assert PersonKey.get().person.name == "李娜"


def test_a_servers_url_keeps_how_it_is_reached_and_loses_the_password(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(
        "AGENTDESK_DATABASE", "postgresql://desk:ge:h@eim@db:5433/dealer?sslmode=verify-full&password=x&host=/run/pg"
    )
    script = cli("ssh", "install-guide", "--part", "wrapper").stdout
    assert "'AGENTDESK_DATABASE=postgresql://desk@db:5433/dealer?sslmode=verify-full&host=/run/pg'" in script
    assert ".pgpass" in cli("ssh", "install-guide").stdout


def test_the_wrapper_hands_on_nothing_but_what_it_names(file: Path, cli: Cli, tmp_path: Path) -> None:
    script = tmp_path / "agentdesk-ssh"
    script.write_text(cli("ssh", "install-guide", "--part", "wrapper", "--home", "/home 7").stdout, encoding="utf-8")
    script.write_text(script.read_text().replace("-P -m agentdesk", "-c 'import os; print(dict(os.environ))'"))
    line = "kpi 'a  b' $(id); *"
    given = {"SSH_ORIGINAL_COMMAND": line, "TERM": "xterm", "PYTHONSTARTUP": "/x", "AGENTDESK_NOW": "2020-01-01T08:00"}
    done = subprocess.run(["sh", script], env=given, capture_output=True, encoding="utf-8", check=True)
    seen = ast.literal_eval(done.stdout)
    seen.pop("LC_CTYPE", None)  # Python's own
    assert {"SSH_ORIGINAL_COMMAND": line, "TERM": "xterm", "HOME": "/nonexistent"}.items() <= seen.items()
    assert set(seen) - {"PYTHONPATH"} == {
        "SSH_ORIGINAL_COMMAND", "TERM", "HOME", "PATH", "LANG", "PYTHONUTF8", "AGENTDESK_DATABASE",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("role", "text", "given"),
    [
        ("agent", "", ["desk"]),
        ("agent", "  ", ["desk"]),
        ("agent", "queue list --date 2026-11-20", ["queue", "list", "--date", "2026-11-20", "--agent", "A001"]),
        ("supervisor", "queue list --agent '李 娜'", ["queue", "list", "--agent", "李 娜"]),
        ("board", "scoreboard --plain", ["scoreboard", "--plain"]),
        ("supervisor", "kpi show KP-03 --from=2026-10-01", ["kpi", "show", "KP-03", "--from=2026-10-01"]),
        ("supervisor", "report nothing --format xlsx", None),
        ("supervisor", "report aftersales-monthly --format xlsx", ["report", "aftersales-monthly", "--format", "xlsx"]),
        ("administrator", "doctor --json", ["doctor", "--json"]),
        ("supervisor", "doctor --json", None),
        ("agent", "queue list --agent 孙悦", None),
        ("agent", "queue list --agent=孙悦", None),
        ("agent", "kpi", None),
        ("board", "kpi show KP-03 --rows", None),
        ("supervisor", "report aftersales-monthly -o x", None),
        ("supervisor", "report aftersales-monthly -ox", None),
        ("supervisor", "report aftersales-monthly --output=x", None),
        ("supervisor", "report text aftersales-monthly --edit", None),
        ("supervisor", "kpi take bulletin.csv", None),
        ("supervisor", "kpi show KP-03 extra", None),
        ("supervisor", "kpi --from", None),
        ("supervisor", "kpi --from --to", None),
        ("supervisor", "complaint show T-0001 -- --page", None),
        ("supervisor", "complaint list; id", None),
        ("supervisor", "internal-sftp", None),
        ("supervisor", "complaint list && id", None),
        ("supervisor", "$(id)", None),
        ("supervisor", "kpi --json\nid", None),
        ("supervisor", "kpi 'unfinished", None),
        ("supervisor", "--as 李娜 scoreboard --plain", None),
        ("administrator", "ssh session --key 1", None),
        ("administrator", "db backup -o /x", None),
        ("administrator", "people key add x -", None),
        ("administrator", "x" * 2000, None),
    ],
)
def test_lines_over_ssh(role: str, text: str, given: list[str] | None) -> None:
    if given is None:
        with pytest.raises(Refused):
            arguments_of(role, text, "A001")
    else:
        assert arguments_of(role, text, "A001") == given


CUSTOMER = "郭丽华"


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        (f"queue explain --customer {CUSTOMER}", "queue explain --customer ***"),
        (f"queue explain --customer={CUSTOMER}", "queue explain --customer=***"),
        (f"queue explain --{CUSTOMER}", "queue explain ***"),
        (f"customer show {CUSTOMER} 13805501234", "*** show ***"),
        (f"{CUSTOMER} 皖M12345", "***"),
        (f"queue list --agent {CUSTOMER}", "queue list --agent ***"),
        (f"queue list '{CUSTOMER}", "queue list ***"),
        (f"kpi\n{CUSTOMER}", "kpi ***"),
        (f"kpi {CUSTOMER} " * 200, None),
        ("x" * 2000, "***"),
        (f"queue explain {CUSTOMER}", "queue explain ***"),  # let through, and no number of a call
        ("queue explain 17", "queue explain 17"),
        ("queue list --date=2026-11-20", "queue list --date=2026-11-20 --agent ***"),
    ],
)
def test_no_customer_is_named_in_what_is_kept_of_a_line(
    file: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch, line: str, kept: str | None
) -> None:
    cli("people", "key", "add", "李娜", file.parent / "li.pub")
    monkeypatch.setenv("SSH_ORIGINAL_COMMAND", line)
    cli("ssh", "session", "--key", "1")
    open_database(str(file))
    (event,) = AuditEvent.select().where(AuditEvent.action.in_(["ssh.refuse", "ssh.run"]))
    said = json.loads(event.after)["command"]
    assert len(said) <= 200
    assert said == kept or kept is None
    for part in (CUSTOMER, "13805501234", "12345", "xxx"):
        assert part not in f"{event.before} {event.after} {event.reason}"


@pytest.mark.parametrize(
    ("role", "some", "none"),
    [
        ("agent", ("queue list", "shifts show"), ("kpi", "doctor", "report NAME")),
        ("board", ("scoreboard", "kpi compare"), ("queue list", "report NAME")),
        ("administrator", ("doctor", "people key list", "report NAME"), ("desk",)),
    ],
)
def test_a_refusal_names_what_the_role_may_ask_for(role: str, some: tuple[str, ...], none: tuple[str, ...]) -> None:
    with pytest.raises(Refused) as refusal:
        arguments_of(role, "rm -rf /", "A001")
    line = str(refusal.value)
    assert "\n" not in line
    named = line.rpartition("：")[2].rstrip("。").split(", ")
    assert set(some) <= set(named)
    assert not set(none) & set(named)
    for command in named:
        assert arguments_of(role, command.replace("NAME", "aftersales-monthly"), "A001")


def test_the_check_says_which_server_it_looked_at(
    file: Path, cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a stand-in for sshd that answers only for the file and the port it is asked about."""
    fixed = "authenticationmethods publickey\npasswordauthentication no\nkbdinteractiveauthentication no\n"
    fixed += "disableforwarding yes\npermituserrc no\nauthorizedkeysfile none\nclientaliveinterval 15\n"
    fixed += "authorizedkeyscommanduser agentdesk-keys\n"
    fixed += "authorizedkeyscommand /usr/local/bin/agentdesk-ssh ssh authorized-keys --user %u\n"
    (tmp_path / "answer").write_text(fixed, encoding="utf-8")
    (tmp_path / "other.conf").write_text("Port 2222\n", encoding="utf-8")
    sshd = tmp_path / "bin" / "sshd"
    sshd.parent.mkdir()
    sshd.write_text(
        f"#!/bin/sh\ncase \"$*\" in\n*'-f {tmp_path}/other.conf'*lport=2222*) cat {tmp_path}/answer;;\n"
        "*) echo 'no host keys' >&2; exit 1;;\nesac\n",
        encoding="utf-8",
    )
    sshd.chmod(0o755)
    monkeypatch.setenv("PATH", f"{sshd.parent}:{os.environ['PATH']}")
    check = ("ssh", "install-guide", "--check")
    own = cli(*check)
    assert "no host keys" in own.stderr
    assert "sshd -T" in own.stderr
    other = cli(*check, "--sshd-config", tmp_path / "other.conf", "--port", "2222")
    assert f"{tmp_path}/other.conf" in other.stdout
    assert "2222" in other.stdout
    assert not [line for line in other.stderr.splitlines() if "sshd" in line.replace(str(tmp_path), "")]
    (tmp_path / "answer").write_text(fixed.replace("passwordauthentication no", "passwordauthentication yes"))
    found = json.loads(cli(*check, "--sshd-config", tmp_path / "other.conf", "--port", "2222", "--json").stdout)
    assert any("passwordauthentication" in line for line in found["findings"])
    assert (found["sshd_config"], found["port"]) == (str(tmp_path / "other.conf"), 2222)
    refused(cli("ssh", "install-guide", "--port", "2222"), 2)


def test_the_table_names_real_options_and_none_of_a_file() -> None:
    for row in allowed():
        found: click.Command = root()
        for word in row.words:
            assert isinstance(found, click.Group)
            following = found.get_command(click.Context(found), word)
            assert following is not None, row
            found = following
        options = {name: param for param in found.params for name in param.opts if name.startswith("-")}
        assert {*row.flags, *row.values, *filter(None, [row.own])} <= set(options), row
        named = [options[name] for name in (*row.flags, *row.values)]
        bare = [param for param in found.params if isinstance(param, click.Argument)]
        assert len(bare) >= row.bare, row
        for param in (*named, *bare):
            assert not isinstance(param.type, click.Path | click.File), row
        assert all(options[name].is_flag for name in row.flags), row  # type: ignore[attr-defined]
        assert not any(options[name].is_flag for name in row.values), row  # type: ignore[attr-defined]
