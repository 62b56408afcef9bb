"""`agentdesk notices`: what colleagues are told, and whether it left the house where it should."""

from __future__ import annotations

from typing import Any

import click

from agentdesk.cli.session import caller, opened, person_named, print_json
from agentdesk.common.i18n import _
from agentdesk.common.names import visible


@click.group(help=_("What colleagues are told, and whether it left the house.\n\nExample: agentdesk notices list"))
def command() -> None:
    """Hold the commands of notices."""


@command.command(
    "list",
    help=_(
        "List the notices that wait, one's own or as a supervisor everybody's, and what became of their sending.\n\n"
        "Example: agentdesk notices list --json"
    ),
)
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def list_(as_json: bool) -> None:
    """List what waits."""
    from agentdesk.complaints.notices import sendings_of, waiting

    with opened():
        who = caller()
        who.require("agent", "handler", "supervisor", "board")  # the ladder ends with the general manager
        lines = waiting(who.person_id if who.role in ("agent", "handler", "board") else None)
        sendings = sendings_of([line.id for line in lines])
        rows = [_as_json(line, sendings.get(line.id, [])) for line in lines]
    if as_json:
        print_json(rows)
    else:
        click.echo(_table(rows) if rows else _("No notices."))


@command.command(
    help=_(
        "Send what is due by the channels of the settings file, which scripts/complaint_clock.py does from cron.\n\n"
        "Example: agentdesk notices send"
    )
)
def send() -> None:
    """Send what is due; a sending that fails is shown and tried again later."""
    from agentdesk.complaints.notices import send_out, settle

    with opened():
        actor = caller()
        actor.require("supervisor")
        settle()
        report = send_out(actor)
    click.echo(sent_text(report))


@command.command(
    help=_(
        "Ask a colleague to look into a complaint; the question and the answer stand in its history.\n\n"
        'Example: agentdesk --as 吴敏 notices ask T-0031 陈涛 --text "交车时说了什么"'
    )
)
@click.argument("no")
@click.argument("person")
@click.option("--text", metavar="TEXT", required=True, help=_("What is to be looked into."))
def ask(no: str, person: str, text: str) -> None:
    """Ask a colleague."""
    from agentdesk.complaints.investigations import ask as ask_for
    from agentdesk.complaints.listing import id_of

    with opened():
        notice_id = ask_for(caller(), id_of(no), person_named(person).id, text)
    click.echo(_("Notice {id} is at {name}'s desk.").format(id=notice_id, name=visible(person)))


@command.command(
    help=_(
        "Answer a notice: what became of a customer out of reach, or what came of an investigation.\n\n"
        "Example: agentdesk --as 陈涛 notices answer 12 --found new_number --number 0550-3012345"
    )
)
@click.argument("notice", type=click.IntRange(min=1))
@click.option("--found", metavar="CODE", default="", help=_("What became of a customer out of reach: a code."))
@click.option("--number", metavar="NUMBER", default="", help=_("The customer's new number."))
@click.option("--note", metavar="TEXT", default="", help=_("What was found out."))
def answer(notice: int, found: str, number: str, note: str) -> None:
    """Answer a notice."""
    from agentdesk.complaints.step_drafts import answer as answer_unreachable
    from agentdesk.complaints.step_drafts import answer_inquiry

    with opened():
        if found or number:
            answer_unreachable(caller(), notice, found, note, number=number)
        else:
            answer_inquiry(caller(), notice, note)
    click.echo(_("Notice {id} is answered.").format(id=notice))


def sent_text(report: Any) -> str:
    """What a run of sendings did, one line."""
    text = _("{sent} sent, {failed} failed and to be tried again, {given_up} given up")
    return text.format(sent=report.sent, failed=report.failed, given_up=report.given_up)


def _as_json(line: Any, sendings: list[Any]) -> dict[str, Any]:
    from agentdesk.care.sending import state_of
    from agentdesk.complaints.rows import wall

    return {
        "id": line.id,
        "kind": line.kind,
        "to": line.to,
        "complaint": line.complaint_no or None,
        "text": line.text,
        "created_at": wall(line.created_at),
        "sendings": [
            {"channel": row.channel, "state": state_of(row), "tries": row.tries, "next_try_at": wall(row.next_try_at),
             "sent_at": wall(row.sent_at), "error": row.error}
            for row in sendings
        ],
    }  # fmt: skip


def _table(rows: list[dict[str, Any]]) -> str:
    from tabulate import tabulate

    lines = [
        [row["id"], visible(row["to"]), row["created_at"].replace("T", " "), visible(row["text"]), _sent(row)]
        for row in rows
    ]
    titles = [_("No."), _("To"), _("Since"), _("Notice"), _("Out of the house")]
    return tabulate(lines, titles, tablefmt="simple", disable_numparse=True)


def _sent(row: dict[str, Any]) -> str:
    from agentdesk.care.sending import STATES

    parts = []
    for each in row["sendings"]:
        again = f" {each['next_try_at'][5:].replace('T', ' ')}" if each["next_try_at"] and each["tries"] else ""
        error = f" ({visible(each['error'])})" if each["error"] else ""
        parts.append(f"{each['channel']}: {_(STATES[each['state']])}{again}{error}")
    return "; ".join(parts)
