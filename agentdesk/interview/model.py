"""A compiled questionnaire: immutable, complete in itself, stored as one JSON text.

Desks load it with `FormModel.from_json` and never need pyxform or the spreadsheet. Texts are kept per language
(`zh`, `en`, or whatever the form calls them); a form without translations keeps them under `""`.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

from agentdesk.interview.xpath.syntax import Expression

Texts = dict[str, str]

DONT_KNOW = "dk"
REFUSED = "ref"
OTHER = "other"
CODES = frozenset({DONT_KNOW, REFUSED})
WARN = "warn"


class Kind(StrEnum):
    """What a row of the survey sheet is."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    RANGE = "range"
    DATE = "date"
    TIME = "time"
    DATE_TIME = "dateTime"
    SELECT_ONE = "select_one"
    SELECT_MULTIPLE = "select_multiple"
    RANK = "rank"
    NOTE = "note"
    ACKNOWLEDGE = "acknowledge"
    CALCULATE = "calculate"
    HIDDEN = "hidden"
    START = "start"
    END = "end"
    TODAY = "today"
    GROUP = "group"
    REPEAT = "repeat"


SELECTS = frozenset({Kind.SELECT_ONE, Kind.SELECT_MULTIPLE, Kind.RANK})
NUMBERS = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.RANGE})
# Rows the customer answers; a share of answered questions counts these only.
ASKED = frozenset({Kind.TEXT, Kind.DATE, Kind.TIME, Kind.DATE_TIME, *NUMBERS, *SELECTS})
SHOWN = ASKED | {Kind.NOTE, Kind.ACKNOWLEDGE}
METADATA = frozenset({Kind.START, Kind.END, Kind.TODAY})
SILENT = METADATA | {Kind.CALCULATE, Kind.HIDDEN}
CONTAINERS = frozenset({Kind.GROUP, Kind.REPEAT})


class Choice(msgspec.Struct, frozen=True, omit_defaults=True):
    """One row of the choices sheet; `columns` are its further columns, for choice filters."""

    name: str
    label: Texts = {}
    columns: dict[str, str] = {}


class ChoiceList(msgspec.Struct, frozen=True, omit_defaults=True):
    """A named list of choices; one that came from a CSV knows its `file` and the columns it was read by."""

    name: str
    choices: tuple[Choice, ...]
    file: str = ""
    value: str = "name"
    label: str = "label"


class Bounds(msgspec.Struct, frozen=True):
    """Start, end and step of a `range` question."""

    start: float = 1.0
    end: float = 10.0
    step: float = 1.0


class Node(msgspec.Struct, frozen=True, omit_defaults=True):
    """One row of the survey sheet.

    `parent` is the position of the enclosing group or repeat in `FormModel.nodes` (-1 at the top); `row` is the row
    in the sheet, for messages; `short` is the question in a word or two, for the outline. `other_of` names the select
    whose "other, please specify" text this is.
    """

    name: str
    kind: Kind
    parent: int = -1
    row: int = 0
    label: Texts = {}
    hint: Texts = {}
    guidance: Texts = {}
    short: Texts = {}
    appearance: str = ""
    relevant: Expression | None = None
    constraint: Expression | None = None
    constraint_message: Texts = {}
    required: Expression | None = None
    required_message: Texts = {}
    read_only: Expression | None = None
    calculation: Expression | None = None
    trigger: tuple[str, ...] = ()
    default: str = ""
    dynamic_default: Expression | None = None
    choices: str = ""
    choice_filter: Expression | None = None
    choices_from: str = ""
    randomize: bool = False
    seed: Expression | None = None
    bounds: Bounds | None = None
    repeat_count: Expression | None = None
    other_of: str = ""

    @property
    def field_list(self) -> bool:
        """A group whose questions are shown together."""
        return self.kind in CONTAINERS and "field-list" in self.appearance.split()

    def has(self, word: str) -> bool:
        """Whether the appearance column has this word, such as `must-say`."""
        return word in self.appearance.split()


def expressions_of(node: Node) -> dict[str, Expression]:
    """The expressions of a node by the column they stand in."""
    found = {
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


class Table(msgspec.Struct, frozen=True):
    """A published CSV that `pulldata()` reads: its column names and rows."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class FormModel(msgspec.Struct, frozen=True, omit_defaults=True, dict=True):
    """A questionnaire as published: title, languages, rows in order, choice lists, tables for pulldata.

    It has a dict so that what follows from the rows alone (`graph.graph_of`) is worked out once.
    """

    name: str
    title: Texts
    version: str = ""
    languages: tuple[str, ...] = ("",)
    nodes: tuple[Node, ...] = ()
    lists: tuple[ChoiceList, ...] = ()
    tables: dict[str, Table] = {}

    def to_json(self) -> str:
        """The whole form as one JSON text, the same text for the same form."""
        return msgspec.json.encode(self, order="sorted").decode()

    @classmethod
    def from_json(cls, text: str | bytes) -> FormModel:
        """Read back what `to_json` wrote; msgspec.ValidationError where it is not a form."""
        return msgspec.json.decode(text, type=cls)

    def node(self, name: str) -> Node:
        """The row of this name; KeyError where there is none."""
        for node in self.nodes:
            if node.name == name:
                return node
        raise KeyError(name)

    def choice_list(self, name: str) -> tuple[Choice, ...]:
        """The choices of a list, empty where the list is unknown."""
        return next((each.choices for each in self.lists if each.name == name), ())


def text_in(texts: Texts, language: str) -> str:
    """A text in a language, or in the first language that has one: a question is never silent."""
    found = texts.get(language) or texts.get("")
    return found or next((text for text in texts.values() if text), "")
