"""Every command that reads, and every file that is made, over a dealer whose every text is hostile."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from click.testing import Result

from agentdesk import cli as package
from agentdesk.common.cells import cell_len
from agentdesk.common.names import is_text, visible
from agentdesk.store.database import close_database
from agentdesk.store.tables import (
    Answer,
    Complaint,
    Contact,
    Customer,
    Form,
    ImprovementAction,
    Judgement,
    Task,
    Vehicle,
)
from tests.cli.test_masking import commands
from tests.hostile import CORPUS, faults

Cli = Callable[..., Result]

# What a command is given to read.
GIVEN: dict[str, tuple[str, ...]] = {
    "queue explain": ("{task}",), "queue replay": ("--date", "2026-11-20"), "customer hours": ("{customer}",),
    "customer show": ("{customer}", "--full", "--reason", "x"), "vehicle predict": ("{vehicle}",),
    "complaint ladder": ("{complaint}",), "complaint show": ("{complaint}",), "call show": ("{call}",),
    "call list": ("--date", "2026-11-09"), "kpi row": ("task", "{task}"), "kpi show": ("KP-03", "--rows"),
    "kpi compare": ("KP-02",), "complaint patterns": ("--by", "vehicle"), "action show": ("{action}",),
    "quality show": ("{judgement}",), "form show": ("{form}",),
    "report text": ("aftersales-monthly", "--month", "2026-10"), "incentive show": ("IN-01",),
    "customer erase": ("{customer}",), "audit acknowledge": ("--event", "1", "--reason", "x"),
}  # fmt: skip
# They write, take a file in, or look at the machine; none of them reads what people wrote.
OTHERS = {
    *("queue build", "complaint merge", "complaint raise", "complaint step", "db backup", "db migrate", "db restore"),
    *(
        "db rollup",
        "db copy",
        "ops units",
        "calendar import",
        "form check",
        "playbook check",
        "import undo",
        "ssh install-guide",
    ),
}
BESIDE = (("queue", "explain", "--customer", "{customer}"), ("scoreboard", "--plain"))


def filled(arguments: tuple[str, ...]) -> list[str]:
    complaint = Complaint.select().order_by(Complaint.id).get()
    named = {
        "task": Task.select().where(Task.state == "open").get().id,
        "customer": Customer.get_by_id(complaint.customer_id).source_key,
        "vehicle": Vehicle.select().get().source_key,
        "complaint": complaint.no,
        "call": Contact.select().where(Contact.ended_at.is_null(False)).order_by(Contact.id.desc()).get().id,
        "action": ImprovementAction.select().get().id,
        "judgement": Judgement.select().where(Judgement.submitted_at.is_null(False)).get().id,
        "form": Form.select().get().name,
    }
    return [argument.format(**named) for argument in arguments]


def reading() -> Iterator[list[str]]:
    for path in commands(package.root()):
        if " ".join(path) not in OTHERS:
            yield filled((*path, *GIVEN.get(" ".join(path), ())))
    yield from map(filled, BESIDE)


def texts_in(value: Any) -> Iterator[str]:
    """Every text of a JSON value."""
    if isinstance(value, dict):
        value = [*value, *value.values()]
    if isinstance(value, list):
        for each in value:
            yield from texts_in(each)
    elif isinstance(value, str):
        yield value


# What quotes people; the rest of the JSON comes from the same hands (common/json_text.py).
QUOTING = ("customer", "complaint", "action", "notices", "call", "quality", "audit", "people", "calendar", "import")


def test_every_reading_command(hostile_dealer: Path, cli: Cli) -> None:
    wrong, whole = [], set()
    for arguments in list(reading()):
        for more in ([], ["--json"]) if arguments[0] in QUOTING else ([],):
            result = cli(*arguments, *more)
            crashed = result.exception is not None and not isinstance(result.exception, SystemExit)
            if crashed or result.exit_code not in (0, 1):
                wrong.append((arguments, result.exit_code, result.stderr, result.exception))
            wrong += [(*arguments, *more, fault) for fault in faults(result.output)[:1]]
            if more and result.stdout:
                whole |= set(texts_in(json.loads(result.stdout)))
    assert wrong == [], "\n".join(map(str, wrong))
    assert len({name for name, text in CORPUS.items() if text in whole}) > len(CORPUS) // 2, "read back as it is stored"


# ----------------------------------------------------------------------------------------------------- files


class Page(HTMLParser):
    """What stands in a page: its text, its elements, and what acts in it."""

    def __init__(self, content: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text, self.acts, self._skips = "", [], False
        self.feed(content)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._skips = tag == "style"
        if tag not in ELEMENTS:
            self.acts.append(tag)
        self.acts += [
            (tag, *each) for each in attrs if each[0].startswith("on") or each[0] in ("href", "src", "srcset")
        ]

    def handle_endtag(self, tag: str) -> None:
        self._skips = False

    def handle_data(self, data: str) -> None:
        self.text += "" if self._skips else data


ELEMENTS = {
    *(
        "html",
        "b",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "header",
        "h1",
        "h2",
        "h3",
        "p",
        "section",
        "small",
        "table",
    ),
    *("caption", "thead", "tbody", "tr", "th", "td", "span", "figure", "figcaption", "blockquote", "footer", "br"),
    *("svg", "g", "path", "line", "rect", "circle", "text", "polyline", "dl", "dt", "dd", "div", "ol", "li", "main"),
}


def held_page(content: str) -> str:
    """Hold that nothing in an HTML page acts; its text."""
    page = Page(content)
    assert page.acts == []
    assert faults(page.text) == []
    return page.text


def held_workbook(content: bytes) -> set[str]:
    """Hold that a workbook has no formula and no link but into itself; its texts."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        for name in book.namelist():
            part = book.read(name).decode()
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                root = ElementTree.fromstring(part)
                assert [each for each in root.iter() if each.tag.endswith(("}f", "}fx"))] == [], name
                links = [each for each in root.iter() if each.tag.endswith("}hyperlink")]
                assert all(each.get("location") and not any("}id" in key for key in each.attrib) for each in links)
            assert "TargetMode" not in part, name
        shared = ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
    return {"".join(each.itertext()) for each in shared}


