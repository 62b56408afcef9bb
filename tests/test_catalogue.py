"""Both languages are complete: no string outside the catalogue, none untranslated, none that fills in other names."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest
from unmarked import chinese, errors_of, unmarked

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "agentdesk"
FRONT_ENDS = ("tui", "cli")

# Chinese that is data or a rule about Chinese input, never a text of the program.
CHINESE_DATA = {
    "complaints/severity.py": "how people deny that something happened",
    "complaints/fields.py": "how people write an amount",
    "playbook/presets.py": "names of rules about calling hours, with their English beside them",
    "common/cells.py": "signs that terminals draw two cells wide",
    "common/names.py": "the planes of rare characters",
    "common/festivals.py": "a solar term, as the lunar library calls it",
    "common/lunar.py": "how lunar dates are written",
    "common/holidays.py": "names of official days, stored in the calendar",
    "common/phones.py": "how people write an extension",
    "common/plates.py": "the characters on plates",
    "intake/cells.py": "how exports write dates, times and yes or no",
    "intake/facts/customers.py": "what the names of companies end in",
    "intake/initials.py": "surnames that are read differently",
    "intake/rows.py": "how exports mark their sums",
    "interview/build_selects.py": "what or_other adds to a form, in the form's languages",
    "interview/build_choices.py": "what or_other adds to a list, in the form's languages",
    "interview/facts.py": "how people are addressed, in the form's language",
    "interview/xpath/functions_dates.py": "names of days and months in the form's language",
    "interview/piping.py": "a date as it is said, in the form's language",
    "interview/spoken_words.py": "how people say when to call again",
    "interview/workbook.py": "how forms name their languages",
    "interview/xlsform.py": "how forms name their languages",
    "interview/walker.py": "what an invented customer answers when a form is tried out",
    "interview/written.py": "how dates are typed",
    "rehearsal/customer.py": "what invented customers say",
    "common/spoken_hours.py": "the words of a wish when to be rung",
    "playbook/notice.py": "the words of an official notice, and its form",
    "rehearsal/agent.py": "what invented agents note",
    "rehearsal/cards.py": "what invented advisors remark",
    "rehearsal/handling.py": "what invented handlers write",
    "rehearsal/improving.py": "what an invented house improves",
    "rehearsal/reviewing.py": "what a Chinese dealer's manager says of calls, as data of the demo",
    "tui/bindings.py": "a language by its own name",
}


@pytest.fixture(scope="module")
def trees() -> dict[Path, ast.Module]:
    return {path.relative_to(PACKAGE): ast.parse(path.read_text(encoding="utf-8")) for path in PACKAGE.rglob("*.py")}


def test_no_text_reaches_a_person_without_the_catalogue(trees):
    errors = errors_of(trees)
    found = [
        f"{path}:{line}: {text!r}"
        for path, tree in trees.items()
        for line, text in unmarked(tree, errors, path.parts[0] in FRONT_ENDS)
    ]
    assert not found, "\n".join(["not in _() or N_():", *found])


def test_no_chinese_stands_in_the_code(trees):
    found = [
        f"{path}:{line}: {text!r}"
        for path, tree in trees.items()
        if path.as_posix() not in CHINESE_DATA
        for line, text in chinese(tree)
    ]
    assert not found, "\n".join(["Chinese belongs in the catalogue or in data:", *found])


def test_the_list_of_chinese_data_is_not_longer_than_it_must_be(trees):
    needless = [name for name in CHINESE_DATA if not list(chinese(trees[Path(name)]))]
    assert not needless


@pytest.mark.parametrize(
    ("source", "texts"),
    [
        ('Static("Hello there")', ["Hello there"]),
        ('self.notify(f"Kept {count} rows")', ["Kept ", " rows"]),
        ('click.echo("Done: " + name)', ["Done: "]),
        ('click.echo("{n} rows".format(n=1))', ["{n} rows"]),
        ('Binding("q", "quit", "Quit", tooltip="Leave the desk")', ["Quit", "Leave the desk"]),
        ('BINDINGS = [("q", "quit", "Quit")]', ["Quit"]),
        ('self.border_title = "Queue" if full else ""', ["Queue"]),
        ('raise UsageError("no such day")', ["no such day"]),
        ('class Taken(UserError): ...\nraise Taken("somebody else has it")', ["somebody else has it"]),
        ('@click.command()\ndef show():\n    "Show it."', ["command show without help="]),
        ('parts.append(("Overdue", "warn"))', ["Overdue"]),
        ('Static(_("Hello there"))', []),
        ('Static(_("Kept {n} rows").format(n=1))', []),
        ('Static("")', []),
        ('Static("▌ 12/34 · {name}")', []),
        ("click.echo(json.dumps(rows, sort_keys=True))", []),
        ('click.echo(row["customer"])', []),
        ('Binding("q", "quit", N_("Quit"))', []),
    ],
)
def test_the_search_finds_what_it_should(source, texts):
    tree = ast.parse(source)
    assert [text for _, text in unmarked(tree, errors_of({Path("x.py"): tree}), front_end=True)] == texts


def test_docstrings_may_quote_chinese_and_code_may_not():
    tree = ast.parse('"""座机"""\nx = "座机"\ny = _("Example: add 李娜")')
    assert list(chinese(tree)) == [(2, "座机")]


@pytest.fixture
def messages():
    sys.path.insert(0, str(ROOT / "scripts"))
    try:
        import messages

        yield messages
    finally:
        sys.path.remove(str(ROOT / "scripts"))


def test_the_catalogue_is_complete():
    command = [sys.executable, "scripts/messages.py", "check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_check_names_each_fault(messages):
    known = {"Kept {count}": "保留 {number}", "Old": "旧", "New": ""}
    assert messages.faults(known, {"Kept {count}", "New"}) == [
        "untranslated: 'New'",
        "unused: 'Old'",
        "placeholders differ: 'Kept {count}' and '保留 {number}'",
    ]
    assert messages.faults({"Kept {count}": "保留 {count}"}, {"Kept {count}"}) == []


def test_adding_translations_keeps_the_others_and_compiles(messages, tmp_path, monkeypatch):
    monkeypatch.setattr(messages, "PO", tmp_path / "zh" / "agentdesk.po")
    for number, content in enumerate([{"One": "一"}, {"Two": "二"}]):
        file = tmp_path / f"{number}.json"
        file.write_text(json.dumps(content), encoding="utf-8")
        assert messages.main(["add", str(file)]) == 0
    assert {m.id: m.string for m in messages.load() if m.id} == {"One": "一", "Two": "二"}
    assert messages.PO.with_suffix(".mo").read_bytes() == messages.compiled(messages.load())
    assert "Date" not in messages.PO.read_text(encoding="utf-8")
