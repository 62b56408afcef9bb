"""The headings of a form's sheets: what nobody understands would be lost without a word, so it is named.

Columns that XLSForm, ODK, KoBo or pyxform know and a telephone questionnaire has no use for are taken in silence; so
are an author's own columns of the choices sheet, which choice filters look at, and those that begin with `_`.
"""

from __future__ import annotations

import re

from agentdesk.common.i18n import _
from agentdesk.common.near import nearest
from agentdesk.interview.problems import Findings, Problem
from agentdesk.interview.workbook import (
    ALIASES,
    EMPTY_ROWS,
    SHEETS,
    TEXT_COLUMNS,
    Column,
    Sheet,
    Workbook,
    letter,
    misspelt,
)

_MEDIA = frozenset({"image", "big-image", "audio", "video", "media", "autoplay"})
_USED = {
    "survey": TEXT_COLUMNS
    | {"type", "name", "relevant", "constraint", "required", "read_only", "calculation", "trigger", "default"}
    | {"choice_filter", "repeat_count", "parameters", "appearance", "disabled"},
    "choices": frozenset({"list_name", "name", "label"}),
    "settings": frozenset({"title", "form_id", "version", "default_language", "allow_choice_duplicates"}),
}
_SMS = frozenset(
    {"sms_keyword", "sms_separator", "sms_allow_media", "sms_date_format", "sms_datetime_format", "sms_response"}
    | {"sms_field", "sms_option", "prefix", "delimiter", "compact_tag", "compact_prefix"}
)
_KNOWN = {
    "survey": _MEDIA | _SMS | {"rows", "no_app_error_string", "noapperrorstring", "save_to", "query", "itemset", "flat"}
    | {"bind", "body", "control", "instance", "hxl", "guidance", "choices", "list_name", "buttontext"},
    "choices": _MEDIA | _SMS | {"geometry"},
    "settings": _SMS
    | {"name", "style", "public_key", "submission_url", "auto_send", "auto_delete", "instance_name", "instance_xmlns"}
    | {"omit_instanceid", "client_editable", "namespaces", "add_none_option", "clean_text_values", "attribute"}
    | {"entity_version", "form_description", "instance_id", "flat", "type", "label", "xml_root"},
}  # fmt: skip
_FOREIGN = re.compile(r"[_$#]|(?:bind|body|control|media|instance|attribute|hxl|esri|oc|kobo|geopoint)[-:_]")
# As authors write them, for "did you mean".
_WRITTEN = {
    "survey": sorted(_USED["survey"] | {"image", "audio", "video"}),
    "choices": ["image", "label", "list_name", "name"],
    "settings": ["allow_choice_duplicates", "default_language", "form_id", "form_title", "style", "version"],
}
_BINDS = ("relevant", "constraint", "required", "calculate", "readonly", "jr:constraintMsg", "jr:requiredMsg", "type")
_DOUBLE = re.compile(r"\s*[:：]+\s*")


def check_columns(workbook: Workbook, findings: Findings) -> None:
    """Note unknown, doubled and missing headings, columns without one, and merged cells."""
    for name in SHEETS[1:]:
        found = misspelt(workbook, name)
        if found:
            message = _("is this sheet meant to be {name}? It is left out; rename it, or begin its name with _")
            findings.add(Problem(found, 0, "", message.format(name=f"`{name}`"), warning=True))
    for sheet in (workbook.survey, workbook.choices, workbook.settings):
        if sheet.rows and not any(column.kind in _USED[sheet.name] for column in sheet.columns):
            continue  # a title stands where the headings belong: the builder says so
        for column in sheet.columns:
            _check_column(workbook, sheet, column, findings)
        _doubled(sheet, findings)
        _merged(sheet, findings)
        if sheet.beyond:
            message = _("cells stand here, below {count} empty rows or more; they are left out")
            place = f"A{sheet.beyond}"
            message = message.format(count=EMPTY_ROWS)
            findings.add(Problem(sheet.name, sheet.beyond, "", message, place, warning=True))


