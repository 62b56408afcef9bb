"""`agentdesk doctor`: what this installation is, and what is wrong with it."""

from __future__ import annotations

import platform
import sys
from datetime import datetime
from typing import Any

import click
from peewee import Database

from agentdesk.cli.session import print_json
from agentdesk.common import clock
from agentdesk.common.errors import DatabaseProblem, UserError
from agentdesk.common.i18n import N_, _, language, pick
from agentdesk.common.settings import busy_seconds, config_path, database_url, settings
from agentdesk.store import diagnosis, schema
from agentdesk.store.database import close_database, open_database, shown, translated
from agentdesk.store.differing import server_version
from agentdesk.store.found import Found

TITLES = {
    "python": "Python",
    "sqlite": "SQLite",
    "sqlite_driver": N_("SQLite driver"),
    "textual": "Textual",
    "peewee": "peewee",
    "settings": N_("Settings file"),
    "settings_found": N_("Settings file found"),
    "database": N_("Database"),
    "busy_seconds": N_("Seconds to wait while it is busy"),
    "language": N_("Language"),
    "now": N_("Now"),
    "encoding": N_("Encoding"),
    "server": N_("Server"),
    "schema": N_("Schema"),
    "dealer": N_("Dealer"),
    "time_zone": N_("Time zone"),
    "people": N_("People"),
    "customers": N_("Customers"),
    "open_tasks": N_("Open tasks"),
    "last_build": N_("Last build of a queue"),
}


@click.command(help=_("Say what this installation is and what is wrong with it.\n\nExample: agentdesk doctor --json"))
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def command(as_json: bool) -> int:
    """Print versions, paths, findings and warnings; exit 1 where something is wrong, 3 where the database is."""
    facts = _facts()
    problem = _examine(facts)
    found, warnings = facts.pop("found", []), facts.pop("warnings", [])
    health = {name: facts.pop(name) for name in ("health", "checks") if name in facts}
    around = diagnosis.look_around(database_url())
    if problem:
        found = _behind(problem)
    found = [*around, *found]
    findings, faults = [each.said for each in found], [each.name for each in found]
    if as_json:
        print_json({**facts, "findings": findings, "faults": faults, "warnings": warnings, **health})
    else:
        _print(facts, health.get("health", {}), findings, warnings)
    return max((each.exit_code for each in found), default=0)


def _behind(problem: UserError) -> list[Found]:
    if isinstance(problem, DatabaseProblem):
        return diagnosis.behind(problem, database_url())
    return [Found("", str(problem), problem.exit_code)]


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
        "database": shown(database_url()),
        "busy_seconds": busy_seconds(),
        "language": language(),
        "now": clock.local_now(),
        "encoding": sys.stdout.encoding,
    }


def _examine(facts: dict[str, Any]) -> UserError | None:
    """Add what the database says of itself; the problem that kept it from being opened, if one did."""
    try:
        opened = open_database()
        try:
            with translated(shown(database_url())):
                facts.update(_of_database(opened))
        finally:
            close_database()
    except UserError as error:
        return error
    return None


def _of_database(opened: Database) -> dict[str, Any]:
    from agentdesk.playbook.names import dealer_name
    from agentdesk.playbook.workdays import missing_notices
    from agentdesk.scoreboard.health import checks, figures
    from agentdesk.store.checks import warnings
    from agentdesk.store.tables import Customer, Person, QueueRun, Task

    last = QueueRun.select().order_by(QueueRun.work_date.desc()).first()
    health = figures()
    looked = checks(health)
    served_by = server_version()
    return {
        **({"server": served_by} if served_by else {}),
        "schema": schema.applied(opened)[-1],
        "dealer": pick(*dealer_name()),
        "time_zone": str(clock.zone()),
        "people": Person.select().where(Person.active).count(),
        "customers": Customer.select().count(),
        "open_tasks": Task.select().where(Task.state == "open").count(),
        "last_build": last.work_date if last else None,
        "found": [*diagnosis.look(), *(Found(each.name, each.line) for each in looked if each.state == "fault")],
        "warnings": [
            *missing_notices(clock.today()), *warnings(), *diagnosis.warnings(), *_of_notices(), *_of_settings(),
            *(check.line for check in looked if check.state == "warning"),
        ],
        "health": health,
        "checks": [check._asdict() for check in looked],
    }  # fmt: skip


def _of_settings() -> list[str]:
    """A password in the settings file is nobody else's to read."""
    path = config_path()
    if ":" not in settings().database.rpartition("@")[0].partition("://")[2] or not path.stat().st_mode & 0o077:
        return []
    return [_("{path} is open to others: chmod {mode:o}").format(path=path, mode=0o600)]


def _of_notices() -> list[str]:
    """What is wrong with the way out of the house; never what the way is."""
    from agentdesk.care.channels import channels
    from agentdesk.care.sending import warnings

    try:
        channels()
    except UserError as error:
        return [str(error), *warnings()]
    return warnings()


def _print(facts: dict[str, Any], health: dict[str, Any], findings: list[str], warnings: list[str]) -> None:
    from tabulate import tabulate

    lines = [[_(TITLES[name]), _said(value)] for name, value in facts.items()]
    if health:
        from agentdesk.scoreboard.health import TITLES as OF_HEALTH

        lines += [[_(OF_HEALTH[name]), _said(value)] for name, value in health.items()]
    click.echo(tabulate(lines, tablefmt="plain", disable_numparse=True))
    for line in [*findings, *warnings]:
        click.echo(f"! {line}", err=True)
    if not findings:
        click.echo(_("Nothing is wrong; warnings: {count}").format(count=len(warnings)) if warnings else
                   _("Nothing is wrong."))  # fmt: skip


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return "-" if value is None else str(value)
