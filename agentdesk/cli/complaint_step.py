"""`agentdesk complaint step` and `merge`: the handling on the command line, by the table of steps."""

from __future__ import annotations

from typing import Any

import click

from agentdesk.cli.complaint_values import option, option_name, value
from agentdesk.cli.session import caller, opened, print_json
from agentdesk.common.errors import UsageError
from agentdesk.common.i18n import _
from agentdesk.complaints.fields import FIELDS
from agentdesk.complaints.steps import ACTIONS

KINDS = tuple(kind for kind, action in ACTIONS.items() if not action.internal)


@click.command(
    help=_(
        "Record a step of a complaint's handling; the kinds: {kinds}. Each takes its own options, and says which it "
        'lacks.\n\nExample: agentdesk --as 吴敏 complaint step T-0031 handled --note "重新喷漆" --cause procedure'
    ).format(kinds=", ".join(KINDS)),
)
@click.argument("no")
@click.argument("kind")
@click.option("--note", metavar="TEXT", default="", help=_("What was done or said."))
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def step(no: str, kind: str, note: str, as_json: bool, **given: Any) -> None:
    """Record one step."""
    from agentdesk.complaints.workflow import record

    if kind not in KINDS:
        raise UsageError(
            _("There is no such step: {kind}. Known are: {known}").format(kind=kind, known=", ".join(KINDS))
        )
    with opened():
        actor = caller()
        data = {code: value(FIELDS[code], text) for code, text in _of_kind(kind, given).items()}
        record(actor, _id(no), kind, note, data)
        _tell(no, as_json)


step.params += [
    option(field) for field in FIELDS.values() if any(field.code in each.fields for each in ACTIONS.values())
]


@click.command(
    help=_(
        "Close a complaint as a duplicate of another one of the same customer or vehicle.\n\n"
        'Example: agentdesk --as 方慧 complaint merge T-0032 T-0031 --note "同一件事，来电又说了一遍"'
    )
)
@click.argument("no")
@click.argument("into")
@click.option("--note", metavar="TEXT", required=True, help=_("Why it is the same complaint."))
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def merge(no: str, into: str, note: str, as_json: bool) -> None:
    """Merge a duplicate."""
    from agentdesk.complaints.workflow import merge as merged

    with opened():
        merged(caller(), _id(no), _id(into), note)
        _tell(no, as_json)


def _of_kind(kind: str, given: dict[str, Any]) -> dict[str, str]:
    """What was given; UsageError for an option that is another step's."""
    taken = ACTIONS[kind].fields
    told = {code: text for code, text in given.items() if text is not None}
    wrong = [option_name(code) for code in told if code not in taken]
    if wrong:
        own = ", ".join(["--note", *map(option_name, taken)])
        text = _("{kind} does not take {wrong}; it takes: {own}")
        raise UsageError(text.format(kind=kind, wrong=", ".join(wrong), own=own))
    return told


def _id(no: str) -> int:
    from agentdesk.complaints.listing import id_of

    return id_of(no)


def _tell(no: str, as_json: bool) -> None:
    """What the complaint is now."""
    from agentdesk.complaints.listing import show
    from agentdesk.complaints.steps import STATES
    from agentdesk.complaints.text import next_text

    row = show(no).row
    if as_json:
        print_json(row.as_json())
        return
    rest = next_text(row)
    click.echo(f"{row.no} {_(STATES[row.state])}{_(', ') if rest else ''}{rest}")
