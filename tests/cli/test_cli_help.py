"""The help of every command: an example, every option explained, in the language in use."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from functools import cache

import pytest

from tests.cli.said import ROOT

WALK = """
import json, sys
import click
from agentdesk.cli import COMMANDS, main, root
from click.testing import CliRunner
from types import SimpleNamespace

door = SimpleNamespace(name="agentdesk", main=lambda args, **_: main(list(args)))
found = {}

def walk(command, context, path):
    shown = CliRunner().invoke(door, [*path, "--help"])
    params = [param for param in command.params if isinstance(param, click.Option) and not param.is_eager]
    found[" ".join(path)] = {
        "help": shown.stdout, "code": shown.exit_code, "said": command.help,
        "options": {max(param.opts, key=len): param.help for param in params},
    }
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            walk(child, click.Context(child, parent=context, info_name=name), [*path, name])

from agentdesk.cli.wording import speak
speak()
top = root()
walk(top, click.Context(top, info_name="agentdesk"), [])
print(json.dumps(found))
"""
HAN = re.compile(r"[\u3400-\u9fff]")
QUOTED = re.compile(r"(Example|例如|例)\s*[:：].*", re.DOTALL)
LATIN_WORDS = re.compile(r"[A-Za-z]{3,}(?: [A-Za-z]{2,}){2,}")  # three words in a row: a sentence that stayed English


@cache
def pages(language: str) -> dict[str, dict[str, object]]:
    """Every command with its help, in a process that knows the language from the start."""
    env = {**os.environ, "AGENTDESK_LANG": language}
    done = subprocess.run(
        [sys.executable, "-c", WALK], cwd=ROOT, env=env, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, dict[str, object]] = json.loads(done.stdout)
    return found


def test_the_walk_finds_the_commands_of_the_contract() -> None:
    assert set(pages("en")) >= {
        "", "init", "desk", "scoreboard", "import", "import customers", "import undo", "import list", "queue build",
        "queue list", "complaint list", "complaint show", "call show", "kpi", "form check", "form publish", "form list",
        "playbook check", "playbook publish", "playbook show", "people add", "people list", "db migrate", "db backup",
        "db check", "doctor",
    }  # fmt: skip


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_help_has_an_example_that_can_be_typed(language: str) -> None:
    mark = "例" if language == "zh" else "Example:"
    lacking = [
        path
        for path, page in pages(language).items()
        if page["code"] != 0
        or mark not in str(page["said"])
        or not re.search(rf"agentdesk (--as \S+ )?{path}", str(page["said"]))
    ]
    assert lacking == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_option_is_explained_in_the_language_in_use(language: str) -> None:
    wrong = [
        f"{path} {name}: {text}"
        for path, page in pages(language).items()
        for name, text in page["options"].items()  # type: ignore[attr-defined]
        if not text or bool(HAN.search(text)) != (language == "zh")
    ]
    assert wrong == []


def test_the_chinese_help_is_chinese_and_the_english_english() -> None:
    for path, page in pages("zh").items():
        prose = QUOTED.sub("", str(page["said"]))
        assert HAN.search(prose), path
        assert not LATIN_WORDS.search(prose), (path, prose)
    for path, page in pages("en").items():
        assert not HAN.search(QUOTED.sub("", str(page["said"]))), path


def test_the_frame_around_it_is_translated_too() -> None:
    for path, page in pages("zh").items():
        shown = str(page["help"])
        assert "用法" in shown, path
        assert not {"Usage:", "Options:", "Commands:", "Show this message"} & set(re.split(r"\n|  +", shown)), path
    assert pages("en")["queue"]["help"].startswith("Usage: agentdesk queue")  # type: ignore[attr-defined]


def test_the_list_of_commands_says_what_each_does() -> None:
    for language in ("zh", "en"):
        lines = str(pages(language)[""]["help"]).splitlines()
        for name in ("desk", "queue", "import", "doctor"):
            (line,) = [line for line in lines if line.strip().startswith(f"{name} ")]
            assert bool(HAN.search(line)) == (language == "zh")
