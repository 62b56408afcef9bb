"""What the command line's library says by itself, in the language in use: headings of the help, wrong usage."""

from __future__ import annotations

import gettext
import os
import re
from difflib import get_close_matches

import click

from agentdesk.common.i18n import LOCALE, N_, _, language, use_language
from agentdesk.common.settings import preferred_language

DOMAIN = "agentdesk"
# click looks these up by itself; they are marked here so that the catalogue has them.
SAID_BY_CLICK = (
    N_("Usage:"), N_("Options"), N_("Commands"), N_("Show this message and exit."),
    N_("Show the version and exit."), N_("default: {default}"), N_("%(prog)s, version %(version)s"),
    N_("directory"), N_("path"), N_("{name} {filename!r} does not exist."), N_("{name} {filename!r} is a file."),
    N_("{name} {filename!r} is a directory."), N_("{name} {filename!r} is not readable."),
    N_("{name} {filename!r} is not writable."),
)  # fmt: skip
_TOO_MANY = re.compile(r"Got unexpected extra arguments? \((?P<given>.*)\)")


def speak() -> None:
    """Speak the language that environment or settings ask for; click looks its own words up in our catalogue too."""
    preferred = preferred_language()
    if preferred:
        use_language(preferred)
    gettext.bindtextdomain(DOMAIN, str(LOCALE))
    gettext.textdomain(DOMAIN)
    os.environ["LANGUAGE"] = language()


def usage_line(error: click.ClickException) -> str:
    """A wrong call as one line that says what is wrong and where the help stands."""
    said = " ".join(_fault(error).split())
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is None:
        return said
    return _("{fault} See: {command} --help").format(fault=said, command=context.command_path)


def _fault(error: click.ClickException) -> str:
    match error:
        case click.NoSuchOption():
            return _("There is no option {name}.").format(name=error.option_name) + _nearest(error.possibilities)
        case click.exceptions.NoSuchCommand():
            return _("There is no command {name}.").format(name=error.command_name) + _nearest(_commands_like(error))
        case click.MissingParameter():
            return _("{name} is missing.").format(name=_named(error))
        case click.BadOptionUsage():
            return _misused(error)
        case click.BadParameter():
            return _wrong_value(error)
    extra = _TOO_MANY.fullmatch(error.message)
    return _("Too many arguments: {given}.").format(given=extra["given"]) if extra else error.format_message()


def _nearest(possibilities: list[str] | None) -> str:
    return " " + _("Did you mean {name}?").format(name=possibilities[0]) if possibilities else ""


def _commands_like(error: click.exceptions.NoSuchCommand) -> list[str]:
    """click itself knows only the commands that were imported."""
    group = error.ctx.command if error.ctx else None
    names = group.list_commands(error.ctx) if isinstance(group, click.Group) and error.ctx else []
    return get_close_matches(error.command_name, names)


def _misused(error: click.BadOptionUsage) -> str:
    flag = error.message == f"Option {error.option_name!r} does not take a value."
    message = _("The option {name} takes no value.") if flag else _("The option {name} needs a value.")
    return message.format(name=error.option_name)


def _wrong_value(error: click.BadParameter) -> str:
    kind = error.param.type if error.param else None
    if isinstance(kind, click.Choice):
        return _("{name} is one of: {choices}.").format(name=_named(error), choices=", ".join(kind.choices))
    if isinstance(kind, click.IntRange) and not error.message.endswith("integer range."):
        text = _("{name} lies between {low} and {high}.")
        return text.format(name=_named(error), low=kind.min, high=kind.max)
    if kind is click.INT or isinstance(kind, click.IntRange):
        return _("{name} is a whole number.").format(name=_named(error))
    return f"{_named(error)}: {error.message}"


def _named(error: click.BadParameter) -> str:
    """The option or argument as the user writes it: --date, FILE."""
    if error.param is None:
        return str(error.param_hint or "")
    return max(error.param.opts, key=len) if error.param.param_type_name == "option" else error.param.make_metavar(
        error.ctx or click.Context(click.Command(None))
    )  # fmt: skip
