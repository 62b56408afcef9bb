"""Who is calling, on which database: what every command needs first."""

from __future__ import annotations

import os
import pwd
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import click

from agentdesk.common import clock
from agentdesk.common.errors import Forbidden, UsageError
from agentdesk.common.i18n import _, use_language
from agentdesk.common.json_text import dumped
from agentdesk.common.settings import busy_seconds, database_url, preferred_language
from agentdesk.store import clock_back
from agentdesk.store.audit import Actor, actor_of
from agentdesk.store.database import close_database, open_database, shown, translated
from agentdesk.store.differing import owned
from agentdesk.store.settings import setting
from agentdesk.store.tables import Person
from agentdesk.store.waiting import Patience, patiently

FORCED = "SSH_ORIGINAL_COMMAND"  # sshd sets it where it runs another command than the client asked for
YEARS = range(1900, 3000)  # beyond them the calendar's sums leave the range of dates


@contextmanager
def opened() -> Iterator[None]:
    """The configured database, opened for the block."""
    with patiently(Patience(tell=_say_that_it_waits if sys.stderr.isatty() else None)):
        yield from _opened()


def _say_that_it_waits() -> None:
    said = _("Somebody else is changing the database; waiting for up to {seconds} s. Ctrl+C leaves.")
    click.echo(said.format(seconds=f"{busy_seconds():g}"), err=True)


def _opened() -> Iterator[None]:
    open_database()
    try:
        with translated(shown(database_url())):
            said = clock_back.warning()
            if said:
                click.echo(f"! {said}", err=True)
            yield
    finally:
        close_database()


def caller(default_role: str = "administrator") -> Actor:
    """The acting person: `--as NAME`, the demo's agent, or the owner of the database file as administrator.

    `--as` works only for whoever owns the database file, and never where sshd forces the command (design section 9).
    """
    given = click.get_current_context().find_root().obj if click.get_current_context(silent=True) else {}
    if "actor" in given:  # of an SSH log-in, whose key says who it is
        found: Actor = given["actor"]
        return found
    if given.get("as"):
        refuse_as()
        require_owner()
        return _speak_for(_person(given["as"]))
    if default_role == "agent" and setting("demo"):
        return _speak_for(_person(setting("demo")))
    account = account_name()
    person = Person.get_or_none((Person.code == account) & Person.active)
    if person:
        return _speak_for(person)
    require_owner()
    return Actor(None, account, "administrator", "cli")


def person_named(text: str) -> Person:
    """An active person by staff code or name; raises UsageError for none or several."""
    return _person(text)


def parse_day(text: str | None) -> date:
    """An ISO date from the command line, today where none is given."""
    if not text:
        return clock.today()
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(_("Not a date like 2026-11-20: {text}").format(text=text)) from error
    if day.year not in YEARS:
        raise UsageError(_("Not a date like 2026-11-20: {text}").format(text=text))
    return day


def print_json(value: Any) -> None:
    """Print a value as JSON with stable keys; dates and instants are ISO."""
    click.echo(dumped(value, _iso))


def _iso(value: Any) -> str:
    return str(value.isoformat())


def account_name() -> str:
    """The account's name; its number where the machine has no name for it, as in a container."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())


def _speak_for(person: Person) -> Actor:
    if not preferred_language():
        use_language(person.language)
    return actor_of(person, "cli")


def _person(text: str) -> Person:
    found = list(Person.select().where(((Person.code == text) | (Person.name == text)) & Person.active).limit(2))
    if len(found) != 1:
        message = _("There is no such person: {name}") if not found else _("Several people are called {name}")
        raise UsageError(message.format(name=text))
    return found[0]


def refuse_as() -> None:
    """Forbidden where sshd forces the command: who is there is not for the client to say."""
    if FORCED in os.environ:
        raise Forbidden(_("--as is refused over SSH: the key says who you are."))


def require_owner() -> None:
    """Forbidden unless the open database is this account's own."""
    if not owned():
        raise Forbidden(_("Only the owner of the database may act without being known to it."))
