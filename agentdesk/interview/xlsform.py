"""A published form as the XLSForm it came from: the sheets survey, choices and settings.

What compiles from these sheets is the same form: every question stands in the row it had, so that what a finding says
of a row stays true and publishing the sheets again makes no new version.
"""

from __future__ import annotations

import io
from pathlib import Path

from agentdesk.common.spreadsheet import cell_text
from agentdesk.interview.model import (
    CONTAINERS,
    SELECTS,
    Bounds,
    Choice,
    ChoiceList,
    FormModel,
    Kind,
    Node,
    Table,
    Texts,
)
from agentdesk.interview.workbook import EMPTY_ROWS
from agentdesk.interview.xpath.syntax import Expression
from agentdesk.store.files import require_new, write_new

Sheets = dict[str, list[dict[str, str]]]  # sheet -> rows as {heading: text}; a row without a cell is an empty row

_HEADINGS = {"zh": "中文 (zh)", "en": "English (en)"}
_TYPES = {Kind.GROUP: "begin_group", Kind.REPEAT: "begin_repeat"}
_ENDS = {Kind.GROUP: "end_group", Kind.REPEAT: "end_repeat"}
_WIDTHS = {"label": 60, "hint": 40, "guidance_hint": 40, "relevant": 30, "calculation": 30, "constraint": 30}
_ORDER = (
    *("list_name", "type", "name", "label", "hint", "guidance_hint", "short", "appearance", "relevant", "required"),
    *("required_message", "read_only", "default", "calculation", "trigger", "constraint", "constraint_message"),
    *("choice_filter", "repeat_count", "parameters", "disabled"),
)
_FOR_ALL = 0o666  # as the account's umask says: a questionnaire names nobody
_MAY_REPEAT = "allow_choice_duplicates"


def sheets_of(form: FormModel) -> Sheets:
    """The three sheets of a form, in the order of the standard."""
    settings = {"form_title": _title(form), "form_id": form.name, "version": form.version}
    if form.languages and form.languages[0]:
        settings["default_language"] = _language(form.languages[0])
    if any(_repeats(each.choices) for each in form.lists if not each.file):
        settings[_MAY_REPEAT] = "yes"
    return {
        "survey": _survey(form),
        "choices": [
            choice_cells(form, each.name, choice) for each in form.lists if not each.file for choice in each.choices
        ],
        "settings": [settings],
    }


def headings(form: FormModel, rows: list[dict[str, str]]) -> list[str]:
    """The headings that the rows of a sheet use, in the standard's order; the form's first language first."""
    used = dict.fromkeys(heading for row in rows for heading in row)
    spoken = {_language(code): number for number, code in enumerate(form.languages)}

    def place(heading: str) -> tuple[int, int]:
        base, _sign, tongue = heading.partition("::")
        return (_ORDER.index(base) if base in _ORDER else len(_ORDER)), spoken.get(tongue, 0)

    return sorted(used, key=place)


def write_xlsx(form: FormModel, path: Path) -> list[Path]:
    """Write the form as an XLSX workbook, and the tables of its pulldata() beside it; returns what was written.

    UserError where a file is there already or cannot be written.
    """
    tables = dict(zip(table_files(form, path.parent), _tables(form).values(), strict=True))
    for each in (path, *tables):
        require_new(each)
    write_new(path, _workbook(form), mode=_FOR_ALL)
    for each, table in tables.items():
        write_new(each, _csv(table).encode("utf-8-sig"), mode=_FOR_ALL)
    return [path, *tables]


def _workbook(form: FormModel) -> bytes:
    import xlsxwriter

    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    for name, rows in sheets_of(form).items():
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for column, heading in enumerate(headings(form, rows)):
            sheet.set_column(column, column, _WIDTHS.get(heading.partition("::")[0], 16))
            sheet.write_string(0, column, heading, bold)
            for number, row in enumerate(rows, 1):
                if row.get(heading):
                    sheet.write_string(number, column, cell_text(row[heading]), wrapped)
    book.close()
    return file.getvalue()


def table_files(form: FormModel, folder: Path) -> list[Path]:
    """Where the tables of pulldata() and the choices of files go."""
    return [folder / f"{name}.csv" for name in _tables(form)]


def _tables(form: FormModel) -> dict[str, Table]:
    """What lies beside the form by its name without `.csv`."""
    return {each.name: _as_table(form, each) for each in form.lists if each.file} | form.tables


def _as_table(form: FormModel, made: ChoiceList) -> Table:
    """A list as the file it came from, with every column that its choices have."""
    rows = []
    for choice in made.choices:
        labels = {heading.replace("label", made.label, 1): text for heading, text in _labels(form, choice).items()}
        rows.append({made.value: choice.name, **labels, **choice.columns})
    columns = tuple(dict.fromkeys(heading for row in rows for heading in row))
    return Table(columns, tuple(tuple(row.get(heading, "") for heading in columns) for row in rows))


def _csv(table: Table) -> str:
    import csv

    text = io.StringIO(newline="")
    csv.writer(text).writerows([table.columns, *table.rows])
    return text.getvalue()


