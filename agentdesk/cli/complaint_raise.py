"""`agentdesk complaint raise`: a complaint taken down at the front desk, on the telephone, or from another system."""

from __future__ import annotations

from typing import Any

import click

from agentdesk.cli.complaint_values import YES_NO, yes_no
from agentdesk.cli.session import caller, opened, person_named, print_json
from agentdesk.common.i18n import _


@click.command(
    "raise",
    help=_(
        "Raise a complaint outside a call; prints its number, the severity proposed and the deadlines. Without "
        "--severity the proposed one is taken, and whoever assesses the complaint confirms it.\n\n"
        'Example: agentdesk --as 陈涛 complaint raise --customer 13812345678 --words "等了三个小时" --origin visit'
    ),
)
@click.option("--customer", metavar="C", required=True, help=_("By name, telephone, plate or number."))
@click.option("--words", metavar="TEXT", required=True, help=_("What the customer said, in the customer's own words."))
@click.option("--subject", metavar="S", help=_("product, service or staff."))
@click.option(
    "--origin", metavar="O", default="store", show_default=True,
    help=_("Where it came in: callback, store, hq, line_400, media, visit."),
)  # fmt: skip
@click.option("--about", metavar="PERSON", help=_("Whom it is about, by name or staff code; the order's advisor else."))
@click.option("--vehicle", metavar="CAR", default="", help=_("The car by plate, VIN or number."))
@click.option("--order", metavar="NO", default="", help=_("The workshop order or the sale it is about."))
@click.option("--severity", metavar="S", help=_("A severity of the playbook."))
@click.option("--remedy", metavar="TEXT", help=_("What would put it right; an empty text: the customer named nothing."))
@click.option("--callback", type=YES_NO, help=_("Whether a colleague may call the customer."))
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def raise_(as_json: bool, **given: Any) -> None:
    """Raise a complaint."""
    with opened():
        found = _raised(given)
    if as_json:
        print_json(found)
    else:
        click.echo(_said(found))


def _raised(given: dict[str, Any]) -> dict[str, Any]:
    from agentdesk.complaints.outside import coded, context_of, outside_draft
    from agentdesk.complaints.preview import person_line
    from agentdesk.complaints.raising import raise_complaint
    from agentdesk.complaints.rows import wall
    from agentdesk.complaints.steps import EVERYBODY
    from agentdesk.queue.whom import customer_named

    actor = caller()
    actor.require(*EVERYBODY)
    customer = customer_named(given["customer"])
    about = person_named(given["about"]).id if given["about"] else None
    found = context_of(customer.id, vehicle=given["vehicle"], order=given["order"], about_id=about)
    more: dict[str, Any] = {"wants_callback": yes_no(given["callback"])}
    if given["subject"]:
        more["subject"] = coded("subject", given["subject"])
    if given["remedy"] is not None:
        more |= {"remedy_sought": given["remedy"].strip(), "remedy_asked": True}
    severity = coded("severity", given["severity"]) if given["severity"] else ""
    origin = coded("origin", given["origin"])
    draft, proposal = outside_draft(found, words=given["words"].strip(), origin=origin, severity=severity, **more)
    raised = raise_complaint(actor, draft)
    responsible = person_line(raised.responsible_id)
    return {
        "no": raised.no,
        "customer": customer.name,
        "severity": raised.severity,
        "confirmed": bool(severity),
        "proposed": proposal.severity if proposal else None,
        "reasons": [reason.text for reason in proposal.reasons] if proposal else [],
        "responsible": responsible.name if responsible else None,
        "deadlines": {
            "acknowledge": wall(raised.acknowledge_by), "plan": wall(raised.plan_by), "solve": wall(raised.solve_by),
        },
    }  # fmt: skip


def _said(found: dict[str, Any]) -> str:
    from agentdesk.common.names import visible
    from agentdesk.complaints.text import CLOCK_NAMES, severity_name

    due = found["deadlines"]
    lines = [
        _("{no} {customer}: {severity}, responsible {responsible}").format(
            no=found["no"], customer=visible(found["customer"]), severity=severity_name(found["severity"]),
            responsible=visible(found["responsible"]),
        ),
        *([_proposed(found)] if found["proposed"] else []),
        *(f"{_(CLOCK_NAMES[name])} {due[name].replace('T', ' ')}" for name in due),
    ]  # fmt: skip
    return "\n".join(lines)


def _proposed(found: dict[str, Any]) -> str:
    from agentdesk.complaints.text import severity_name

    text = _("{why}: suggests {severity}").format(
        why=_(", ").join(found["reasons"]), severity=severity_name(found["proposed"])
    )
    return text if found["confirmed"] else f"{text}{_(', to be confirmed')}"
