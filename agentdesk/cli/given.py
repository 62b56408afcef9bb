"""Files that a command is given to read: a pipe would hold it for ever, a device has no end."""

from __future__ import annotations

import os
import stat
from typing import Any

import click

from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _


class Given(click.Path):
    """A path to read: what is neither a file nor a folder is refused; what is not there, its reader says."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path, as click makes it."""
        made = super().convert(value, param, ctx)
        try:
            mode = os.stat(made).st_mode
        except (OSError, ValueError):
            return made
        if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
            raise UserError(_("{path} is a pipe or a device; give a file.").format(path=value))
        return made
