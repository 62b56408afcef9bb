"""`agentdesk doctor`: what this installation is, and what is wrong with it."""

from __future__ import annotations

import platform
import sys
from pathlib import Path
from typing import Any

import click

from agentdesk.cli.session import print_json
from agentdesk.common import clock
from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _, language
from agentdesk.common.settings import config_path, database_url
from agentdesk.store import schema
from agentdesk.store.database import close_database, is_postgres, open_database


@click.command(help=_("Say what this installation is and what is wrong with it.\n\nExample: agentdesk doctor --json"))
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def command(as_json: bool) -> None:
    """Print versions, paths and findings; exit 1 where something is wrong, 3 where the database is."""
    facts = _facts()
    problem = _examine(facts)
    findings = [str(problem)] if problem else facts.pop("findings", [])
    if as_json:
        print_json({**facts, "findings": findings})
    else:
        _print(facts, findings)
    if problem:
        raise SystemExit(problem.exit_code)
    if findings:
        raise SystemExit(1)


def _facts() -> dict[str, Any]:
    from importlib.metadata import version

    from peewee import sqlite3  # type: ignore[attr-defined]

    return {
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "sqlite_driver": sqlite3.__name__,
        "textual": version("textual"),
        "peewee": version("peewee"),
        "settings": str(config_path()),
        "settings_found": config_path().exists(),
        "database": _shown(database_url()),
        "language": language(),
        "now": clock.local_now(),
        "encoding": sys.stdout.encoding,
    }


def _shown(url: str) -> str:
    """A URL without its password."""
    if not is_postgres(url):
        return str(Path(url).absolute())
    from urllib.parse import urlsplit

    parts = urlsplit(url)
    return parts._replace(netloc=f"{parts.username or ''}@{parts.hostname}").geturl()


def _examine(facts: dict[str, Any]) -> UserError | None:
    """Add what the database says of itself; the problem that kept it from being opened, if one did."""
    from agentdesk.playbook.workdays import missing_notices
    from agentdesk.store.checks import examine
    from agentdesk.store.settings import setting
    from agentdesk.store.tables import Customer, Person, QueueRun, Task

    try:
        opened = open_database()
        try:
            last = QueueRun.select().order_by(QueueRun.work_date.desc()).first()
            facts.update(
                schema=schema.applied(opened)[-1],
                dealer=setting("dealer_name"),
                time_zone=str(clock.zone()),
                people=Person.select().where(Person.active).count(),
                customers=Customer.select().count(),
                open_tasks=Task.select().where(Task.state == "open").count(),
                last_build=last.work_date if last else None,
                findings=[*examine(), *missing_notices(clock.today())],
            )
        finally:
            close_database()
    except UserError as error:
        return error
    return None


def _print(facts: dict[str, Any], findings: list[str]) -> None:
    from tabulate import tabulate

    lines = [[name, "" if value is None else str(value)] for name, value in facts.items()]
    click.echo(tabulate(lines, tablefmt="plain", disable_numparse=True))
    for finding in findings:
        click.echo(f"! {finding}", err=True)
    if not findings:
        click.echo(_("Nothing is wrong."))
