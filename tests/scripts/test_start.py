"""The start scripts on machines that are only pretended: a PATH of our own whose programs note their calls."""

from __future__ import annotations

import shutil
import stat
import subprocess
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent.parent
TOOLS = ["sh", "cat", "cksum", "date", "dirname", "ls", "mkdir", "readlink", "rm"]

NOTE = '#!/bin/sh\necho "{name} $*" >>"$CALLS"\n'
# The Python of .venv: notes its call, makes the demo database, fails where the test wants it to.
AGENTDESK = (
    NOTE.format(name="agentdesk")
    + """
case "$*" in *"${FAIL_AT:-nothing}"*) exit 7 ;; esac
case "$*" in *"init --demo"*) mkdir -p "$(dirname "$AGENTDESK_DATABASE")" && : >"$AGENTDESK_DATABASE" ;; esac
"""
)
UV = (
    NOTE.format(name="uv")
    + """
case "$*" in *"${FAIL_AT:-nothing}"*) exit 7 ;; esac
if [ "$1" = venv ]; then
    for last; do :; done
    mkdir -p "$last/bin" && rm -f "$last"/.lock-* && cat "$STAND_IN" >"$last/bin/python" && chmod +x "$last/bin/python"
fi
"""
)
OLD_PYTHON = '#!/bin/sh\n[ "$1" = --version ] && echo "Python 3.9.2"\nexit 1\n'
BARE_PYTHON = """#!/bin/sh
case "$*" in
*ensurepip*) exit 1 ;;
*print*) echo 3.12 ;;
esac
"""


