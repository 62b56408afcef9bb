"""The fixtures of a small dealer, with their dates moved so that the day of the export is today."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from agentdesk.common import clock
from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _
from agentdesk.intake.importing import import_file
from agentdesk.store.audit import Actor
from agentdesk.store.settings import put

PACKAGE = Path(__file__).resolve().parent.parent


class Export(msgspec.Struct, frozen=True):
    """One file of the dealer system's."""

    kind: str
    name: str


class Exports(msgspec.Struct, frozen=True):
    """exports.toml: which file holds what, in the order to take them in, and the day they were written."""

    anchor: date
    file: list[Export]
    settings: dict[str, str]  # the dealer's names and area code, as store/settings.py calls them


def folder() -> Path:
    """Where the fixtures lie: beside the package in a checkout, inside it once installed."""
    for place in (PACKAGE.parent / "fixtures", PACKAGE / "fixtures"):
        if (place / "exports.toml").exists():
            return place
    raise UserError(_("The demo dealer's files are missing from this installation."))


def take_in(actor: Actor, progress: Callable[[str], None]) -> list[Any]:
    """Import the fixtures, every date moved by as many days as lie between the export and today."""
    place = folder()
    exports = msgspec.toml.decode((place / "exports.toml").read_bytes(), type=Exports)
    shift = (clock.today() - exports.anchor).days
    for name, value in exports.settings.items():
        put(actor, name, value)
    results = []
    for export in exports.file:
        progress(export.name)
        results.append(import_file(actor, export.kind, place / export.name, shift_days=shift))
    return results
