"""`agentdesk report`: each report by its name, and the list of them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from agentdesk.cli.given import Given
from agentdesk.cli.session import caller, opened, parse_day, print_json
from agentdesk.common import clock
from agentdesk.common.errors import UsageError, UserError
from agentdesk.common.i18n import LANGUAGES, _, use_language
from agentdesk.common.names import visible
from agentdesk.common.os_errors import why
from agentdesk.common.tables import terminal_width
from agentdesk.reports.periods import Period, last_whole, parse
from agentdesk.reports.registry import BY_NAME, REPORTS, Report

FORMATS = ("text", "md", "html", "xlsx")


class Reports(click.Group):
    """A group with a command of each report."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The reports in their order, then what is done with them."""
        return [*BY_NAME, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a report is made when it is called."""
        report = BY_NAME.get(cmd_name)
        return _command(report) if report else super().get_command(ctx, cmd_name)


@click.group(
    cls=Reports,
    help=_(
        "Make a report: of the last whole month (week, day, quarter, half year) where none is given.\n\n"
        "Example: agentdesk report aftersales-monthly --month 2026-10 --format html -o october.html"
    ),
)
def command() -> None:
    """Hold the reports."""


@command.command(
    "list", help=_("List the reports with their last whole period.\n\nExample: agentdesk report list --json")
)
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def list_(as_json: bool) -> None:
    """Print the registry."""
    from agentdesk.common.tables import table

    with opened():
        caller()
        periods = {report.name: last_whole(report.length) for report in REPORTS}
    if as_json:
        print_json(
            [
                {"name": report.name, "title": _(report.title), "length": report.length,
                 "period": periods[report.name].code, "from": periods[report.name].first,
                 "to": periods[report.name].last, "about": _(report.about)}
                for report in REPORTS
            ]
        )  # fmt: skip
        return
    lines = [[row.name, _(row.title), periods[row.name].code, _(row.about)] for row in REPORTS]
    titles = [_("Name"), _("Title"), _("Last whole period"), _("About")]
    click.echo(table(titles, lines, ["left"] * 4, width=terminal_width(), gives={3: 20, 1: 12}))


def _command(report: Report) -> click.Command:
    example = f"agentdesk report {report.name} --of {last_whole(report.length).code} --format html -o report.html"

    @click.command(report.name, help=f"{_(report.about)}\n\n" + _("Example: {command}").format(command=example))
    @click.option("--month", metavar="M", help=_("The month, as 2026-10."))
    @click.option("--of", "of", metavar="P", help=_("The period: 2026-10, 2026-W45, 2026-Q3, 2026-H1, 2026-11-20."))
    @click.option("--format", "form", type=click.Choice(FORMATS), help=_("Text where none is given, or as FILE ends."))
    @click.option("--lang", type=click.Choice(LANGUAGES), help=_("The language of the report."))
    @click.option("--as-of", "as_of", metavar="D", help=_("As it was known at the end of that day."))
    @click.option("-o", "--output", metavar="FILE", type=click.Path(path_type=Path), help=_("Write to this file."))
    @click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
    def make(
        month: str | None, of: str | None, form: str | None, lang: str | None, as_of: str | None,
        output: Path | None, as_json: bool,
    ) -> None:  # fmt: skip
        _make(report, _chosen(month, of), "json" if as_json else form, lang, as_of, output)

    found: click.Command = make
    return found


def _chosen(month: str | None, of: str | None) -> str | None:
    if month and of:
        raise UsageError(_("Give --month or --of, not both."))
    return month or of


def period_of(report: Report, text: str | None) -> Period:
    """The period that is asked for, the last whole one where none is."""
    return parse(report.length, text) if text else last_whole(report.length)


def _make(
    report: Report, chosen: str | None, form: str | None, lang: str | None, as_of: str | None, output: Path | None
) -> None:
    from agentdesk.reports.making import make
    from agentdesk.reports.rendering import format_of, rendered
    from agentdesk.reports.saving import save

    form = form or (format_of(output) if output else "text")
    with opened():
        actor = caller()
        if lang:
            use_language(lang)
        period = period_of(report, chosen)
        made = make(actor, report.name, period, as_of=parse_day(as_of) if as_of else None)
        if output is not None:
            save(actor, made, form, output)
            said = _("{file}  SHA-256 {fingerprint}")
            click.echo(said.format(file=output, fingerprint=made.document.fingerprint))
            return
    for doubt in made.doubts:
        click.echo(_("Not as it was known then: {doubt}").format(doubt=doubt), err=True)
    _print(rendered(made, form, terminal_width()), form)


def _print(content: bytes, form: str) -> None:
    if form == "xlsx" and sys.stdout.isatty():
        raise UsageError(_("A terminal cannot show a workbook; name a file with -o FILE."))
    if form == "xlsx":
        sys.stdout.buffer.write(content)
    else:
        click.echo(content.decode(), nl=False)


@command.command(
    help=_(
        "Write the supervisor's text of a report, or show it.\n\n"
        "Without --text, --file or --edit the versions are shown; an empty --text takes it back.\n\n"
        "Example: agentdesk report text aftersales-monthly --month 2026-10 --text '1. 交车前核对结算单'"
    )
)
@click.argument("name")
@click.option("--month", metavar="M", help=_("The month, as 2026-10."))
@click.option("--of", "of", metavar="P", help=_("The period: 2026-10, 2026-W45, 2026-Q3, 2026-H1, 2026-11-20."))
@click.option("--section", metavar="S", help=_("The section it is for; the proposals where none is given."))
@click.option("--text", "words", metavar="TEXT", help=_("The text."))
@click.option("--file", "file", metavar="FILE", type=Given(path_type=Path), help=_("Take it from a text file."))
@click.option("--edit", is_flag=True, help=_("Write it in the editor of this terminal."))
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def text(
    name: str, month: str | None, of: str | None, section: str | None, words: str | None, file: Path | None,
    edit: bool, as_json: bool,
) -> None:  # fmt: skip
    """Write or show a text."""
    from agentdesk.reports import texts
    from agentdesk.reports.registry import PROPOSALS, find

    if sum((words is not None, file is not None, edit)) > 1:
        raise UsageError(_("Give one of --text, --file and --edit."))
    with opened():
        actor, report = caller(), find(name)
        actor.require(*report.readers)
        period = period_of(report, _chosen(month, of))
        if words is None and file is None and not edit:
            _show_texts(texts.history(report.name, period, section or ""), as_json)
            return
        actor.require(*texts.WRITERS)
        key = section or PROPOSALS
        written = words if words is not None else _of_file(file) if file else _edited(report.name, period, key)
        done = written is not None and texts.write(actor, report.name, period, key, written)
        click.echo(_("Noted.") if done else _("Nothing was changed."))


def _show_texts(found: list[Any], as_json: bool) -> None:
    if as_json:
        print_json([version.as_json() for version in found])
        return
    for version in found:
        said = visible(version.text, lines=True) or _("(taken back)")
        click.echo(f"[{version.section}] {version.person} {clock.local(version.at):%Y-%m-%d %H:%M}\n{said}\n")
    if not found:
        click.echo(_("Nothing is written yet."))


def _of_file(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UserError(_("{name} is not UTF-8 text.").format(name=file)) from error
    except OSError as error:
        raise UserError(_("{name} cannot be read: {reason}").format(name=file, reason=why(error))) from error


def _edited(report: str, period: Period, section: str) -> str | None:
    """What the editor left, or None where it was not saved."""
    from agentdesk.reports import texts

    before = texts.of_report(report, period).get(section)
    return click.edit(before.text if before else "", extension=".txt")
