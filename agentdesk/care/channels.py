"""The ways out of the house that the settings file names, and for whom each one is.

::

    [[notify]]
    name = "service-mail"
    url = "mailtos://desk:secret@example.com?to=service@example.com"   # as apprise writes addresses
    to = ["M002", "service_manager"]                                   # staff codes, positions
    notices = ["nudge"]                                                # left out: every kind

Addresses are secrets: they stay in that file, which nobody but its owner may read, and are never shown.
"""

from __future__ import annotations

from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _
from agentdesk.common.settings import Channel, config_path, settings

__all__ = ["Channel", "channels", "fitting"]

_OTHERS = 0o077  # the rights of everybody but the owner


def channels() -> tuple[Channel, ...]:
    """The channels of the settings file; UserError where others may read it, or two have one name."""
    found = settings().notify
    if not found:
        return ()
    path = config_path()
    if path.stat().st_mode & _OTHERS:
        text = _("{path} holds passwords, and others may read it. Run: chmod 600 {path}")
        raise UserError(text.format(path=path))
    names = [channel.name for channel in found]
    for number, name in enumerate(names):
        if name in names[:number] or not name.strip():
            raise UserError(_("{path}: each channel under notify needs a name of its own.").format(path=path))
    return found


def fitting(found: tuple[Channel, ...], kind: str, code: str, position: str) -> list[Channel]:
    """The channels for a notice of a kind to a person with that staff code and position."""
    return [each for each in found if {code, position} & {*each.to} and (not each.notices or kind in each.notices)]
