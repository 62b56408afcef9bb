"""Key bindings as the reader sees them: translated when they are shown, grouped for the help screen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from textual.binding import ActiveBinding, Binding, BindingType

from agentdesk.common.i18n import LANGUAGES, N_, _, language
from agentdesk.tui.glyphs import Name, ascii_only, glyph

PAGE: Final = Binding.Group(N_("On this page"))
MOVE: Final = Binding.Group(N_("Moving"))
WORK: Final = Binding.Group(N_("Working"))
SHOW: Final = Binding.Group(N_("Showing"))
DESK: Final = Binding.Group(N_("Desk"))

SWITCH_LANGUAGE = "app.language"
OWN_NAMES: Final = {"zh": "中文", "en": "English"}

EVERYWHERE: Final[list[BindingType]] = [
    Binding(
        "question_mark,f1",
        "app.help",
        N_("Help"),
        tooltip=N_("All keys of this screen, a sentence each; in a text field F1"),
        id="app.help",
        group=DESK,
    ),
    Binding(
        "f3",
        "app.seen",
        N_("Seen"),
        tooltip=N_("Acknowledge the line a colleague has sent, which stands below the head"),
        show=False,
        id="app.seen",
        group=DESK,
    ),
    Binding(
        "f2",
        "app.switch_language",
        N_("Language"),
        tooltip=N_("Show the desk in the other language"),
        show=False,
        id=SWITCH_LANGUAGE,
        group=DESK,
    ),
    Binding(
        "ctrl+l",
        "app.redraw",
        N_("Redraw"),
        tooltip=N_("Draw the whole screen again after a disturbance"),
        show=False,
        id="app.redraw",
        group=DESK,
    ),
    Binding(
        "ctrl+q",
        "app.quit",
        N_("Quit"),
        tooltip=N_("Store everything and leave the desk"),
        show=False,
        priority=True,
        id="app.quit",
        group=DESK,
    ),
]
"""What works on every screen; a modal screen repeats it, since Textual leaves the app's keys out there."""

_SIGNS: dict[str, Name] = {
    "enter": "enter",
    "backspace": "backspace",
    "left": "left",
    "right": "right",
    "up": "up",
    "down": "down",
}
# As keyboards print them, in China too; only the space bar has nothing on it.
_PRINTED: dict[str, str] = {
    "question_mark": "?",
    "slash": "/",
    "escape": "Esc",
    "space": N_("Space"),
    "enter": "Enter",
    "backspace": "Backspace",
    "delete": "Delete",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "home": "Home",
    "end": "End",
    "tab": "Tab",
}


def key_name(binding: Binding) -> str:
    """A key as the footer writes it, where room is dear: ⏎, Esc, ^P, F2, n."""
    return _named(binding, short=True)


def key_in_full(binding: Binding) -> str:
    """A key as help writes it, which teaches what the footer's signs mean: ⏎ Enter, Esc, Ctrl+P, F2, n."""
    return _named(binding, short=False)


def _named(binding: Binding, *, short: bool) -> str:
    if binding.key_display:
        return binding.key_display
    *modifiers, key = binding.key.split("+")
    name = _name(key, short=short or bool(modifiers))
    before = "".join("^" if short and each == "ctrl" else f"{each.capitalize()}+" for each in modifiers)
    return before + (name.upper() if modifiers and len(name) == 1 else name)


def _name(key: str, *, short: bool) -> str:
    printed = _PRINTED.get(key, "")
    printed = _(printed) if key == "space" else printed
    if key not in _SIGNS:
        return printed or (key.upper() if len(key) > 1 else key)
    sign = glyph(_SIGNS[key])
    return sign if short or not printed or ascii_only() else f"{sign} {printed}"


def translated(active: Mapping[str, ActiveBinding]) -> dict[str, ActiveBinding]:
    """The bindings with their descriptions and tooltips in the language in use."""
    return {key: _translated(found) for key, found in active.items()}


def by_meaning(active: Iterable[ActiveBinding]) -> list[list[ActiveBinding]]:
    """The desk's own bindings, the keys of one sentence together, in the order of their first key."""
    found: dict[tuple[int, str, str], list[ActiveBinding]] = {}
    for each in (each for each in active if each.binding.id and each.binding.description):
        found.setdefault((id(each.node), each.binding.description, each.binding.tooltip), []).append(each)
    return list(found.values())


def _translated(found: ActiveBinding) -> ActiveBinding:
    binding = found.binding
    description = _(binding.description)
    if binding.id == SWITCH_LANGUAGE:
        description = OWN_NAMES[next(name for name in LANGUAGES if name != language())]
    tooltip = _(binding.tooltip)
    return found._replace(binding=replace(binding, description=description, tooltip=tooltip), tooltip=tooltip)
