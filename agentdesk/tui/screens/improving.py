"""The doors to repeat complaints and improvement actions that every desk has in its command palette."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from textual.app import App, SystemCommand

from agentdesk.common.i18n import _
from agentdesk.complaints.action_list import READERS, follow_up_text
from agentdesk.store.audit import Actor
from agentdesk.tui.screens.actions import ActionsScreen
from agentdesk.tui.screens.patterns import PatternsScreen


def commands(app: App[object], actor: Actor) -> Iterator[SystemCommand]:
    """The two commands, for who may read them; a handler's desk has a key for the actions."""
    if actor.role not in (*READERS, "administrator"):
        return
    if actor.role != "handler":
        about = _("What departments change after complaints: follow it up, and check whether it had its effect")
        title = "  ".join(filter(None, (_("Improvement actions"), follow_up_text())))
        yield SystemCommand(title, about, partial(_open, app, actor, ActionsScreen))
    about = _("Complaints by whom they are about, model, vehicle, customer, cause and subject, against the volume")
    yield SystemCommand(_("Repeat complaints"), about, partial(_open, app, actor, PatternsScreen))


def _open(app: App[object], actor: Actor, kind: type[ActionsScreen | PatternsScreen]) -> None:
    app.push_screen(kind(actor))
