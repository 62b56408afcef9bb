"""`agentdesk audit`: is the trail what was written, keep its head outside, and who did what."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from agentdesk.cli.given import Given
from agentdesk.cli.session import caller, opened, parse_day, print_json
from agentdesk.common.i18n import _
from agentdesk.common.settings import database_url

if TYPE_CHECKING:
    from agentdesk.store.heads import Kept
    from agentdesk.store.trail import Event
    from agentdesk.store.verdict import Verdict


@click.group(help=_("The audit trail: who did what, and whether that is what was written.\n\n"
                    "Example: agentdesk audit verify"))  # fmt: skip
def command() -> None:
    """Hold the commands of the audit trail."""


@command.command(
    help=_("Check every event, its link to the one before, and the heads that were kept outside the database. Names "
           "the first broken event; exit code 1 where one is broken. So it is where the file of heads was changed or "
           "is gone: put a copy of it back, or, where it is lost, begin a new one with `audit head`.\n\n"
           "Example: agentdesk audit verify --json")
)  # fmt: skip
@click.option("--head", type=Given(path_type=Path, exists=True, dir_okay=False), metavar="FILE",
              help=_("Compare with the heads in this file instead of the one of the settings."))  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def verify(head: Path | None, as_json: bool) -> int:
    """Say whether the trail is sound."""
    from agentdesk.store import head_memory, heads
    from agentdesk.store.trail_text import known_text
    from agentdesk.store.verdict import Fault
    from agentdesk.store.verify import verify as walk

    url = database_url()
    kept = heads.read(head or heads.path_for(url))
    with opened():
        caller().require("supervisor")
        verdict = walk(kept)
        gone = None if head else head_memory.missing(kept)
    if gone:
        verdict.faults.append(Fault("heads", None, head_memory.missed_text(kept, gone)))
    if as_json:
        lost = {"at": gone.at, "event": gone.event} if gone else None
        print_json({**verdict.as_json(), "heads": str(kept.path), "heads_kept": len(kept.heads), "heads_lost": lost})
        return 1 if verdict.faults else 0
    for each in verdict.known:
        click.echo(known_text(*each), err=True)
    if verdict.faults:
        click.echo(_wrong(verdict), err=True)
        return 1
    sound = _("The audit trail is sound: {count} events, the last one {id}.")
    known = _("Nothing new is wrong with the audit trail: {count} events, the last one {id}.")
    click.echo((known if verdict.known else sound).format(count=verdict.count, id=verdict.last))
    click.echo(_heads_line(kept, verdict.agreed, head is None and not heads.apart(url)))
    return 0


def _wrong(verdict: Verdict) -> str:
    """What is wrong, a line each, and what to do; of the file of heads its own line says it."""
    of_file = [fault.said for fault in verdict.faults if fault.what == "heads"]
    of_trail = [fault.said for fault in verdict.faults if fault.what != "heads"]
    return "\n".join([*of_file, *of_trail]) + (f" {_mend(verdict)}" if of_trail else "")


def _mend(verdict: Verdict) -> str:
    mend = _("Keep this file as it is, make a copy of it, and look which backup still holds: "
             "agentdesk db restore FILE --check")  # fmt: skip
    event = next((fault.event for fault in verdict.faults if fault.marks), None)
    if event is None:
        return mend
    how = _('Once it is looked into: agentdesk audit acknowledge --event {event} --reason "..."').format(event=event)
    return f"{mend} {how}"


@command.command(
    help=_("Note that a break of the audit trail was looked into, and what was found out; for supervisors and "
           "administrators. Nothing is mended: `verify` goes on naming the break, as known, and the night's job ends "
           "with 0 again. Another break, or the same place written once more, is an error as before. The file of "
           "heads has it too, so do it where the night's job runs; without that file it does not count.\n\n"
           'Example: agentdesk audit acknowledge --event 417 --reason "disk fault of 3 March, sector replaced"')
)  # fmt: skip
@click.option("--event", type=int, required=True, metavar="N", help=_("The event that `audit verify` names."))
@click.option("--reason", required=True, metavar="TEXT", help=_("What was found out."))
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def acknowledge(event: int, reason: str, as_json: bool) -> None:
    """Acknowledge a break."""
    from agentdesk.store import acknowledging, heads
    from agentdesk.store.trail_text import known_text

    with opened():
        after = acknowledging.acknowledge(caller(), event, reason, heads.read(heads.path_for(database_url())))
    if as_json:
        print_json(after.as_json())
        return
    for each in after.known:
        click.echo(known_text(*each))
    for fault in after.faults:
        click.echo(_("Still not known: {fault}").format(fault=fault.said), err=True)


def _heads_line(kept: Kept, agreed: int, beside: bool) -> str:
    if not kept.heads:
        return _("No head is kept outside the database, so a removed end or a trail written anew would not be found. "
                 "Keep one every night: agentdesk audit head")  # fmt: skip
    line = _("{count} kept heads agree ({path}).").format(count=agreed, path=kept.path)
    if beside:
        line += " " + _("They lie beside the database; the setting audit_heads names a safer folder.")
    return line


@command.command(
    help=_("Append the trail's head (last event, hash, count) to a file outside the database; the night's job does it "
           "too. The file belongs on another machine or under another account: the setting audit_heads names its "
           "folder.\n\nExample: agentdesk audit head")
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def head(as_json: bool) -> None:
    """Keep the head now."""
    from agentdesk.store import head_memory, heads

    url = database_url()
    path = heads.path_for(url)
    before = heads.read(path)
    with opened():
        actor = caller()
        actor.require("administrator")
        kept, gone = head_memory.keep(actor, path)
    if gone:
        click.echo(head_memory.gone_text(before, gone), err=True)
    if as_json:
        print_json({"path": str(path), **kept.as_json()})
        return
    click.echo(_("Kept in {path}: event {id}, {count} events.").format(path=path, id=kept.last_id, count=kept.count))
    if not heads.apart(url):
        click.echo(_("They lie beside the database; the setting audit_heads names a safer folder."), err=True)


@command.command(
    "list",
    help=_(
        "Who did what, newest first; names, numbers and plates of customers are masked. For supervisors and "
        "administrators.\n\nExample: agentdesk audit list --person 李娜 --action task.move --from 2026-11-01"
    ),
)
@click.option("--person", metavar="NAME", help=_("Done by this person: name or staff code, or system."))
@click.option("--action", metavar="ACTION", help=_("This action (task.move), or all of a noun (task)."))
@click.option("--entity", metavar="ROW", help=_("Done to rows of this table (task), or to one of them (task:17)."))
@click.option("--customer", metavar="CUSTOMER",
              help=_("Whatever concerns this customer: calls, tasks, complaints, cars."))  # fmt: skip
@click.option("--from", "first", metavar="D", help=_("From this date on, as 2026-11-20."))
@click.option("--to", "last", metavar="D", help=_("Up to this date, as 2026-11-20."))
@click.option("--limit", metavar="N", type=click.IntRange(1, 10_000), default=50, show_default=True,
              help=_("At most so many; older ones are left out."))  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def list_(
    person: str | None, action: str | None, entity: str | None, customer: str | None, first: str | None,
    last: str | None, limit: int, as_json: bool,
) -> None:  # fmt: skip
    """List events by what they are asked for."""
    from agentdesk.queue.whom import customer_named
    from agentdesk.store import trail
    from agentdesk.store.trail_text import as_json as event_json

    with opened():
        actor = caller()
        row = trail.named_row(entity) if entity else ("", None)
        whom = customer_named(customer).id if customer else None
        wanted = trail.Wanted(
            trail.named_person(person) if person else "", trail.named_actions(action) if action else (), *row, whom,
            parse_day(first) if first else None, parse_day(last) if last else None,
        )  # fmt: skip
        found = trail.events(actor, wanted, limit=limit)
    if as_json:
        print_json([event_json(event) for event in found])
    else:
        click.echo(_listed(found) if found else _("No event is like that."))


def _listed(found: list[Event]) -> str:
    from tabulate import tabulate

    from agentdesk.common import clock
    from agentdesk.common.cells import fit
    from agentdesk.store.trail_text import brief, what, where, which, who

    titles = [_("Event"), _("Time"), _("By whom"), _("What was done"), _("To what"), _("What"), _("By way of")]
    lines = [
        [event.id, f"{clock.local(event.at):%Y-%m-%d %H:%M:%S}", who(event), what(event), which(event),
         fit(brief(event), 60), where(event)]
        for event in found
    ]  # fmt: skip
    return tabulate(lines, titles, tablefmt="simple", disable_numparse=True)
