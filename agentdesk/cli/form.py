"""`agentdesk form`: check, publish, list, show, try and export questionnaires."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from agentdesk.cli.form_versions import FILE, GIVEN, READERS, list_, publish, sign
from agentdesk.cli.harmless import print_file
from agentdesk.cli.progress import reporter
from agentdesk.cli.session import caller, opened, parse_day, print_json
from agentdesk.common.errors import UsageError
from agentdesk.common.i18n import _, language

if TYPE_CHECKING:
    from agentdesk.interview.model import FormModel
    from agentdesk.interview.preview import Preview
    from agentdesk.interview.problems import Problem
    from agentdesk.interview.trial import Trial


@click.group(help=_("Check, publish and list questionnaires.\n\nExample: agentdesk form list"))
def command() -> None:
    """Hold the commands of questionnaires."""


for each in (publish, sign, list_):
    command.add_command(each)


@command.command(
    help=_(
        "Name everything that is wrong with a form, with sheet, row and column; a form without errors is walked at "
        "random for dead ends.\n\n"
        "FILE is an XLSForm: .xlsx, .xls, .csv or .md.\n\nExample: agentdesk form check aftersales.xlsx"
    )
)
@click.argument("file", type=GIVEN)
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def check(file: Path, as_json: bool) -> int:
    """Check a form's file; exit code 1 where it has an error, 0 where there are warnings at most."""
    from agentdesk.interview.compile import check_form
    from agentdesk.interview.trial import MANY

    checked = check_form(file, name=file.stem, walks=MANY)
    if as_json:
        print_json([asdict(problem) for problem in checked.problems])
    elif checked.problems:
        click.echo(_findings(checked.problems))
        count = _("{errors} errors, {warnings} warnings")
        click.echo("\n" + count.format(errors=len(checked.errors), warnings=len(checked.warnings)))
    else:
        click.echo(_("No faults in {path}.").format(path=file))
    if checked.trial.walks and not as_json:
        click.echo(_walks(checked.trial))
    return 1 if checked.errors else 0


def _walks(trial: Trial) -> str:
    said = _("Walked {count} times at random from beginning to end.").format(count=trial.walks)
    if not trial.missed:
        return said
    rows = ", ".join(_("{name} (row {row})").format(name=each.name, row=each.row) for each in trial.missed)
    return said + "\n" + _("No walk came to: {rows}").format(rows=rows)


def _findings(problems: list[Problem]) -> str:
    from tabulate import tabulate

    titles = [_("Sheet"), _("Row"), _("Column"), _("Cell"), "", _("Finding")]
    kinds = {True: _("warning"), False: _("error")}
    lines = [
        [problem.sheet, problem.row or "", problem.column, problem.cell, kinds[problem.warning], problem.message]
        for problem in problems
    ]
    return tabulate(lines, titles, tablefmt="simple", disable_numparse=True)


@command.command(
    help=_(
        "Show what a published form asks, or give the XLSForm back.\n\n"
        "Example: agentdesk form show aftersales --xlsx aftersales.xlsx"
    )
)
@click.argument("name")
@click.option(
    "--version", "number", type=int, metavar="N", help=_("This version; the one in force where none is given.")
)
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
@click.option("--xlsx", "workbook", type=FILE, metavar="OUT", help=_("Write the XLSForm into this file."))
def show(name: str, number: int | None, as_json: bool, workbook: Path | None) -> None:
    """Show a version of a form."""
    from agentdesk.interview.form_text import page
    from agentdesk.interview.published import version_of
    from agentdesk.interview.xlsform import sheets_of

    with opened():
        caller().require(*READERS)
        about, form = version_of(name, number)
    if workbook is not None:
        _give_back(form, workbook)
    elif as_json:
        print_json({**asdict(about), **sheets_of(form)})
    else:
        click.echo(page(about, form))


def _give_back(form: FormModel, path: Path) -> None:
    from agentdesk.interview.xlsform import write_xlsx

    click.echo("\n".join(map(str, write_xlsx(form, path))))


@command.command(
    help=_(
        "Walk a form in the terminal with sample facts; no database is needed.\n\n"
        "Example: agentdesk form preview aftersales.md"
    )
)
@click.argument("file", type=GIVEN)
def preview(file: Path) -> None:
    """Walk a form by plain prompts until its end or Ctrl-D."""
    from agentdesk.interview.compile import compile_form
    from agentdesk.interview.preview import Preview

    walked = Preview(compile_form(file, name=file.stem), language())
    click.echo("\n".join(walked.heading()))
    _walk(walked)
    click.echo("\n".join(walked.summary()))


def _walk(walked: Preview) -> None:
    while not walked.over:
        click.echo("\n".join(walked.question()))
        try:
            line = click.prompt(walked.prompt, default="", show_default=False, prompt_suffix="")
        except click.Abort:  # Ctrl-D and Ctrl-C end the walk, not the command
            click.echo("")
            return
        for said in walked.take(line):
            click.echo(said)


@command.command(
    help=_(
        "Export the results of a form: one row for each interview, answers on the path, and a codebook.\n\n"
        "CSV gets its codebook as a second file beside FILE. A text that a spreadsheet would take for a formula or a "
        "number has an apostrophe in front there; JSON has every answer as it was given.\n\n"
        "Example: agentdesk form export aftersales --format xlsx -o october.xlsx --from 2026-10-01 --to 2026-10-31"
    )
)
@click.argument("name")
@click.option("--format", "file_format", type=click.Choice(["csv", "xlsx", "json"]), default="csv", show_default=True,
              help=_("The kind of file."))  # fmt: skip
@click.option("-o", "--output", type=FILE, metavar="FILE", help=_("Write into this file; else to the screen."))
@click.option("--from", "first", metavar="D", help=_("Interviews that ended on or after this date."))
@click.option("--to", "last", metavar="D", help=_("Interviews that ended on or before this date."))
@click.option("--labels", is_flag=True, help=_("What was said instead of the codes."))
def export(name: str, file_format: str, output: Path | None, first: str | None, last: str | None, labels: bool) -> None:
    """Export results; audited."""
    from agentdesk.interview import export_files, exporting
    from agentdesk.store.files import require_new

    if file_format == "xlsx" and output is None:
        raise UsageError(_("A workbook needs a file: -o {name}.xlsx").format(name=name))
    for each in export_files.files(file_format, output) if output else ():
        require_new(each)  # before the export is audited
    days = [parse_day(day) if day else None for day in (first, last)]
    with opened(), reporter() as progress:
        shown = partial(_report, progress)
        found = exporting.export(caller(), name, *days, file_format=file_format, labels=labels, progress=shown)
    if output is None:
        print_file(export_files.as_json(found) if file_format == "json" else export_files.as_csv(found))
        return
    written = export_files.write(found, file_format, output)
    said = _("{count} interviews: {files}")
    click.echo(said.format(count=len(found.rows), files=", ".join(map(str, written))))


def _report(progress: Callable[[str], None], done: int, total: int) -> None:
    progress(_("{done} of {total} interviews").format(done=done, total=total))
