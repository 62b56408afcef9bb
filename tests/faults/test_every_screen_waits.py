"""Each screen of the desk has the line at whose place a wait is shown, and does its waiting away from the screen."""

from __future__ import annotations

import inspect
import pkgutil
from importlib import import_module
from pathlib import Path

import pytest

from agentdesk.tui import screens
from agentdesk.tui.screens.base import DeskScreen
from agentdesk.tui.screens.paused import PauseScreen
from agentdesk.tui.screens.wall import WallScreen


def every_screen() -> list[type[DeskScreen]]:
    """The screens that are opened: those that say what they are made of."""
    for module in pkgutil.iter_modules(screens.__path__, f"{screens.__name__}."):
        import_module(module.name)
    found, rest = set[type[DeskScreen]](), [DeskScreen]
    while rest:
        each = rest.pop()
        rest += each.__subclasses__()
        if any("compose" in vars(kind) for kind in each.__mro__ if issubclass(kind, DeskScreen)):
            found.add(each)
    return sorted((each for each in found if each.__module__.startswith("agentdesk.")), key=lambda each: each.__name__)


# Nobody presses a key at the wall, which reads by itself; a pause is ended by the screen beneath it.
WITHOUT = {WallScreen, PauseScreen}


@pytest.mark.parametrize(
    "screen", [each for each in every_screen() if each not in WITHOUT], ids=lambda each: each.__name__
)
def test_a_wait_has_its_place(screen: type[DeskScreen]) -> None:
    made_of = [inspect.getsource(vars(kind)["compose"]) for kind in screen.__mro__ if "compose" in vars(kind)]
    assert any("KeyBar(" in each for each in made_of) != (screen in WITHOUT)


def test_there_are_screens() -> None:
    assert len(every_screen()) > 30


def test_nothing_is_stored_but_away_from_the_screen() -> None:
    """A change may wait for somebody; only what is kept as the desk is left is stored where it stands."""
    for path in Path(screens.__file__ or "").parent.parent.rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        assert not [each for each in ("time.sleep", "with change(", "database.atomic(") if each in source], path