# -- the survey sheet ------------------------------------------------------------------------------------------------


def _survey(form: FormModel) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = []
    open_places: list[int] = []
    for place, node in enumerate(form.nodes):
        while open_places and node.parent != open_places[-1]:
            rows.append({"type": _ENDS[form.nodes[open_places.pop()].kind]})
        if node.other_of:
            continue  # made by or_other, it has no row of its own
        rows += [_filler(number) for number in range(len(rows) + 2, node.row)]  # row 1 is the heading
        rows.append(cells_of(form, place))
        if node.kind in CONTAINERS:
            open_places.append(place)
    return rows + [{"type": _ENDS[form.nodes[place].kind]} for place in reversed(open_places)]


def _filler(number: int) -> dict[str, str]:
    """A row without a question; not all of a long stretch are empty, or what follows would be none of the form's."""
    return {} if number % (EMPTY_ROWS // 2) else {"disabled": "yes"}


def cells_of(form: FormModel, place: int) -> dict[str, str]:
    """The cells of a row by heading, without the empty ones."""
    node = form.nodes[place]
    cells = {"type": type_of(form, place), "name": "" if is_nameless(node) else node.name}
    for column, texts in (
        ("label", node.label),
        ("hint", node.hint),
        ("guidance_hint", node.guidance),
        ("short", node.short),
        ("constraint_message", node.constraint_message),
        ("required_message", node.required_message),
    ):
        cells |= _in_languages(form, column, texts)
    cells |= {
        "appearance": node.appearance,
        "relevant": _text(node.relevant),
        "required": _yes(node.required),
        "read_only": _yes(node.read_only),
        "default": node.default or _text(node.dynamic_default),
        "calculation": _text(node.calculation),
        "trigger": ", ".join(f"${{{name}}}" for name in node.trigger),
        "constraint": _text(node.constraint),
        "choice_filter": _text(node.choice_filter),
        "repeat_count": _text(node.repeat_count),
        "parameters": _parameters(form, node),
    }
    return {heading: text for heading, text in cells.items() if text}


def type_of(form: FormModel, place: int) -> str:
    """The type cell of a row, with the list of a select and its or_other."""
    node = form.nodes[place]
    if node.kind not in SELECTS:
        return _TYPES.get(node.kind, str(node.kind))
    source = node.choices or f"${{{node.choices_from}}}"
    made = _file_list(form, node)
    if made is not None:
        return f"{node.kind}_from_file {made.file}"
    others = {(each.other_of, each.parent) for each in form.nodes if each.other_of}
    return f"{node.kind} {source}" + (" or_other" if (node.name, node.parent) in others else "")


def is_nameless(node: Node) -> bool:
    """Whether the row has no name of its own: the compiler names such notes and groups after their row."""
    return node.name == f"{node.kind}_{node.row}"


def _text(expression: Expression | None) -> str:
    return expression.text if expression else ""


def _yes(expression: Expression | None) -> str:
    return "yes" if expression and expression.text == "true()" else _text(expression)


def _file_list(form: FormModel, node: Node) -> ChoiceList | None:
    """The list of a select that came from a file."""
    return next((each for each in form.lists if each.file and each.name == node.choices), None)


def _parameters(form: FormModel, node: Node) -> str:
    parts = ["randomize=true"] if node.randomize else []
    made = _file_list(form, node)
    if made is not None:
        parts += [f"value={made.value}"] if made.value != "name" else []
        parts += [f"label={made.label}"] if made.label != "label" else []
    if node.seed is not None:
        parts.append(f"seed={node.seed.text}")
    if node.bounds is not None and node.bounds != Bounds():
        parts += [f"{name}={getattr(node.bounds, name)!r}".removesuffix(".0") for name in ("start", "end", "step")]
    return " ".join(parts)


# -- choices, settings, languages --------------------------------------------------------------------------------------


def choice_cells(form: FormModel, list_name: str, choice: Choice) -> dict[str, str]:
    """The cells of a choice by heading."""
    return {"list_name": list_name, "name": choice.name, **_labels(form, choice), **choice.columns}


def _labels(form: FormModel, choice: Choice) -> dict[str, str]:
    return _in_languages(form, "label", choice.label)


def _repeats(choices: tuple[Choice, ...]) -> bool:
    return len({choice.name for choice in choices}) < len(choices)


def _in_languages(form: FormModel, column: str, texts: Texts) -> dict[str, str]:
    """The texts in the order of the form's languages: the first column's language is the form's first."""
    codes = [code for code in dict.fromkeys([*form.languages, *texts]) if code in texts]
    return {f"{column}::{_language(code)}" if code else column: texts[code] for code in codes}


def _language(code: str) -> str:
    return _HEADINGS.get(code, code)


def _title(form: FormModel) -> str:
    """XLSForm has one cell for the title; those of several languages stand beside each other in it."""
    texts = [form.title.get(code, "") for code in form.languages]
    return texts[0] if len(set(texts)) == 1 else " / ".join(texts)
