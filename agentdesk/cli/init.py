"""`agentdesk init`: make a database, empty or as a demo dealer that can be worked with at once."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from agentdesk.cli.progress import reporter
from agentdesk.common import clock
from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _
from agentdesk.common.settings import database_url
from agentdesk.store import schema
from agentdesk.store.audit import SYSTEM
from agentdesk.store.database import close_database, is_postgres, open_database, require_no_log_alone, shown, translated
from agentdesk.store.files import clear, draft_of, take_place
from agentdesk.store.settings import put
from agentdesk.store.tables import database

DEMO_AGENT = "A001"


@click.command(help=_("Make a database, empty or as a demo dealer.\n\nExample: agentdesk init --demo"))
@click.option("--playbook", "playbook", metavar="NAME|DIR", default="car_dealership", show_default=True,
              help=_("A playbook that ships with the program, or a folder."))  # fmt: skip
@click.option("--demo", is_flag=True, help=_("Fill it with a small dealer and fourteen months of calls."))
def command(playbook: str, demo: bool) -> None:
    """Make the database whole or not at all."""
    url = database_url()
    with reporter() as progress, _made(url):
        _furnish(playbook, progress)
        if demo:
            from agentdesk.rehearsal.play import rehearse

            put(SYSTEM, "demo", DEMO_AGENT)
            rehearse(SYSTEM, progress)
    click.echo(_("Made {path}").format(path=shown(url)))


def _furnish(playbook: str, progress: Callable[[str], None]) -> None:
    """Tables, playbook, forms, days off, the dealer's names."""
    from datetime import timedelta

    from agentdesk.interview.publish import prepare
    from agentdesk.playbook.current import of_version
    from agentdesk.playbook.publish import publish
    from agentdesk.playbook.workdays import seed_workdays

    progress(_("Publishing the playbook"))
    since = clock.today() - timedelta(days=500)  # what happened before today can be looked at under it too
    dealer = of_version(publish(SYSTEM, playbook, prepare, effective_from=since)).head.dealer
    seed_workdays(SYSTEM, range(clock.today().year - 2, clock.today().year + 2))
    put(SYSTEM, "time_zone", dealer.zone)
    clock.use_zone(dealer.zone)


@contextmanager
def _made(url: str) -> Iterator[None]:
    """A migrated database for the block; a file stands at its place only when the block is done."""
    with translated(shown(url)):
        if is_postgres(url):
            opened = open_database(url, check=False)
            if schema.applied(opened):
                raise _there(url)
            schema.migrate(opened)
            yield
            close_database()
            return
        target = Path(url)
        require_no_log_alone(target)
        if os.path.lexists(target):
            raise _there(url)
        with _drafted(target):
            yield


@contextmanager
def _drafted(target: Path) -> Iterator[None]:
    """A migrated SQLite file under a draft's name for the block, put in place after it."""
    draft = draft_of(target)
    try:
        clear(draft)
        opened = open_database(str(draft), create=True, check=False)
        database.pragma("synchronous", "off", permanent=True)  # the draft is thrown away if the machine stops now
        schema.migrate(opened)
        yield
        close_database()
        _sync(draft)
        take_place(draft, target)
    except FileExistsError as error:
        raise _there(str(target)) from error
    finally:
        close_database()
        clear(draft)


def _there(url: str) -> UserError:
    return UserError(_("There is a database at {path} already; nothing was changed.").format(path=shown(url)))


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
