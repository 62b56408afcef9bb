"""From the rows of an XLSForm to the nodes of a form, noting every problem on the way."""

from __future__ import annotations

import re
from typing import Any

from agentdesk.common.i18n import _
from agentdesk.interview.build_choices import choice_lists
from agentdesk.interview.build_texts import Reader
from agentdesk.interview.model import (
    CONTAINERS,
    OTHER,
    SELECTS,
    SILENT,
    Bounds,
    FormModel,
    Kind,
    Node,
    Table,
    Texts,
)
from agentdesk.interview.problems import Findings, Problem
from agentdesk.interview.question_types import RowType, read_type
from agentdesk.interview.workbook import Row, Workbook
from agentdesk.interview.xpath.parse import ExpressionError, parse
from agentdesk.interview.xpath.syntax import Expression

_YES = {"yes": "true()", "true": "true()", "true()": "true()", "1": "true()"}
_NO = frozenset({"no", "false", "false()", "0"})
_NAME = re.compile(r"[^\W\d][\w.\-]*")
_REFERENCE = re.compile(r"\$\{\s*([^}]*?)\s*\}")
_MEDIA = ("media", "image", "audio", "video", "big-image")
_OTHER_ASKS = {"zh": "请具体说明", "en": "Please specify"}


class Builder(Reader):
    """Builds one form; problems go into `findings`.

    `refused` are the names of rows of unsupported types: referring to them is no second error.
    """

    def __init__(self, workbook: Workbook, findings: Findings, tables: dict[str, Table]) -> None:
        super().__init__(workbook, findings)
        self.tables = tables
        self.nodes: list[Node] = []
        self.rows: list[Row] = []
        self.open: list[int] = []
        self.others: set[str] = set()
        self.several: set[str] = set()
        self.refused: set[str] = set()

    def build(self, name: str) -> tuple[FormModel, list[Row]]:
        """The form as far as it could be understood, and the row of each of its nodes."""
        survey = self.workbook.survey
        if not survey.rows:
            self.findings.add(Problem("survey", 0, "", _("the sheet `survey` is missing or has no rows")))
        for heading in ("type", "name"):
            if survey.rows and not any(column.kind == heading for column in survey.columns):
                self.findings.add(
                    Problem("survey", 1, heading, _("the column `{heading}` is missing").format(heading=heading))
                )
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
            lists=tuple(choice_lists(self, others=self.others, several=self.several).values()),
            tables=self._used_tables(),
        )

    def _title(self, text: str) -> Texts:
        """A title for each language: XLSForm has one cell for it, `中文 / English` fills both."""
        parts = [part.strip() for part in text.split(" / ")]
        if len(parts) == len(self.languages) > 1:
            return dict(zip(self.languages, parts, strict=True))
        return dict.fromkeys(self.languages, text)

    def _used_tables(self) -> dict[str, Table]:
        text = str([each.text for node in self.nodes for each in expressions_of(node).values()])
        return {name: table for name, table in self.tables.items() if "pulldata" in text and name in text}

    def row(self, row: Row) -> None:
        """Take one row of the survey sheet."""
        kind = read_type(row.get("type")) if row.get("type") else None
        if row.get("disabled").lower() in _YES:
            return
        if not row.get("type"):
            if row.get("name") or row.get("label"):
                self.note(row, "type", _("the type is missing"))
            return
        if kind is None:
            self.note(
                row,
                "type",
                _("unsupported type {text!r}: not for a telephone questionnaire").format(text=row.get("type")),
            )
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
            self.add_other(row, node)

    def close(self, row: Row, kind: RowType) -> None:
        """End the innermost group or repeat."""
        if not self.open or self.nodes[self.open[-1]].kind != kind.kind:
            self.note(row, "type", _("there is no open {kind} to end here").format(kind=kind.kind))
            return
        self.open.pop()

    def node(self, row: Row, kind: RowType) -> Node:
        """The node of a row."""
        self.check_columns(row, kind)
        default, dynamic = self.default(row, kind.kind)
        parameters = dict(re.findall(r"(\w[\w-]*)\s*=\s*(\$\{[^}]*\}|[^\s,;]+)", row.get("parameters")))
        choices, choices_from = self.choice_source(row, kind)
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
            randomize=parameters.get("randomize", "").lower() in _YES,
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
            if column.kind.split("::")[0] in _MEDIA and row.cells.get(column.heading):
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
        if plain and text.lower() in _NO:
            return None
        if plain:
            text = _YES.get(text.lower(), text)
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
            return text, None
        return "", self.parsed(row, "default", text)

    def bounds(self, row: Row, parameters: dict[str, str]) -> Bounds:
        """Start, end and step of a range."""
        try:
            return Bounds(**{name: float(parameters[name]) for name in ("start", "end", "step") if name in parameters})
        except ValueError:
            self.note(row, "parameters", _("start, end and step of a range are numbers"))
            return Bounds()

    def choice_source(self, row: Row, kind: RowType) -> tuple[str, str]:
        """The list of a select, or the question of a repeat whose answers are the choices."""
        if kind.kind not in SELECTS:
            return "", ""
        reference = _REFERENCE.fullmatch(kind.choices)
        if reference:
            return "", reference[1]
        if not any(each.get("list_name") == kind.choices for each in self.workbook.choices.rows):
            self.note(
                row, "type", _("there is no list {choices!r} in the sheet `choices`").format(choices=kind.choices)
            )
        if kind.or_other:
            self.others.add(kind.choices)
        if kind.kind is not Kind.SELECT_ONE:
            self.several.add(kind.choices)
        return kind.choices, ""

    def add_other(self, row: Row, select: Node) -> None:
        """The text question of `or_other`, asked when "other" is chosen."""
        name = f"{select.name}_other"
        relevant = parse(f"selected(${{{select.name}}}, '{OTHER}')")
        asks = {language: _OTHER_ASKS.get(language, _OTHER_ASKS["en"]) for language in self.languages}
        self.nodes.append(
            Node(
                name=name,
                kind=Kind.TEXT,
                parent=select.parent,
                row=row.number,
                label=asks,
                relevant=relevant,
                required=parse("true()"),
                other_of=select.name,
            )
        )
        self.rows.append(row)


def _is_dynamic(text: str, kind: Kind) -> bool:
    from pyxform.utils import default_is_dynamic

    if kind in {Kind.DATE, Kind.TIME, Kind.DATE_TIME, Kind.SELECT_ONE, Kind.SELECT_MULTIPLE}:
        return "(" in text or "${" in text
    return bool(default_is_dynamic(text, str(kind)))


def expressions_of(node: Node) -> dict[str, Expression]:
    """The expressions of a node by the column they stand in."""
    found: dict[str, Any] = {
        "relevant": node.relevant,
        "constraint": node.constraint,
        "required": node.required,
        "read_only": node.read_only,
        "calculation": node.calculation,
        "default": node.dynamic_default,
        "choice_filter": node.choice_filter,
        "parameters": node.seed,
        "repeat_count": node.repeat_count,
    }
    return {column: expression for column, expression in found.items() if expression is not None}
