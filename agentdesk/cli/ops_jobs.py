"""What the machine runs by itself, and when; as units for systemd and as lines for cron.

The night's job, a copy and the trail's head at noon, the complaints' clocks, and once a month what is older
than it may be kept: that is only reported, since a person confirms what is removed (RT-01 to RT-04).
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path

from agentdesk.cli.ssh_paths import database, environment, is_file, program
from agentdesk.common import clock, log
from agentdesk.common.i18n import N_, _
from agentdesk.common.settings import settings
from agentdesk.store import heads

UMASK = "0027"  # what is made beside the database is read by the account that answers sshd, and by nobody else
_EVERY = {"month": "*-*-01 ", "day": "*-*-* "}


@dataclass(frozen=True)
class Job:
    """A command and when it runs: by the dealer's clock each day or each month's first, or every N minutes."""

    name: str
    words: str  # a message id
    arguments: tuple[str, ...]
    at: time | None = None
    every: str = "day"
    minutes: int = 0

    @property
    def calendar(self) -> str:
        """The time as systemd writes it, in the dealer's zone."""
        if self.at is None:
            return f"*:0/{self.minutes}"
        return f"{_EVERY[self.every]}{self.at:%H:%M}:00 {clock.zone()}"

    @property
    def cron(self) -> str:
        """The time as cron writes it, by the machine's clock."""
        if self.at is None:
            return f"*/{self.minutes} * * * *"
        here = clock.at(clock.today(), self.at.hour, self.at.minute)
        there = _by_machine(here)
        return f"{there.minute} {there.hour} {1 if self.every == 'month' else '*'} * *"


@dataclass(frozen=True)
class Plan:
    """For whom: the account that owns the database, the home of its settings file, where copies go."""

    account: str
    home: str
    backups: str

    @property
    def written(self) -> list[str]:
        """The folders that the jobs write to, each once."""
        file = log.path() if settings().log else None  # else it lies in the home
        places = [
            str(Path(database()).parent) if is_file() else "", self.backups if is_file() else "",
            str(heads.path_for(database()).parent), str(file.parent) if file else "", self.home,
        ]  # fmt: skip
        return [place for place in dict.fromkeys(places) if place]


def jobs(plan: Plan) -> list[Job]:
    """Every job of this installation; a server's backups are its administrator's."""
    keep = ",".join(map(str, settings().keep_backups))
    copy = Job("backup", N_("a copy of the database at noon; the night makes the other one"),
               ("db", "backup", "--to", plan.backups, "--rotate", keep), time(12, 45))  # fmt: skip
    return [
        Job("night", N_("tomorrow's queue, and the night's other work"),
            ("queue", "build", "--ahead", "--wait", "3600"), time(21, 30)),
        *([copy] if is_file() else []),
        Job("head", N_("the head of the audit trail, kept outside the database"), ("audit", "head"), time(12, 50)),
        Job("clock", N_("the complaints' clocks: due steps of the ladder, notices that leave the house"),
            ("complaint", "clock"), minutes=5),
        Job("retention", N_("what is older than it may be kept: only told, a person removes it"),
            ("db", "purge", "--dry-run"), time(7, 0), every="month"),
    ]  # fmt: skip


def units(plan: Plan) -> dict[str, str]:
    """The files of systemd by their names: a service and a timer for each job."""
    found = {}
    for job in jobs(plan):
        found[f"agentdesk-{job.name}.service"] = "\n".join(_service(plan, job)) + "\n"
        found[f"agentdesk-{job.name}.timer"] = "\n".join(_timer(job)) + "\n"
    return found


def _service(plan: Plan, job: Job) -> Iterator[str]:
    yield from (
        "[Unit]",
        f"Description=agentdesk: {_plain(_(job.words))}",
        "After=network-online.target time-sync.target",
    )
    yield from ("Wants=network-online.target", "", "[Service]", "Type=oneshot", f"User={plan.account}")
    yield from (f"UMask={UMASK}", "Nice=10", "TimeoutStartSec=6h")
    for name, value in {"HOME": plan.home, **environment()}.items():
        yield f"Environment={_word(f'{name}={value}')}"
    yield f"ExecStart={' '.join(_word(part) for part in [*program(), *job.arguments])}"
    yield from ("NoNewPrivileges=yes", "PrivateTmp=yes", "ProtectSystem=full", "ProtectKernelTunables=yes")
    yield from (f"ReadWritePaths=-{_word(place)}" for place in plan.written)


def _timer(job: Job) -> Iterator[str]:
    yield from ("[Unit]", f"Description=agentdesk: {_plain(_(job.words))}", "", "[Timer]", f"OnCalendar={job.calendar}")
    yield from ("Persistent=yes" if job.at else "AccuracySec=10s", "", "[Install]", "WantedBy=timers.target")


def cron(plan: Plan) -> str:
    """A file for /etc/cron.d, whose lines name the account; what a job prints is mailed to it."""
    said = _("Times are by the machine's clock; the dealer's zone is {zone}.").format(zone=clock.zone())
    lines = [f"# {said}"]
    lines += ["SHELL=/bin/sh", f"MAILTO={plan.account}", f"HOME={plan.home}"]
    lines += [f"{name}={value}" for name, value in environment().items()]
    for job in jobs(plan):
        command = shlex.join([*program(), *job.arguments]).replace("%", r"\%")
        lines += [f"# {_plain(_(job.words))}", f"{job.cron} {plan.account} umask {UMASK}; exec {command}"]
    return "\n".join(lines) + "\n"


def _by_machine(instant: datetime) -> datetime:
    """An instant (naive UTC) by the clock of the machine, which cron goes by."""
    from datetime import UTC

    return instant.replace(tzinfo=UTC).astimezone()


def _word(text: str) -> str:
    """A word of a unit file: systemd expands % and $ and splits at spaces unless it is told not to."""
    plain = text.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{plain}"' if any(letter in text for letter in " '\"\\;") else plain


def _plain(text: str) -> str:
    return " ".join(text.split()).replace("%", "%%")
