"""What may be asked for in one line over SSH (`ssh desk@host scoreboard --plain`), by role: a table, and nothing else.

A line is split as a shell would split it, compared with the table word by word, and given to the command line in this
process: no shell sees it. No option of the table reads or writes a file; whatever is not in the table is refused.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from agentdesk.common.cells import fit
from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _
from agentdesk.store.audit import WORDS

_LONGEST = 1000  # letters of a line
_OPTION = re.compile(r"--[a-z-]{1,30}")
# The number of a row, a date, the code of a figure, a complaint's number.
_CODE = re.compile(r"\d{1,6}|\d{4}-\d\d(-\d\d)?|[A-Z]{1,3}-[\d-]{1,12}", re.ASCII)
_DAYS = ("--from", "--to")
_CHIEFS = ("supervisor", "administrator")
_STAFF = ("agent", "handler", *_CHIEFS)
_EVERYBODY = (*_STAFF, "board")


class Refused(UserError):
    """Not among what this role may ask for over SSH; `noted` says so without the client's own words, for the trail."""

    def __init__(self, text: str, command: str = "", **given: str) -> None:
        super().__init__(text.format(command=command, **given))
        self.noted = text.format(command=noted(command), **given)


class Plain(NamedTuple):
    """A command: its words, who may ask for it, its switches, its options with a value, how many bare words follow.

    `own` is an option that is set to the person's own staff code for whoever is no chief.
    """

    words: tuple[str, ...]
    roles: tuple[str, ...]
    flags: tuple[str, ...] = ("--json",)
    values: tuple[str, ...] = ()
    bare: int = 0
    own: str = ""


COMMANDS: tuple[Plain, ...] = (
    Plain(("desk",), _EVERYBODY, flags=()),
    Plain(("scoreboard",), _EVERYBODY, ("--plain", "--json"), ("--date",)),
    Plain(("queue", "list"), ("agent", *_CHIEFS), values=("--date", "--agent"), own="--agent"),
    Plain(("queue", "explain"), ("agent", *_CHIEFS), bare=1),
    Plain(("queue", "suppressed"), _CHIEFS, values=("--date",)),
    Plain(("queue", "forecast"), _CHIEFS, ("--kinds", "--json"), ("--days",)),
    Plain(("complaint", "list"), ("handler", *_CHIEFS), values=("--state",)),
    Plain(("complaint", "show"), ("handler", *_CHIEFS), bare=1),
    Plain(("notices", "list"), _STAFF),
    Plain(("shifts", "show"), _STAFF, values=("--date",)),
    Plain(("kpi",), (*_CHIEFS, "board"), values=_DAYS),
    Plain(("kpi", "show"), (*_CHIEFS, "board"), values=_DAYS, bare=1),
    Plain(("kpi", "compare"), (*_CHIEFS, "board"), values=(*_DAYS, "--with", "--with-from", "--with-to"), bare=1),
    Plain(("kpi", "aapor"), (*_CHIEFS, "board"), values=_DAYS),
    Plain(("check", "show"), _CHIEFS, values=("--date",)),
    Plain(("check", "list"), _CHIEFS, ("--unsigned", "--json"), ("--from",)),
    Plain(("report", "list"), _CHIEFS),
    Plain(("people", "list"), ("administrator",)),
    Plain(("people", "key", "list"), ("administrator",), ("--all", "--json")),
    Plain(("doctor",), ("administrator",)),
)


def allowed() -> Iterator[Plain]:
    """The table, with a row for each report of the registry."""
    from agentdesk.reports.registry import BY_NAME

    yield from COMMANDS
    for name in BY_NAME:
        yield Plain(("report", name), _CHIEFS, values=("--month", "--of", "--format", "--lang", "--as-of"))


def listed(role: str) -> list[str]:
    """The commands of a role as they are typed, the reports as one."""
    own = [" ".join(row.words) for row in COMMANDS if role in row.roles and row.words != ("desk",)]
    return [*own, "report NAME"] if role in _CHIEFS else own


def arguments_of(role: str, line: str, code: str) -> list[str]:
    """The arguments for the command line, of a line that a client sent; Refused says why it is none.

    An empty line is the desk. `code` is the person's own staff code.
    """
    if len(line) > _LONGEST or not line.isprintable():
        raise Refused(_("This is no command."))
    try:
        words = shlex.split(line)
    except ValueError as error:
        raise Refused(_("This is no command.")) from error
    found = _longest(words or ["desk"])
    if found is None or role not in found.roles:
        text = _("Not over SSH: {command}. Log in without a command for the desk; allowed: {commands}.")
        raise Refused(text, fit(" ".join(words[:2]), 60), commands=", ".join(listed(role)))
    rest = words[len(found.words) :]
    _check(found, rest)
    if found.own and role not in _CHIEFS:
        if any(word.partition("=")[0] == found.own for word in rest):
            raise Refused(_("{option} is not for you over SSH."), option=found.own)
        rest = [*rest, found.own, code]
    return [*found.words, *rest]


def noted(line: str, *, codes: bool = False) -> str:
    """What the audit trail may keep of a line: words of the table and options; `***` for whatever else was typed.

    A customer's name in it could never be erased. `codes`: numbers of rows, dates and codes stay too, for a line that
    was let through: they say what was looked at.
    """
    try:
        words = shlex.split(line[:_LONGEST])
    except ValueError:
        words = line[:_LONGEST].split()
    known = {word for row in allowed() for word in row.words}
    said: list[str] = []
    for word in words:
        name, equals, value = word.partition("=")
        if word in known or _OPTION.fullmatch(word) or (codes and _CODE.fullmatch(word)):
            said.append(word)
        elif equals and _OPTION.fullmatch(name):
            said.append(f"{name}={value if codes and _CODE.fullmatch(value) else WORDS}")
        elif said[-1:] != [WORDS]:  # one mark for all that follow each other
            said.append(WORDS)
    return " ".join(said)


def _longest(words: Sequence[str]) -> Plain | None:
    """The row with the most words that the line begins with."""
    fitting = [row for row in allowed() if tuple(words[: len(row.words)]) == row.words]
    return max(fitting, key=lambda row: len(row.words), default=None)


def _check(row: Plain, rest: Sequence[str]) -> None:
    """Refused unless each word is a switch, an option with its value, or one of the bare words of the row."""
    bare, left = 0, iter(rest)
    for word in left:
        name, equals, _value = word.partition("=")
        if word in row.flags or (equals and name in row.values):
            continue
        if word in row.values:
            if next(left, "-").startswith("-"):
                raise Refused(_("The option {name} needs a value."), name=word)
            continue
        bare += not word.startswith("-")
        if word.startswith("-") or bare > row.bare:
            raise Refused(_("Not over SSH: {command}"), fit(f"{' '.join(row.words)} {word}", 80))
