"""The command line: one module per noun, each imported only when it is called."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from time import monotonic

import click

from agentdesk.cli.harmless import harmless_output
from agentdesk.cli.wording import speak, usage_line
from agentdesk.common.errors import UserError
from agentdesk.common.i18n import N_, _
from agentdesk.common.names import is_text, visible

# name: (module, help) - the help stands here so that `--help` imports no command.
COMMANDS: dict[str, tuple[str, str]] = {
    "desk": ("agentdesk.cli.desk", N_("Open the desk: today's queue, calls, complaints.")),
    "scoreboard": ("agentdesk.cli.scoreboard", N_("Show today and the month's figures.")),
    "queue": ("agentdesk.cli.queue", N_("Build and list the day's queue.")),
    "import": ("agentdesk.cli.import_", N_("Take in the dealer system's exports.")),
    "customer": ("agentdesk.cli.customer", N_("Customers' data, wishes and consents.")),
    "vehicle": ("agentdesk.cli.vehicle", N_("Say when a car's next maintenance is due, and why.")),
    "complaint": ("agentdesk.cli.complaint", N_("List and show complaints.")),
    "action": ("agentdesk.cli.action", N_("What is changed after complaints, and whether it helped.")),
    "notices": ("agentdesk.cli.notices", N_("What colleagues are told, and whether it left the house.")),
    "call": ("agentdesk.cli.call", N_("List calls, show their evidence, take one over.")),
    "check": ("agentdesk.cli.check", N_("The daily check: what a day came to, signed.")),
    "quality": ("agentdesk.cli.quality", N_("Calls sampled and judged for their quality.")),
    "kpi": ("agentdesk.cli.kpi", N_("Compute the indicators of a period.")),
    "incentive": ("agentdesk.cli.incentive", N_("What a month's scores bring in yuan: a proposal.")),
    "report": ("agentdesk.cli.report", N_("Monthly, weekly, daily and other reports.")),
    "form": ("agentdesk.cli.form", N_("Check, publish and list questionnaires.")),
    "playbook": ("agentdesk.cli.playbook", N_("Check and publish what a manager may decide.")),
    "shifts": ("agentdesk.cli.shifts", N_("Who works when, and how many calls that makes.")),
    "calendar": ("agentdesk.cli.calendar", N_("Days off, make-up days and calling hours.")),
    "people": ("agentdesk.cli.people", N_("List the dealer's people and add to them.")),
    "ssh": ("agentdesk.cli.ssh", N_("Log-ins over SSH: whose key it is, what it opens, how to set it up.")),
    "init": ("agentdesk.cli.init", N_("Make a database, empty or as a demo dealer.")),
    "ops": ("agentdesk.cli.ops", N_("What the machine runs by itself: units for systemd, lines for cron.")),
    "audit": ("agentdesk.cli.audit", N_("Who did what, and whether the trail of it is sound.")),
    "db": ("agentdesk.cli.db", N_("Migrate, back up, check and purge the database.")),
    "doctor": ("agentdesk.cli.doctor", N_("Say what this installation is and what is wrong with it.")),
}


_QUIET = ("ssh authorized-keys", "doctor")  # sshd and a monitor call them all day long


class Commands(click.Group):
    """A group that imports a command's module when the command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order of a working day."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of one command; its click object is called `command`."""
        if cmd_name not in COMMANDS:
            return None
        found: click.Command = import_module(COMMANDS[cmd_name][0]).command
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands from the table above, importing none."""
        with formatter.section(_("Commands")):
            formatter.write_dl([(name, _(text)) for name, (_module, text) in COMMANDS.items()])


def root() -> click.Group:
    """The command `agentdesk`; made when the language is known, as its help is translated."""

    @click.group(
        cls=Commands,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100, "color": True},
        help=_(
            "The terminal workstation for people who call customers back.\n\n"
            "Example: agentdesk init --demo && agentdesk desk"
        ),
    )
    @click.version_option(version="0.1.0", prog_name="agentdesk")
    @click.option("--as", "person", metavar="NAME", help=_("Act as this person (only who owns the database file)."))
    @click.pass_context
    def agentdesk(ctx: click.Context, person: str | None) -> None:
        ctx.obj = {**(ctx.obj or {}), "as": person}

    group: click.Group = agentdesk
    return group


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and leave with its exit code; every error a user can meet is one line on stderr.

    Whoever closes our output early (`| head -1`) has what they wanted: that ends quietly, with exit code 1.
    """
    since = monotonic()
    try:
        code = _run(arguments)
    except OSError as error:  # the output itself, or a file that no command foresaw
        _drop_output()
        code = 1 if isinstance(error, BrokenPipeError) else _refuse(_oserror_line(error), 1)
    _note(sys.argv[1:] if arguments is None else arguments, code, monotonic() - since)
    sys.exit(code)


def _run(arguments: list[str] | None) -> int:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a rare name must not stop a terminal of another encoding
    try:
        speak()
        _require_text(sys.argv[1:] if arguments is None else arguments)
        with harmless_output():
            code = root().main(args=arguments, standalone_mode=False, prog_name="agentdesk")
        sys.stdout.flush()
    except UserError as error:
        return _refuse(str(error), error.exit_code)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return error.exit_code
    except click.ClickException as error:
        return _refuse(usage_line(error), error.exit_code)
    except (click.exceptions.Abort, KeyboardInterrupt):
        return _refuse(_("Stopped."), 1)
    except OSError:
        raise
    except Exception as error:  # its text may quote a customer's data: it is told by a number
        return _refuse(_unforeseen(error), 1)
    return code if isinstance(code, int) else 0


def _require_text(arguments: list[str]) -> None:
    """UserError for an argument that is no text, as of a terminal or a file name in another encoding."""
    for argument in arguments:
        if not is_text(argument):
            raise UserError(_("This is not text in UTF-8: {text}").format(text=argument))


def _unforeseen(error: Exception) -> str:
    from agentdesk.common import log

    reference = log.mishap(error)
    return _("Something went wrong that nobody foresaw. In the log it is {reference}; see: agentdesk doctor").format(
        reference=reference
    )


def _note(arguments: list[str], code: int, seconds: float) -> None:
    """Write into the log which command ended how; whoever only asked for help or a version ran none."""
    names = _names(arguments)
    if names and not {"-h", "--help"} & set(arguments):
        from agentdesk.common import log

        quiet = names in _QUIET and code == 0
        log.event("command", log.DEBUG if quiet else log.INFO, name=names, code=code, seconds=round(seconds, 3))


def _names(arguments: list[str]) -> str:
    """The command as the program knows it: what else stands in the line may be a customer's name."""
    first = next((place for place, word in enumerate(arguments) if word in COMMANDS), None)
    if first is None:
        return ""
    module = sys.modules.get(COMMANDS[arguments[first]][0])
    known = getattr(getattr(module, "command", None), "commands", {})
    return " ".join([arguments[first], *(word for word in arguments[first + 1 : first + 2] if word in known)])


def _refuse(line: str, code: int) -> int:
    click.echo(visible(line), err=True)
    return code


def _oserror_line(error: OSError) -> str:
    reason = error.strerror or str(error)
    return _("Could not be done: {reason}").format(reason=f"{error.filename}: {reason}" if error.filename else reason)


def _drop_output() -> None:
    """What is still kept for stdout goes nowhere, or Python would complain of it once more when it ends."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        sys.stdout = None  # Python's own mark of a program without output
