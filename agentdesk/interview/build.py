"""From the rows of an XLSForm to the nodes of a form, noting every problem on the way."""

from __future__ import annotations

import re
from collections.abc import Mapping

from agentdesk.common.i18n import _
from agentdesk.interview.build_parameters import NO, YES, Parameters
from agentdesk.interview.build_selects import Selects
from agentdesk.interview.model import (
    CONTAINERS,
    NUMBERS,
    SILENT,
    FormModel,
    Kind,
    Node,
    Table,
    Texts,
    expressions_of,
)
from agentdesk.interview.problems import Findings, Problem
from agentdesk.interview.question_types import RowType, read_type, why_unknown
from agentdesk.interview.workbook import Row, Sheet, Workbook, misspelt
from agentdesk.interview.xpath.parse import ExpressionError, parse, walk
from agentdesk.interview.xpath.syntax import Call, Expression, Literal

# What pyxform takes for true() and false() in every condition, as spreadsheet programs write it.
_TRUTHS = frozenset({"yes", "Yes", "YES", "true", "True", "TRUE", "no", "No", "NO", "false", "False", "FALSE"})
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．－", "0123456789.-")
_NAME = re.compile(r"[^\W\d][\w.\-]*")
_REFERENCE = re.compile(r"\$\{\s*([^}]*?)\s*\}")
_MEDIA = ("media", "image", "audio", "video", "big-image")


class Builder(Parameters, Selects):
    """Builds one form; problems go into `findings`.

    `refused` are the names of rows of unsupported types: referring to them is no second error.
    """

    def __init__(self, workbook: Workbook, findings: Findings, tables: Mapping[str, Table]) -> None:
        super().__init__(workbook, findings, tables)
        self.nodes: list[Node] = []
        self.rows: list[Row] = []
        self.open: list[int] = []
        self.refused: set[str] = set()

    def build(self, name: str) -> tuple[FormModel, list[Row]]:
        """The form as far as it could be understood, and the row of each of its nodes."""
        survey = self.workbook.survey
        if not survey.rows:
            self.findings.add(Problem("survey", 0, "", _missing_survey(self.workbook)))
        for heading in ("type", "name"):
            if survey.rows and not any(column.kind == heading for column in survey.columns):
                self.findings.add(Problem("survey", 1, heading, _missing_column(survey, heading), "A1"))
        for row in survey.rows:
            self.row(row)
        for index in self.open:
            self.note(
                self.rows[index],
                "type",
                _("{kind} {name} is never ended").format(kind=self.nodes[index].kind, name=self.nodes[index].name),
            )
        return self.form(name), self.rows

    def form(self, name: str) -> FormModel:
        """The form of the rows taken so far, with the settings sheet's name, title and version."""
        settings = self.workbook.settings.rows[0] if self.workbook.settings.rows else None
        form_id = (settings.get("form_id") if settings else "") or self.workbook.name
        title = (settings.get("title") if settings else "") or form_id
        return FormModel(
            name=name or form_id,
            title=self._title(title),
            version=settings.get("version") if settings else "",
            languages=self.languages,
            nodes=tuple(self.nodes),
            lists=self.choice_lists(),
            tables=self._used_tables(),
        )

    def _title(self, text: str) -> Texts:
        """A title for each language: XLSForm has one cell for it, `中文 / English` fills both."""
        parts = [part.strip() for part in text.split(" / ")]
        if len(parts) == len(self.languages) > 1:
            return dict(zip(self.languages, parts, strict=True))
        return dict.fromkeys(self.languages, text)

    def _used_tables(self) -> dict[str, Table]:
        """The tables that pulldata() and instance() name."""
        trees = [expression.tree for node in self.nodes for expression in expressions_of(node).values()]
        calls = [part for tree in trees for part in walk(tree) if isinstance(part, Call) and part.args]
        named = [(call.name, call.args[0]) for call in calls if call.name in {"pulldata", "instance"}]
        names = dict.fromkeys(
            first.value
            for function, first in named
            if isinstance(first, Literal) and not (function == "instance" and first.value in self.files)
        )
        return {name: self.tables[name] for name in names if name in self.tables}

    def row(self, row: Row) -> None:
        """Take one row of the survey sheet."""
        kind = read_type(row.get("type")) if row.get("type") else None
        if row.get("disabled").lower() in YES:
            return
        if not row.get("type"):
            if row.get("name") or row.get("label"):
                self.note(row, "type", _("the type is missing"))
            return
        if kind is None:
            self.note(row, "type", why_unknown(row.get("type")))
            self.refused.add(row.get("name"))
            return
        if kind.edge == "end":
            self.close(row, kind)
            return
        node = self.node(row, kind)
        self.nodes.append(node)
        self.rows.append(row)
        if kind.edge == "begin":
            self.open.append(len(self.nodes) - 1)
        if kind.or_other:
            self.nodes.append(self.other_text(row, node))
            self.rows.append(row)

    def close(self, row: Row, kind: RowType) -> None:
        """End the innermost group or repeat."""
        inner = self.nodes[self.open[-1]] if self.open else None
        if inner is None or inner.kind != kind.kind:
            message = _("there is no open {kind} to end here").format(kind=kind.kind)
            if inner is not None:
                hint = _("; the {kind} {name} of row {row} is to be ended first")
                message += hint.format(kind=inner.kind, name=inner.name, row=inner.row)
            self.note(row, "type", message)
            return
        self.open.pop()

    def node(self, row: Row, kind: RowType) -> Node:
        """The node of a row."""
        self.check_columns(row, kind)
        default, dynamic = self.default(row, kind.kind)
        parameters = self.parameters(row, kind.kind)
        choices, choices_from = self.choice_source(row, kind, parameters)
        return Node(
            name=self.name(row, kind),
            kind=kind.kind,
            parent=self.open[-1] if self.open else -1,
            row=row.number,
            label=self.texts(row, "label"),
            hint=self.texts(row, "hint"),
            guidance=self.texts(row, "guidance_hint"),
            short=self.texts(row, "short"),
            appearance=row.get("appearance"),
            relevant=self.expression(row, "relevant"),
            constraint=self.expression(row, "constraint"),
            constraint_message=self.texts(row, "constraint_message"),
            required=self.expression(row, "required", plain=True),
            required_message=self.texts(row, "required_message"),
            read_only=self.expression(row, "read_only", plain=True),
            calculation=self.expression(row, "calculation"),
            trigger=tuple(_REFERENCE.findall(row.get("trigger"))),
            default=default,
            dynamic_default=dynamic,
            choices=choices,
            choices_from=choices_from,
            choice_filter=self.expression(row, "choice_filter"),
            randomize=parameters.get("randomize", "").lower() in YES,
            seed=self.parsed(row, "parameters", parameters["seed"]) if "seed" in parameters else None,
            bounds=self.bounds(row, parameters) if kind.kind is Kind.RANGE else None,
            repeat_count=self.expression(row, "repeat_count") if kind.kind is Kind.REPEAT else None,
        )

    def check_columns(self, row: Row, kind: RowType) -> None:
        """What a row of its type must and must not have."""
        if kind.kind is Kind.REPEAT and not row.get("repeat_count"):
            self.note(
                row, "repeat_count", _("a repeat needs a fixed count: on the telephone nobody adds turns by hand")
            )
        if kind.kind is Kind.CALCULATE and not (row.get("calculation") or row.get("default")):
            self.note(row, "calculation", _("a calculate needs a calculation"))
        if kind.kind not in SILENT | CONTAINERS and not row.get("label") and not row.get("hint"):
            self.note(row, "label", _("the label is missing: nothing could be read aloud"), warning=True)
        for column in row.sheet.columns:
            if column.kind.split("::")[0] in _MEDIA and row.cell(column):
                self.note(row, column.kind, _("pictures and sounds are not shown in a terminal"), warning=True)

    def name(self, row: Row, kind: RowType) -> str:
        """The name of a row, made up for nameless notes as pyxform does."""
        name = row.get("name")
        if not name and kind.kind is Kind.NOTE:
            return f"note_{row.number}"
        if not name and kind.kind in {Kind.START, Kind.END, Kind.TODAY}:
            return str(kind.kind)
        if not name:
            self.note(row, "name", _("the name is missing"))
        elif not _NAME.fullmatch(name):
            self.note(
                row,
                "name",
                _("{name!r} is not a name: begin with a letter or _, then letters, digits, _ - .").format(name=name),
            )
        return name

    def expression(self, row: Row, column: str, *, plain: bool = False) -> Expression | None:
        """The expression of a column; `plain` columns may say yes or no."""
        text = row.get(column)
        if plain and text.lower() in NO:
            return None
        if plain or text in _TRUTHS:
            text = YES.get(text.lower(), "false()" if text in _TRUTHS else text)
        return self.parsed(row, column, text) if text else None

    def parsed(self, row: Row, column: str, text: str) -> Expression | None:
        """A parsed expression, or None with a problem that shows where it fails."""
        try:
            return parse(text)
        except ExpressionError as error:
            before = text[: error.offset][-24:]
            self.note(
                row,
                column,
                _("{message} (after {before!r})").format(message=error.message, before=before)
                if before
                else error.message,
            )
            return None

    def default(self, row: Row, kind: Kind) -> tuple[str, Expression | None]:
        """A default as it stands, or as an expression that is evaluated once."""
        text = row.get("default")
        if not text or not _is_dynamic(text, kind):
            return (text.translate(_FULL_WIDTH) if kind in NUMBERS else text), None
        return "", self.parsed(row, "default", text)