class Machine:
    """A checkout in a folder with spaces, and a PATH that holds only what the test puts there."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "a check out"
        self.bin = folder / "bin"
        self.calls_file = folder / "calls"
        self.bin.mkdir()
        for part in ("scripts", ".ci"):
            shutil.copytree(CHECKOUT / part, self.root / part, ignore=shutil.ignore_patterns("__pycache__"))
        for tool in [*TOOLS, "chmod"]:
            (self.bin / tool).symlink_to(str(shutil.which(tool)))
        self.stand_in = self.write(folder / "stand-in", AGENTDESK)

    def write(self, path: Path, text: str) -> Path:
        path.write_text(text, encoding="utf-8")
        path.chmod(path.stat().st_mode | stat.S_IEXEC)
        return path

    def has(self, name: str, text: str) -> None:
        self.write(self.bin / name, text)

    def run(self, script: str, *arguments: str, cwd: Path | None = None, **environment: str):
        told = {
            "PATH": str(self.bin),
            "CALLS": str(self.calls_file),
            "STAND_IN": str(self.stand_in),
            "AGENTDESK_NOW": "2026-11-20T09:00",
        }
        self.calls_file.write_text("", encoding="utf-8")
        command = [str(self.root / "scripts" / script), *arguments]
        return subprocess.run(
            command, env=told | environment, cwd=cwd or self.root, capture_output=True, encoding="utf-8", check=False
        )

    @property
    def calls(self) -> list[str]:
        """What was started, without the paths and options that only fill the line."""
        text = self.calls_file.read_text(encoding="utf-8").replace(f"{self.root}/", "")
        return text.replace("agentdesk -P -m agentdesk", "agentdesk").replace("agentdesk -m", "python -m").splitlines()


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


@pytest.fixture
def ready(machine: Machine) -> Machine:
    """A machine with uv and a Python that is new enough."""
    machine.has("uv", UV)
    machine.has("python3", "#!/bin/sh\nexit 0\n")
    return machine


OPENS = ["agentdesk init --demo", "agentdesk queue build", "agentdesk desk"]


def test_no_python_is_named(machine):
    done = machine.run("desk")
    assert done.returncode == 1
    assert "needs Python 3.11 or newer; this machine has no Python" in done.stderr


def test_an_old_python_is_named_with_its_version(machine):
    machine.has("python3", OLD_PYTHON)
    done = machine.run("desk")
    assert done.returncode == 1
    assert "this machine has Python 3.9.2" in done.stderr


def test_a_newer_python_beside_an_old_one_is_taken(machine):
    machine.has("python3", OLD_PYTHON)
    machine.has("python3.12", BARE_PYTHON)
    assert "Python 3.12 on this machine lacks" in machine.run("desk").stderr


def test_a_missing_venv_module_is_named_with_its_mend(machine):
    machine.has("python3", BARE_PYTHON)
    machine.has("apt-get", "#!/bin/sh\n")
    done = machine.run("desk")
    assert done.returncode == 1
    assert "lacks the module venv or ensurepip" in done.stderr
    assert "  apt install python3.12-venv" in done.stderr
    assert not (machine.root / ".venv").exists()


def test_the_first_start_sets_up_and_opens_and_the_second_only_opens(ready):
    first = ready.run("desk")
    assert first.returncode == 0, first.stderr
    venv, install, *opening = ready.calls
    assert venv.startswith("uv venv --quiet --clear --python ")
    assert install.startswith("uv pip install ")
    assert install.endswith("-r scripts/lock/run.txt")
    assert opening == OPENS
    assert (ready.root / ".demo" / "agentdesk.db").exists()
    second = ready.run("desk")
    assert (second.returncode, second.stderr, ready.calls) == (0, "", ["agentdesk desk"])


def test_from_any_folder_and_by_a_link(ready, tmp_path):
    ready.run("desk")
    link = tmp_path / "my desk"
    link.symlink_to(ready.root / "scripts" / "desk")
    done = ready.run(str(link), cwd=tmp_path)
    assert (done.returncode, ready.calls) == (0, ["agentdesk desk"])


def test_another_lock_is_installed_into_the_same_venv(ready):
    ready.run("desk")
    lock = ready.root / "scripts" / "lock" / "run.txt"
    lock.write_text(lock.read_text(encoding="utf-8") + "another==1.0\n", encoding="utf-8")
    ready.run("desk")
    assert [call.split(" --")[0] for call in ready.calls] == ["uv pip install", "agentdesk desk"]


def test_a_set_up_that_was_broken_off_starts_afresh(ready):
    broken = ready.run("desk", FAIL_AT="pip install")
    assert broken.returncode == 1
    assert "could not be installed" in broken.stderr
    assert not any(call.startswith("agentdesk") for call in ready.calls)
    assert ready.run("desk").returncode == 0
    assert [call.split(" --")[0] for call in ready.calls] == ["uv venv", "uv pip install", *(
        call.split(" --")[0] for call in OPENS
    )]  # fmt: skip


def test_a_demo_that_was_broken_off_is_made_again(ready):
    assert ready.run("desk", FAIL_AT="init --demo").returncode == 7
    assert ready.calls[-1] == "agentdesk init --demo"
    ready.run("desk")
    assert ready.calls == OPENS


def test_a_new_day_is_built_once(ready):
    ready.run("desk")
    ready.run("desk", AGENTDESK_NOW="2026-11-21T08:00")
    assert ready.calls == ["agentdesk queue build", "agentdesk desk"]
    ready.run("desk", AGENTDESK_NOW="2026-11-21T09:00")
    assert ready.calls == ["agentdesk desk"]


def test_a_build_that_failed_is_tried_again(ready):
    ready.run("desk")
    tomorrow = "2026-11-21T08:00"
    assert ready.run("desk", AGENTDESK_NOW=tomorrow, FAIL_AT="queue build").returncode == 7
    ready.run("desk", AGENTDESK_NOW=tomorrow)
    assert ready.calls == ["agentdesk queue build", "agentdesk desk"]


def test_a_database_of_ones_own_is_used(ready, tmp_path):
    own = tmp_path / "my dealer.db"
    ready.run("desk", AGENTDESK_DATABASE=str(own))
    assert own.exists()
    assert not (ready.root / ".demo").exists()
    ready.run("desk", AGENTDESK_DATABASE="postgresql://server/dealer")
    assert ready.calls == ["agentdesk desk"]


def test_other_commands_pass_through_as_they_are(ready):
    ready.run("desk")
    ready.run("desk", "queue", "list", "--agent", "李 娜")
    assert ready.calls == ["agentdesk queue list --agent 李 娜"]


def test_the_tests_run_after_every_check_with_the_arguments_given(ready):
    done = ready.run("test", "-k", "two words")
    assert done.returncode == 0, done.stderr
    assert ready.calls[1].endswith("-r scripts/lock/test.txt")
    steps = [line for line in done.stdout.splitlines() if line.startswith("== ")]
    assert steps == ["== style", "== format", "== types", "== rooms", "== catalogue", "== tests"]
    assert ready.calls[-1] == "python -m pytest -n auto --dist worksteal -k two words"


@pytest.mark.parametrize(
    "step", ["ruff check", "ruff format", "mypy", "importlinter", "messages.py check", "pytest -n"]
)
def test_the_first_step_that_fails_ends_the_test(ready, step):
    done = ready.run("test", FAIL_AT=step)
    assert done.returncode == 1
    assert step in ready.calls[-1]
    assert "scripts/test stopped at: " in done.stderr


def test_desk_and_test_share_one_venv(ready):
    ready.run("desk")
    ready.run("test")
    assert not any(call.startswith("uv venv") for call in ready.calls)
    ready.run("desk")
    assert ready.calls == ["agentdesk desk"]


PROGRAMS = {"git": "git", "tmux": "tmux", "ssh": "openssh-client", "sshd": "openssh-server"}


def test_the_check_on_a_bare_machine_installs_only_what_is_missing(ready):
    ready.has("id", "#!/bin/sh\necho 0\n")
    ready.has("git", "#!/bin/sh\n")
    ready.has("apt-get", NOTE.format(name="apt-get"))
    done = ready.run("../.ci/run", "-k", "one")
    assert done.returncode == 0, done.stderr
    update, install, *rest = ready.calls
    assert update.startswith("apt-get update")
    installed = [name for name in PROGRAMS.values() if name in install.split()]
    assert "git" not in installed
    assert "tmux" in installed
    assert rest[-1] == "python -m pytest -n auto --dist worksteal -k one"


def test_without_the_right_to_install_the_check_says_so_and_goes_on(ready):
    ready.has("id", "#!/bin/sh\necho 1000\n")
    ready.has("apt-get", NOTE.format(name="apt-get"))
    done = ready.run("../.ci/run")
    assert done.returncode == 0
    assert "not installed here, and tests that need them are skipped: git tmux" in done.stderr
    assert not any(call.startswith("apt-get") for call in ready.calls)


def test_with_everything_there_nothing_is_installed(ready):
    for name in PROGRAMS:
        ready.has(name, "#!/bin/sh\n")
    ready.has("id", "#!/bin/sh\necho 0\n")
    ready.has("apt-get", NOTE.format(name="apt-get"))
    assert ready.run("../.ci/run").returncode == 0
    assert not any(call.startswith("apt-get") for call in ready.calls)