def _check_column(workbook: Workbook, sheet: Sheet, column: Column, findings: Findings) -> None:
    filled = any(row.cell(column) for row in sheet.rows)
    if not column.heading:
        message = _("column {letter} has cells and no heading; they are left out").format(letter=column.letter)
        findings.add(sheet.problem(column, message, warning=True))
        return
    if _is_known(sheet.name, column):
        return
    near = near_heading(sheet.name, column.heading)
    if near and not (sheet.name == "choices" and _is_looked_at(workbook, column)):
        message = _("there is no column {heading!r} in an XLSForm; did you mean {near!r}?")
        message = message.format(heading=column.heading, near=near)
        findings.add(sheet.problem(column, message, warning=not filled))
    elif filled and sheet.name != "choices":
        message = _("{heading!r} is no column of an XLSForm and is left out; begin it with _ where it is a remark")
        findings.add(sheet.problem(column, message.format(heading=column.heading), warning=True))


def _is_known(sheet: str, column: Column) -> bool:
    kind = column.kind
    if column.language and kind in TEXT_COLUMNS:
        return kind in _USED[sheet]
    if kind in _USED[sheet] | _KNOWN[sheet] or kind.replace("::", ":").split(":")[0] in _MEDIA:
        return True
    if kind.startswith(("bind:", "body:")) and near_heading("bind", re.sub(r"^\w+:+", "", kind)):
        return False
    return _FOREIGN.match(kind) is not None


def near_heading(sheet: str, heading: str) -> str:
    """The column that a heading is nearly the name of, as it would be written; "" where there is none."""
    if sheet == "bind":
        return nearest(heading, _BINDS, 0.8) if heading.lower() not in map(str.lower, _BINDS) else ""
    if heading.lower().startswith(("bind:", "body:")):
        head, rest = _DOUBLE.split(heading, maxsplit=1)
        return f"{head}::{nearest(rest, _BINDS, 0.8)}"
    base, *language = _DOUBLE.split(heading, maxsplit=1)
    plain = re.sub(r"[\s_-]+", "_", base.strip().lower())
    known = ALIASES.get(plain, plain)
    written = known if known in _USED[sheet] else nearest(plain, _WRITTEN[sheet], 0.8)
    spoken = [each.strip() for each in language] if written in TEXT_COLUMNS | _MEDIA else []
    made = "::".join([written, *spoken])
    return "" if not written or made == heading else made


def _is_looked_at(workbook: Workbook, column: Column) -> bool:
    """Whether an expression of the survey names a column of the choices."""
    word = re.compile(rf"(?<![\w-]){re.escape(column.heading)}(?![\w-])")
    kinds = {"choice_filter", "calculation", "relevant", "constraint", "default", "required", "repeat_count"}
    looked = [each for each in workbook.survey.columns if each.kind in kinds]
    return any(word.search(row.cell(each)) for row in workbook.survey.rows for each in looked)


def _doubled(sheet: Sheet, findings: Findings) -> None:
    """Two columns that mean the same: only one of them could be read."""
    seen: dict[tuple[str, str], Column] = {}
    for column in sheet.columns:
        first = seen.setdefault((column.kind, column.language), column)
        known = column.kind in _USED[sheet.name] or first.heading == column.heading
        if first is not column and column.heading and known:
            message = _("columns {first} and {second} both say {heading!r}; only one can stand")
            message = message.format(first=first.letter, second=column.letter, heading=first.heading)
            findings.add(sheet.problem(column, message))


def _merged(sheet: Sheet, findings: Findings) -> None:
    """Merged cells have their text in the first one only; the rows below it are empty there."""
    for top, left, bottom, right in sheet.merged:
        if right < len(sheet.columns) + left and any(row.number in range(top + 1, bottom + 2) for row in sheet.rows):
            heading = next((each.heading for each in sheet.columns if each.place == left), "")
            message = _("{cells} are merged: the text belongs to the first cell only; write it into every cell")
            first = f"{letter(left)}{top + 1}"
            message = message.format(cells=f"{first}:{letter(right)}{bottom + 1}")
            findings.add(Problem(sheet.name, top + 1, heading, message, first, warning=True))
