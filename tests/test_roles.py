"""Who may do what: each function that takes an actor is called with every role and compared with the table."""

from __future__ import annotations

import ast
import importlib
import inspect
import json
import pkgutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from peewee import Database

import agentdesk
from agentdesk.common import clock
from agentdesk.common.errors import Forbidden
from agentdesk.store.audit import Actor
from agentdesk.store.rights import RIGHTS, inner
from agentdesk.store.tables.people import ROLES

ROOT = Path(agentdesk.__file__).parent
FRONT = ("tui", "cli", "rehearsal")


class Refused(Forbidden):
    """The role was not enough."""


class Probe(Actor):
    """An actor whose refusal by role is told from every other reason."""

    def require(self, *roles: str) -> None:
        """As the actor's own."""
        try:
            super().require(*roles)
        except Forbidden as refusal:
            raise Refused(str(refusal)) from None


def found() -> dict[str, Callable[..., Any]]:
    """The public functions below the front ends that take an Actor, by room, module and name."""
    functions = {}
    for module in pkgutil.walk_packages([str(ROOT)], "agentdesk."):
        room = module.name.split(".")[1]
        if room in FRONT or room.startswith("__") or ".migrations" in module.name:
            continue
        loaded = importlib.import_module(module.name)
        for name, function in vars(loaded).items():
            if name.startswith("_") or not inspect.isfunction(inspect.unwrap(function)):
                continue
            own = getattr(function, "__module__", "") == module.name
            if own and "Actor" in [parameter.annotation for parameter in parameters(function)]:
                functions[f"{module.name.removeprefix('agentdesk.')}.{name}"] = function
    return functions


def parameters(function: Callable[..., Any]) -> list[inspect.Parameter]:
    return list(inspect.signature(function).parameters.values())


class Anything:
    """Stands where a row or a form is wanted; a function that gets as far as to use it has let the role pass."""


def value(parameter: inspect.Parameter, actor: Actor) -> Any:
    kind = str(parameter.annotation)
    if kind == "Actor":
        return actor
    if parameter.default is not inspect.Parameter.empty and not kind.startswith("int"):
        return parameter.default
    day = clock.today()
    plain = {"int": 1, "str": "x", "bool": True, "date": day, "datetime": clock.now(), "Path": Path("/nowhere")}
    for name, given in plain.items():
        if kind == name or kind.startswith(f"{name} |"):
            return given
    return [1] if kind.startswith(("Sequence[int]", "Iterable[int]")) else Anything()


def call(function: Callable[..., Any], actor: Actor) -> None:
    """Call it with something for each parameter; whatever it says about them is no matter here."""
    given = {parameter.name: value(parameter, actor) for parameter in parameters(function)}
    positional = [given.pop(p.name) for p in parameters(function) if p.kind is not inspect.Parameter.KEYWORD_ONLY]
    made = function(*positional, **given)
    if inspect.isgenerator(made):
        next(made, None)


ROWS = {name: right for right in RIGHTS for name in right.names()}
FUNCTIONS = found()


def test_each_function_stands_in_one_row() -> None:
    named = [name for right in RIGHTS for name in right.names()]
    assert len(named) == len(set(named))
    assert not set(named) & inner()
    assert set(FUNCTIONS) == set(named) | inner()


def verdicts(name: str) -> Iterator[tuple[str, str]]:
    for role in ROLES:
        actor = Probe(1, "试", role, "test", desk="test")
        try:
            call(FUNCTIONS[name], actor)
        except Refused:
            yield role, "refused"
        except Forbidden:
            yield role, "forbidden"
        except Exception:
            yield role, "passed"
        else:
            yield role, "passed"


@pytest.mark.filterwarnings("ignore")
def test_every_role_at_every_function(database: Database) -> None:
    wrong = []
    for name in sorted(ROWS):
        for role, verdict in verdicts(name):
            allowed = role in ROWS[name].allowed
            if (verdict == "refused") if allowed else (verdict == "passed"):
                wrong.append(f"{name}: {role} is {verdict}")
    assert not wrong, "\n".join(wrong)


def test_no_front_end_calls_what_asks_for_nothing() -> None:
    reached = set()
    for path in [*ROOT.glob("tui/**/*.py"), *ROOT.glob("cli/**/*.py")]:
        tree, modules = ast.parse(path.read_text(encoding="utf-8")), {}
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("agentdesk"):
                for alias in node.names:
                    reached.add(f"{node.module}.{alias.name}".removeprefix("agentdesk."))
                    modules[alias.asname or alias.name] = f"{node.module}.{alias.name}".removeprefix("agentdesk.")
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules:
                reached.add(f"{modules[node.value.id]}.{node.attr}")
    noted_by_system = {"store.audit.change"}  # that a database was migrated or restored
    assert sorted(reached & inner() - noted_by_system) == []


def test_the_table_is_printed(cli: Callable[..., Any]) -> None:
    shown = json.loads(cli("people", "roles", "--json").stdout)
    assert [row["roles"] for row in shown] == [list(right.allowed) for right in RIGHTS]
    first = cli("people", "roles").stdout.splitlines()[2]
    assert "给名单上的客户打电话" in first
    assert first.count("✓") == 3
