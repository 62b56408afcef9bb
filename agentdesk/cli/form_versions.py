"""`agentdesk form publish`, `sign` and `list`: the versions of questionnaires, who signed them, which is asked when."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from agentdesk.cli.given import Given
from agentdesk.cli.session import caller, opened, parse_day, person_named, print_json
from agentdesk.common.errors import UsageError
from agentdesk.common.i18n import _, language, pick

if TYPE_CHECKING:
    from agentdesk.interview.model import FormModel
    from agentdesk.interview.published import Span
    from agentdesk.interview.signing import SignedBy

READERS = ("agent", "handler", "supervisor")
FILE = click.Path(path_type=Path, readable=False)
GIVEN = Given(path_type=Path, readable=False)


def signatures(function: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of the three sign-offs."""
    for option, text in (
        ("--approved-by", _("Who approved this version: a supervisor or an administrator.")),
        ("--reviewed-by", _("Who reviewed this version, by name or staff code.")),
        ("--prepared-by", _("Who prepared this version, by name or staff code.")),
    ):
        function = click.option(option, metavar="NAME", help=text)(function)
    return function


@click.command(
    help=_(
        "Publish a form as a new version that never changes; running interviews stay on theirs.\n\n"
        "With an approval it is in force from its day on; without one it waits for it: see `form sign`.\n\n"
        "Example: agentdesk form publish aftersales.xlsx --from 2026-12-01 --approved-by 方慧"
    )
)
@click.argument("file", type=GIVEN)
@click.option("--name", metavar="N", default="", help=_("The form's name; the file's where none is given."))
@signatures
@click.option("--from", "day", metavar="D", help=_("In force from this date on; today where none is given."))
@click.option("--unapproved", is_flag=True, help=_("In force though nobody has approved it; administrators only."))
def publish(file: Path, name: str, day: str | None, unapproved: bool, **signed_by: str | None) -> None:
    """Publish a form and say what changed; the same questions again make no new version."""
    from agentdesk.interview.publish import prepare, publish_form
    from agentdesk.interview.published import newest

    name = name or file.stem
    if not re.fullmatch(r"[\w.-]+", name):
        raise UsageError(_("A form's name has letters, digits, _ . and - only: {name}").format(name=name))
    form = prepare(file, name)
    with opened():
        before = newest(name)
        first = parse_day(day) if day else None
        made = publish_form(caller(), form, first, _signed(**signed_by), unapproved=unapproved)
        if made.is_new:
            _tell(name, made.version, day)
            click.echo(_changes(before, newest(name)))
            return
        text = _("{name} version {version} asks the same already; nothing was published.")
        click.echo(text.format(name=name, version=made.version))
        _tell(name, made.version, day)


@click.command(
    help=_(
        "Sign a published version: its content stays, its sign-offs are added.\n\n"
        "The approval of a version that waits for it puts it in force.\n\n"
        "Example: agentdesk form sign aftersales --version 2 --approved-by 方慧 --from 2026-12-01"
    )
)
@click.argument("name")
@click.option("--version", "number", type=int, metavar="N", help=_("This version; the newest where none is given."))
@signatures
@click.option("--from", "day", metavar="D", help=_("In force from this date on; today where none is given."))
def sign(name: str, number: int | None, day: str | None, **signed_by: str | None) -> None:
    """Add sign-offs to a version."""
    from agentdesk.interview import signing

    with opened():
        number = signing.sign(caller(), name, number, _signed(**signed_by), parse_day(day) if day else None)
        _tell(name, number, None)


def _signed(prepared_by: str | None, reviewed_by: str | None, approved_by: str | None) -> SignedBy:
    from agentdesk.interview.signing import SignedBy

    return SignedBy(*(person_named(each) if each else None for each in (prepared_by, reviewed_by, approved_by)))


def _tell(name: str, version: int, day: str | None) -> None:
    """Say who has signed a version, from when it is asked, and which version is asked when."""
    from agentdesk.interview.form_text import signed
    from agentdesk.interview.published import timeline_of, version_of

    about, spans = version_of(name, version)[0], timeline_of(name)
    if about.waiting:
        click.echo(_("{name} version {version} is stored and waits for its approval.").format(**asdict(about)))
        how = f"agentdesk form sign {name} --version {version} --approved-by NAME" + (f" --from {day}" if day else "")
        click.echo(_("It is in force once it is approved: {command}").format(command=how))
    elif all(span.version != version for span in spans):
        click.echo(_("{name} version {version} is not asked: another one has its days.").format(**asdict(about)))
    else:
        text = _("{name} version {version} is in force from {day}.")
        click.echo(text.format(name=name, version=version, day=about.effective_from))
    click.echo(signed(about) or _("Nobody has signed it."))
    if not about.waiting and not about.approved_by:
        click.echo(_("It is in force though nobody has approved it."), err=True)
    if len(spans) > 1 or about.waiting:
        click.echo("\n".join(map(_span, spans)) or _("No version is asked yet."))
    if not about.kinds:
        click.echo(_("No kind of the playbook in force asks this form: see `form` in kinds.toml."), err=True)


def _span(span: Span) -> str:
    if span.last is None:
        return _("From {first} on: version {version}").format(first=span.first, version=span.version)
    text = _("{first} to {last}: version {version}")
    return text.format(first=span.first, last=span.last, version=span.version)


def _changes(before: FormModel | None, after: FormModel | None) -> str:
    from agentdesk.interview.difference import difference, lines

    if before is None or after is None:
        return _("This is its first version.")
    said = lines(difference(before, after, language()))
    head = _("Changed since version {version}:").format(version=before.version)
    return "\n".join([head, *(f"  {line}" for line in said or [_("the rows' places only")])])


@click.command("list", help=_("List the published forms.\n\nExample: agentdesk form list --json"))
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def list_(as_json: bool) -> None:
    """List the versions in force, those that come, and those that wait for their approval."""
    from tabulate import tabulate

    from agentdesk.interview.published import published

    with opened():
        caller().require(*READERS)
        found = published()
    if as_json:
        print_json([asdict(each) for each in found])
        return
    if not found:
        click.echo(_("No form is published yet. Begin with: agentdesk playbook publish car_dealership"))
        return
    titles = [_("Form"), _("Title"), _("Version"), _("From"), _("Until"), _("Questions"), _("Kinds"), _("Approved by")]
    lines = [
        [each.name, pick(each.title_zh, each.title_en), f"{each.version}" if each.in_force else f"({each.version})",
         each.effective_from or _("waits"), each.until or "", each.questions, ", ".join(each.kinds), each.approved_by]
        for each in found
    ]  # fmt: skip
    click.echo(tabulate(lines, titles, tablefmt="simple", disable_numparse=True))
    if not all(each.in_force for each in found):
        click.echo("\n" + _("A version in brackets is not in force today: it comes later, or waits for its approval."))