def _missing_survey(workbook: Workbook) -> str:
    message = _("the sheet `survey` is missing or has no rows")
    found = misspelt(workbook, "survey")
    if found:
        return message + _("; is {found!r} meant to be it?").format(found=found)
    if not {"survey", "type", "name"} & {each.strip().lower() for each in workbook.names} and workbook.names:
        return message + _("; the file has: {names}").format(names=", ".join(workbook.names[:9]))
    if {"type", "name"} & {each.lower() for each in workbook.names}:
        return message + _("; a line with `survey` in the first column goes above its headings")
    return message


def _missing_column(survey: Sheet, heading: str) -> str:
    """Also says where the headings are where a title stands above them."""
    message = _("the column `{heading}` is missing").format(heading=heading)
    words = ((row.number, {text.lower() for text in row.cells.values()}) for row in survey.rows[:20])
    there = next((number for number, found in words if {"type", "name"} <= found), 0)
    hint = _("; the headings stand in row {row}, move them up to row 1").format(row=there) if there else ""
    return message + hint


def _is_dynamic(text: str, kind: Kind) -> bool:
    from pyxform.utils import default_is_dynamic

    if kind in {Kind.DATE, Kind.TIME, Kind.DATE_TIME, Kind.SELECT_ONE, Kind.SELECT_MULTIPLE}:
        return "(" in text or "${" in text
    return bool(default_is_dynamic(text, str(kind)))
