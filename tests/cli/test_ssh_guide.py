"""`agentdesk ssh install-guide`: its commands do what it shows, and its check says what does not hold and the mend."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.said import ROOT, Cli


def test_the_guide_names_this_installation_and_the_check_what_is_missing(file: Path, cli: Cli) -> None:
    guide = cli("ssh", "install-guide", "--account", "desk-7")
    assert (guide.exit_code, guide.stderr) == (0, "")
    for part in (str(file), sys.executable, "Match User desk-7", "DisableForwarding yes", "chmod 2750"):
        assert part in guide.stdout
    assert cli("ssh", "install-guide", "--part", "sshd").stdout.startswith("Match User desk\n")
    assert len(json.loads(cli("ssh", "install-guide", "--json").stdout)) == 8
    file.chmod(0o644)
    home = file.parent / "launcher"
    checked = cli("ssh", "install-guide", "--check", "--json", "--launcher", home, "--account", "no-such-account")
    found = "\n".join(json.loads(checked.stdout)["findings"])
    assert checked.exit_code == 1
    for part in ("no-such-account", str(home), "chmod 640"):
        assert part in found


@pytest.mark.parametrize("reader", [(), ("--reader", "udesk keys")], ids=["usual reader", "own reader"])
def test_the_guides_commands_write_what_the_guide_shows(
    file: Path, cli: Cli, tmp_path: Path, reader: tuple[str, ...]
) -> None:
    """Each is run as root's shell would: with nothing in its environment."""
    script = tmp_path / "agentdesk-ssh"
    given = ("--account", "udesk", *reader, "--home", str(tmp_path), "--launcher", str(script))
    steps = [each["text"] for each in json.loads(cli("ssh", "install-guide", *given, "--json").stdout)]
    (install,) = (text for text in steps if "--part wrapper" in text)
    _as_typed(install.splitlines()[0])
    assert script.read_text(encoding="utf-8") in steps
    script.chmod(0o755)
    (reload,) = (text for text in steps if "--part sshd" in text)
    configure, _reload, check = reload.splitlines()
    (drop_in,) = (text for text in steps if text.startswith("Match User udesk"))
    assert _as_typed(configure.partition(" >")[0]).stdout.rstrip("\n") == drop_in
    checked = _as_typed(check)
    assert checked.returncode == 1  # nobody made the accounts
    for name in ("udesk", *(reader[1:] or ["agentdesk-keys"])):
        assert f" {name} " in checked.stderr.replace("。", " ")


def _as_typed(line: str) -> subprocess.CompletedProcess[str]:
    assert shlex.split(line)[0] != "agentdesk"
    bare = {"PATH": "/usr/bin:/bin"}
    return subprocess.run(line, shell=True, env=bare, cwd="/", capture_output=True, encoding="utf-8", check=False)


def test_the_guide_repeats_no_option_that_is_the_default(file: Path, cli: Cli) -> None:
    guide = cli("ssh", "install-guide", "--account", "desk").stdout
    assert "/usr/local/bin/agentdesk-ssh ssh install-guide --check\n" in guide


def test_the_check_says_which_interpreter_lies_behind_a_closed_folder_and_the_mend(file: Path, tmp_path: Path) -> None:
    """An environment whose Python is a link into somebody's own folder, as `uv` makes them."""
    closed, environment = tmp_path / "closed", tmp_path / "environment"
    closed.mkdir(mode=0o700)
    environment.mkdir(mode=0o755)
    real, named = closed / "python", environment / "python"
    real.write_bytes(b"")
    named.symlink_to(real)
    code = (
        "import sys; given = sys.argv[1:]; sys.executable = given.pop(0); from agentdesk.cli import main; main(given)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, named, "ssh", "install-guide", "--check", "--json"],
        cwd=ROOT, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 1
    (line,) = (said for said in json.loads(done.stdout)["findings"] if str(named) in said)
    assert str(real) in line
    assert "/usr/bin/python3" in line