def held_markdown(content: str) -> str:
    """Hold that Markdown has neither link, picture nor HTML from data, and each row of a table its cells; its text."""
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(content)
    inner = [each for token in tokens for each in token.children or ()]
    acting = {"link_open", "image", "html_block", "html_inline"}
    assert [t.content for t in (*tokens, *inner) if t.type in acting and t.content != "<br>"] == []
    columns, cells = 0, 0
    for token in tokens:
        if token.type == "tr_open":
            cells = 0
        elif token.type in ("th_open", "td_open"):
            cells += 1
        elif token.type == "tr_close":
            columns = columns or cells
            assert cells == columns
        elif token.type == "table_close":
            columns = 0
    return "".join(each.content for each in inner if each.type in ("text", "text_special", "code_inline"))


FORMS = ("text", "md", "html", "xlsx", "json")
WORDY = ("aftersales-monthly", "daily")  # with charts, quotations and what a supervisor wrote; with each call's words


def test_every_report_in_every_format(hostile_dealer: Path, cli: Cli, tmp_path: Path) -> None:
    named = [row["name"] for row in json.loads(cli("report", "list", "--json").stdout)]
    close_database()
    for name in named:
        said = {}
        for form in FORMS if name in WORDY else ("html", "json"):
            target = tmp_path / f"{name}.{form}"
            made = (
                cli("report", name, "--format", form, "-o", target) if form != "json" else cli("report", name, "--json")
            )
            assert made.exit_code == 0, made.stderr
            said[form] = target.read_bytes() if form != "json" else made.stdout.encode()
        if name in WORDY:
            text = said["text"].decode()
            assert faults(text) == []
            assert all(cell_len(line) <= 100 for line in text.split("\n"))
            held_markdown(said["md"].decode())
            assert [fault for each in held_workbook(said["xlsx"]) for fault in faults(each)] == []
        whole = json.loads(said["json"])
        words = {each for each in texts_in(whole) if each in set(CORPUS.values())}
        page = held_page(said["html"].decode())
        assert [each for each in words if each.strip() and visible(each, lines=True).split("\n")[0] not in page] == []


def test_a_complaints_page(hostile_dealer: Path, cli: Cli, tmp_path: Path) -> None:
    for number, row in enumerate(list(Complaint.select().limit(5))):
        target = tmp_path / f"{number}.html"
        assert cli("complaint", "show", row.no, "--page", "--format", "html", "-o", target).exit_code == 0
        shown = held_page(target.read_text(encoding="utf-8"))
        assert all(line in shown for line in visible(row.words, lines=True).split("\n"))
        whole = json.loads(cli("complaint", "show", row.no, "--json").stdout)
        assert whole["words"] == row.words


def test_results_of_a_form(hostile_dealer: Path, cli: Cli, tmp_path: Path) -> None:
    """What spreadsheets would run has an apostrophe or its own sort of cell; JSON has it letter by letter."""
    given = {row.value for row in Answer.select() if row.value in set(CORPUS.values())}
    close_database()
    for form in ("csv", "xlsx", "json"):
        assert cli("form", "export", "aftersales", "--format", form, "-o", tmp_path / f"x.{form}").exit_code == 0
    whole = (tmp_path / "x.json").read_text(encoding="utf-8")
    assert faults(whole) == []
    assert set(texts_in(json.loads(whole))) & given
    held_workbook((tmp_path / "x.xlsx").read_bytes())
    for file in ("x.csv", "x.codebook.csv"):
        rows = list(csv.reader((tmp_path / file).open(encoding="utf-8-sig", newline="")))
        assert len({len(row) for row in rows}) == 1
        assert [cell for row in rows for cell in row if cell.lstrip(" ")[:1] in FORMULA and len(cell) > 1] == []
    piped = cli("form", "export", "aftersales").stdout_bytes
    assert piped == (tmp_path / "x.csv").read_bytes().removeprefix(b"\xef\xbb\xbf")


def test_a_customers_data(hostile_dealer: Path, cli: Cli, tmp_path: Path) -> None:
    for number, row in enumerate([each for each in Customer.select().limit(12) if is_text(each.source_key)]):
        for form in ("json", "text"):
            target = tmp_path / f"{number}.{form}"
            made = cli("customer", "export", row.source_key, "-o", target, "--format", form, "--reason", "x")
            assert made.exit_code == 0, made.stderr
            content = target.read_text(encoding="utf-8")
            assert faults(content) == []
            if form == "json":
                (held,) = json.loads(content)["held"]["customer"]
                assert (held["name"], held["note"]) == (row.name, row.note)


FORMULA = set("=+-@\t\r\n＝＋－＠")
