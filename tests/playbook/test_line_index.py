"""On which line a key stands, in TOML as people write it."""

from __future__ import annotations

import tomllib

import pytest

from agentdesk.playbook.index import LineIndex
from agentdesk.playbook.read import dotted

TEXT = '''# a comment with key = "no"
title = "a # b"
[house]
open = [
  "mon", # nested = 1
  "tue",
]
note = """
fake = 1
[not.a.table]
"""
after = 2
"quoted key" = 3
a.b = 4
[[kind]]
code = "CB-01"
  [[kind.schedule]]
  step = "one"
  when = { use_type = "private" }
  [[kind.schedule]]
  step = "two" # step = "three"
[[kind]] # the second
code = 'CB-02'
[kind.extra]
x = 1
[[kind.schedule]]
step = "three"
[house.calling]
mon = ["09:00-11:30"]
'''
LINES = TEXT.splitlines()


@pytest.mark.parametrize(
    ("path", "content"),
    [
        (("title",), 'title = "a # b"'),
        (("house",), "[house]"),
        (("house", "open"), "open = ["),
        (("house", "note"), 'note = """'),
        (("house", "after"), "after = 2"),
        (("house", "quoted key"), '"quoted key" = 3'),
        (("house", "a", "b"), "a.b = 4"),
        (("kind", 0), "[[kind]]"),
        (("kind", 0, "code"), 'code = "CB-01"'),
        (("kind", 0, "schedule", 0, "step"), '  step = "one"'),
        (("kind", 0, "schedule", 0, "when", "use_type"), '  when = { use_type = "private" }'),
        (("kind", 0, "schedule", 1, "step"), '  step = "two" # step = "three"'),
        (("kind", 1), "[[kind]] # the second"),
        (("kind", 1, "code"), "code = 'CB-02'"),
        (("kind", 1, "extra", "x"), "x = 1"),
        (("kind", 1, "schedule", 0, "step"), 'step = "three"'),
        (("house", "calling", "mon"), 'mon = ["09:00-11:30"]'),
    ],
)
def test_lines(path: tuple[str | int, ...], content: str) -> None:
    assert LINES[LineIndex(TEXT).line(path) - 1] == content


def test_a_missing_key_is_on_the_line_of_its_table() -> None:
    assert LINES[LineIndex(TEXT).line(("kind", 1, "zh")) - 1] == "[[kind]] # the second"
    assert LineIndex(TEXT).line(("nowhere",)) == 1


def test_every_value_tomllib_reads_has_a_line_of_its_own_table_or_key() -> None:
    index = LineIndex(TEXT)
    for path in _paths((), tomllib.loads(TEXT)):
        last = path[-1]
        if isinstance(last, str) and path[:-1] != ("kind", 0, "schedule", 0, "when"):
            assert last in LINES[index.line(path) - 1]


def _paths(path: tuple[str | int, ...], value: object) -> list[tuple[str | int, ...]]:
    found = [path] if path else []
    if isinstance(value, dict):
        for key, inner in value.items():
            found += _paths((*path, key), inner)
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for number, inner in enumerate(value):
            found += _paths((*path, number), inner)
    return found


def test_dotted() -> None:
    assert dotted(("kind", 1, "schedule", 0, "step")) == "kind[2].schedule[1].step"
