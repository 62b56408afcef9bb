"""`agentdesk import`: take in the dealer system's exports, list what was taken in, take a batch back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from typing import Any

import click

from agentdesk.cli.given import Given
from agentdesk.cli.progress import reporter
from agentdesk.cli.session import caller, opened, print_json
from agentdesk.common.errors import UsageError
from agentdesk.common.i18n import _
from agentdesk.common.names import visible
from agentdesk.intake.profiles import KINDS

_SHOWN = 20  # rows with something wrong that are printed; --json has all


class Imports(click.Group):
    """A group whose commands are the kinds of exports, besides `list` and `undo`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The kinds in the order to take them in, then the others."""
        return [*KINDS, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command that takes in files of one kind."""
        return _take_in(cmd_name) if cmd_name in KINDS else super().get_command(ctx, cmd_name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Name the kinds where an unknown one is asked for."""
        if args and not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            known = ", ".join(KINDS)
            raise UsageError(_("Unknown kind of export: {kind}. Known are: {known}").format(kind=args[0], known=known))
        return super().resolve_command(ctx, args)


@click.group(
    cls=Imports,
    subcommand_metavar="KIND FILE | list | undo BATCH",
    help=_("Take in the dealer system's exports.\n\nExample: agentdesk import customers 客户档案.csv"),
)
def command() -> None:
    """Hold the commands of the import."""


def _take_in(kind: str) -> click.Command:
    help_text = _("Take in a file of this kind: CSV, XLS or XLSX.\n\nExample: agentdesk import {kind} FILE --dry-run")

    @click.command(kind, help=help_text.format(kind=kind))
    @click.argument("file", type=Given(path_type=str, readable=False))
    @click.option("--profile", metavar="NAME", help=_("A profile of the dealer's own column titles, or a TOML file."))
    @click.option("--dry-run", is_flag=True, help=_("Say what would be done, and change nothing."))
    @click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
    def take_in(file: str, profile: str | None, dry_run: bool, as_json: bool) -> None:
        from agentdesk.complaints.importing import TARGETS
        from agentdesk.intake.importing import import_file

        with opened(), reporter() as progress:
            shown = partial(_report, progress, file)
            result = import_file(
                caller(), kind, file, profile=profile, dry_run=dry_run, progress=shown, targets=TARGETS
            )
        if as_json:
            print_json(as_dict(result))
        else:
            click.echo(summary(result))

    made: click.Command = take_in
    return made


def _report(progress: Callable[[str], None], file: str, done: int, total: int) -> None:
    progress(_("{file}: {done} of {total} rows").format(file=file, done=done, total=total))


def as_dict(result: Any) -> dict[str, Any]:
    """The result with the keys of `--json`; reasons stay in English, as they are stored."""
    from agentdesk.intake.importing import VERDICTS

    return {
        "batch": result.batch_id,
        "kind": result.kind,
        "file": result.file,
        "encoding": result.encoding,
        "dry_run": result.dry_run,
        "total": result.total,
        **{name: result.counts[name] for name in (*VERDICTS, "created", "updated")},
        "unknown_columns": list(result.unknown_columns),
        "rows": [
            {"row": one.row, "verdict": one.verdict, "problems": [problem._asdict() for problem in one.problems]}
            for one in result.verdicts
        ],
    }


def summary(result: Any) -> str:
    """What became of a file, for people: counts, then the rows with something wrong."""
    from tabulate import tabulate

    counts = result.counts
    head = _("{file} ({encoding}): {total} rows, {created} new, {updated} changed, {unchanged} unchanged").format(
        file=visible(result.file), encoding=result.encoding, total=result.total, created=counts["created"],
        updated=counts["updated"], unchanged=counts["unchanged"],
    )  # fmt: skip
    wrong = _("{corrected} corrected or doubtful, {refused} not taken, {duplicate} double").format(
        corrected=counts["corrected"], refused=counts["refused"], duplicate=counts["duplicate"]
    )
    lines = [head, wrong]
    if counts["outdated"]:
        old = _("{count} are of a time whose files were removed by their age; they are not taken in again.")
        lines.append(old.format(count=counts["outdated"]))
    if result.unknown_columns:
        lines.append(_("Columns not used: {columns}").format(columns=visible(", ".join(result.unknown_columns))))
    if result.verdicts:
        titles = [_("Row"), _("Result"), _("Column"), _("What stands there"), _("Why")]
        lines += ["", tabulate(_rows(result), titles, tablefmt="simple", disable_numparse=True)]
    if len(result.verdicts) > _SHOWN:
        lines.append(_("... and {count} more rows; all are in --json.").format(count=len(result.verdicts) - _SHOWN))
    if result.dry_run:
        lines.append(_("This was a rehearsal; nothing was changed."))
    return "\n".join(lines)


def _rows(result: Any) -> list[list[str]]:
    names = {"corrected": _("corrected"), "refused": _("not taken"), "duplicate": _("double")}
    return [
        [str(one.row), names[one.verdict], visible(problem.column), visible(problem.value), _(problem.reason)]
        for one in result.verdicts[:_SHOWN]
        for problem in one.problems
    ]


@command.command("list", help=_("List the latest imports.\n\nExample: agentdesk import list --json"))
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def list_imports(as_json: bool) -> None:
    """List the latest imports, newest first."""
    from tabulate import tabulate

    from agentdesk.intake.batches import list_batches

    with opened():
        caller()
        batches = list_batches()
    if as_json:
        print_json([asdict(batch) for batch in batches])
        return
    if not batches:
        click.echo(_("Nothing was imported yet. Begin with: agentdesk import people FILE"))
        return
    states = {"staged": _("interrupted"), "applied": _("applied"), "undone": _("undone")}
    titles = [
        *(_("No."), _("Export"), _("File"), _("State"), _("Accepted"), _("Corrected"), _("Not taken"), _("Unchanged")),
        _("Started"),
    ]
    lines = [
        [
            b.batch,
            b.kind,
            visible(b.file),
            states[b.status],
            b.accepted,
            b.corrected,
            b.refused,
            b.unchanged,
            b.started_at,
        ]
        for b in batches
    ]
    click.echo(tabulate(lines, titles, tablefmt="simple", disable_numparse=True))


@command.command(help=_("Take an import back where nothing depends on it.\n\nExample: agentdesk import undo 12"))
@click.argument("batch", type=int)
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def undo(batch: int, as_json: bool) -> None:
    """Take an import back."""
    from agentdesk.complaints.importing import TARGETS
    from agentdesk.intake.undo import undo_batch

    with opened():
        result = undo_batch(caller(), batch, targets=TARGETS)
    if as_json:
        kept = [{"key": key, "reason": reason} for key, reason in result.kept]
        print_json({"batch": batch, "deleted": result.deleted, "restored": result.restored, "kept": kept})
        return
    said = _("Import {batch}: {deleted} taken away, {restored} put back as they were, {kept} kept")
    click.echo(said.format(batch=batch, deleted=result.deleted, restored=result.restored, kept=len(result.kept)))
    for key, reason in result.kept[:_SHOWN]:
        click.echo(f"  {visible(key)}: {_(reason)}")
    if len(result.kept) > _SHOWN:
        click.echo(_("... and {count} more rows; all are in --json.").format(count=len(result.kept) - _SHOWN))
