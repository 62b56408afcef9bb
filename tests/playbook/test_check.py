"""`check` names every fault with file, line and key."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest

from agentdesk.common.errors import UsageError, UserError
from agentdesk.common.i18n import use_language
from agentdesk.playbook.check import check
from agentdesk.playbook.check_outcomes import aapor_class
from agentdesk.playbook.read import SHIPPED, Problem, load
from agentdesk.playbook.vocabulary import Effect, Festival, UseType

Edit = Callable[[str, str, str], int]
WORDS_OF_OURS = ("true", "false", "TOML", "AAPOR")
VALUES = [*get_args(UseType), *get_args(Festival), *get_args(Effect), "after_sales", "forms"]
ALLOWED = {word for value in VALUES for word in value.split(":")}


@pytest.fixture(autouse=True)
def _english() -> None:
    use_language("en")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped playbook whose forms are all there."""
    copy = shutil.copytree(SHIPPED / "car_dealership", tmp_path / "mine")
    for kind in load(copy).kinds:
        if kind.form:
            (copy / "forms" / f"{kind.form}.md").touch()
    return copy


@pytest.fixture
def edit(folder: Path) -> Edit:
    """Replace the one place of a text in a file; returns the line on which the new text begins."""

    def replace(name: str, old: str, new: str) -> int:
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} is there {text.count(old)} times"
        path.write_text(text.replace(old, new), encoding="utf-8")
        return text[: text.index(old)].count("\n") + 1

    return replace


def numbered(key: str) -> str:
    """`kind[CB-10].zh` with the kind's number in the shipped playbook, as `check` gives it."""
    codes = [kind.code for kind in load(SHIPPED / "car_dealership").kinds]
    return re.sub(r"^kind\[([A-Z].*?)\]", lambda found: f"kind[{codes.index(found[1]) + 1}]", key)


@pytest.mark.parametrize("name", ["car_dealership", "appliance_branch"])
def test_the_shipped_playbooks_are_sound(name: str) -> None:
    assert check(SHIPPED / name) == []


CB10 = 'code = "CB-10"\n'
PRESET = 'preset = "cn-courteous"'
SIX_REASONS = "".join(f'[[skip]]\ncode = "r{n}"\nzh = "{n}"\nen = "{n}"\nminutes = 1\n\n' for n in range(6))


@pytest.mark.parametrize(
    ("file", "old", "new", "offset", "key", "says"),
    [
        # single rows
        ("kinds.toml", CB10, CB10 + 'colour = "red"\n', 1, "kind[CB-10].colour", "colour is not a key"),
        ("kinds.toml", CB10 + 'zh = "抱怨复访"\n', CB10, -1, "kind[CB-10].zh", "zh is missing"),
        ("kinds.toml", "offset_from = 83", 'offset_from = "83"', 0, "kind[RM-05].schedule[1].offset_from",
         "must be a whole number, not a text"),
        ("kinds.toml", '"vehicle.next_service"\noffset_from = -7', '"moon"\noffset_from = -7', 0,
         "kind[RM-01].schedule[1].trigger", "'moon' is not one of"),
        ("kinds.toml", 'festival = "spring_festival"', 'festival = "halloween"', 0, "kind[CB-07].schedule[1].festival",
         "'halloween' is not one of"),
        ("kinds.toml", 'use_type = "private"', 'use_type = "rented"', 0, "kind[RM-05].schedule[1].when.use_type",
         "'rented' is not one of"),
        ("kinds.toml", "offset_to = 3\nexpires_after = 11", "offset_to = 3\nexpires_after = -1", 1,
         "kind[CB-03].schedule[1].expires_after", "does not fit"),
        ("playbook.toml", PRESET, 'calling.sat = ["9-12"]\n' + PRESET, 0, "calendar.calling.sat[1]", "does not fit"),
        ("playbook.toml", PRESET, 'preset = "cn-defualt"', 0, "calendar.preset", "Did you mean cn-default?"),
        ("complaints.toml", "solve_hours = 24", "solve_days = 3", 0, "severity[1].solve_days", "not a key"),
        ("targets.toml", 'code = "KP-05"', 'code = "kp5"', 0, "target[5].code", "does not fit"),
        # references
        ("kinds.toml", 'form = "complaint_recall"', 'form = "no_such"', 0, "kind[CB-10].form", "forms/no_such.md"),
        ("kinds.toml", 'group = "recall"', 'group = "nobody"', 0, "kind[CB-10].group", "no group nobody"),
        ("kinds.toml", 'control = { kind = "CB-03"', 'control = { kind = "CB-02"', 0, "kind[CB-02].control",
         "CB-02 is not another kind"),
        ("kinds.toml", 'same_as = "RM-05"', 'same_as = "RM-02"', 0, "kind[CB-05].same_as", "RM-02 is not another kind"),
        ("complaints.toml", 'recall_kind = "CB-10"', 'recall_kind = "CB-01"', 0, "recall_kind", "follows a handled"),
        ("outcomes.toml", 'code = "expired"', 'code = "gone"', None, "expired", "The outcome expired is missing"),
        # contradictions
        ("kinds.toml", "offset_to = 3\n", "offset_to = 0\n", 0, "kind[CB-03].schedule[1].offset_to",
         "before offset_from"),
        ("kinds.toml", 'code = "CB-04"', 'code = "CB-03"', 0, "kind[CB-04].code", "CB-03 is there already"),
        ("kinds.toml", 'step = "day"', 'step = "week"', 0, "kind[RM-01].schedule[2].step", "week is there already"),
        ("kinds.toml", 'festival = "spring_festival"\n', "", -3, "kind[CB-07].schedule[1].festival",
         "festival is missing"),
        ("kinds.toml", 'every = "half_year"\n', 'every = "half_year"\nhours_before = 1\n', 1,
         "kind[CB-11].schedule[1].hours_before", "Only an appointment"),
        ("kinds.toml", 'goes_with = "RM-01"\n', "", None, "kind[RM-02]", "RM-02 has no schedule"),
        ("kinds.toml", 'announces = { zh = "首次保养", en = "the first service" }\n', "", -4, "kind[RM-05].announces",
         "what it reminds of"),
        ("kinds.toml", 'when = { segment = "lost" }', "when = { first_service_done = true }", 0,
         "kind[CB-11].schedule[1].when.first_service_done", "no vehicle"),
        ("kinds.toml", 'subject = "complaint"', 'subject = "sale"', None, "kind[CB-10].schedule[1].trigger",
         "never about a sale"),
        ("kinds.toml", 'form = "complaint_recall"', 'form = "complaint_recall"\nrecords = true', 1,
         "kind[CB-10].records", "expected record"),
        ("playbook.toml", PRESET, 'calling.sat = ["09:00-14:30", "14:00-18:00"]\n' + PRESET, 0, "calendar.calling.sat",
         "overlap"),
        ("playbook.toml", PRESET, 'calling.sun = ["11:30-09:00"]\n' + PRESET, 0, "calendar.calling.sun",
         "must end after it starts"),
        ("playbook.toml", 'open = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]',
         'open = ["mon", "tue", "wed", "thu", "fri", "sat"]\ncalling.sun = ["09:00-11:30"]', 1, "calendar.calling.sun",
         "is not open"),
        ("playbook.toml", PRESET, 'calling.mon = ["09:00-11:30"]', None, "calendar.calling.sun",
         "sun is open but has no calling windows"),
        ("playbook.toml", 'code = "wrong_time"', 'code = "later"', None, "skip[2].code", "later is there already"),
        ("playbook.toml", '"优惠", "预算"', '" ", "预算"', None, "lost_reason[1].words", "fit every text"),
        ("playbook.toml", '"竞品", "其他品牌"', '"竞品价格低", "其他品牌"', None, "lost_reason[2].words",
         "earlier reason"),
        ("playbook.toml", '[[skip]]\ncode = "later"', SIX_REASONS + '[[skip]]\ncode = "later"', None, "skip[10]",
         "At most 9 reasons"),
        ("playbook.toml", "complete_over = 80", "complete_over = 40", 0, "settings.complete_over",
         "below partial_from"),
        ("playbook.toml", 'zone = "Asia/Shanghai"', 'zone = "Asia/Nowhere"', 0, "dealer.zone", "no time zone"),
        ("playbook.toml", 'en = "Car dealership"', 'en = " "', 0, "en", "both languages"),
        ("targets.toml", "goal = 95", "goal = 950", 0, "target[1].goal", "between 0 and 100"),
        ("complaints.toml", "acknowledge_hours = 2\n", "acknowledge_hours = 30\n", None, "severity[1]", "follow one"),
        ("complaints.toml", 'dissatisfied = "ordinary"', 'dissatisfied = "sad"', 0, "dissatisfied", "no severity sad"),
        ("complaints.toml", "[counters]\nseverity = \"major\"", "[counters]\nseverity = \"grave\"", 1,
         "counters.severity", "no severity grave"),
        ("complaints.toml", 'question = "advisor_service"', 'question = "overall"', None, "low_mark[2]",
         "has a limit for that severity"),
        ("complaints.toml", 'at = "+1h"', 'at = "1h"', 0, "ladder[3].at", "-50%"),
        ("complaints.toml", 'severities = ["major"]', 'severities = ["huge"]', 0, "ladder[3].severities",
         "no severity huge"),
        ("complaints.toml", 'at = "+1h"\naction = "reassign"\nto = "general_manager"',
         'at = "+1h"\naction = "reassign"\nto = "responsible"', 2, "ladder[3].to", "responsible already"),
        ("complaints.toml", 'clock = "recall"\nat = "-25%"', 'clock = "recall"\naction = "reassign"\nat = "-25%"', 1,
         "ladder[13].action", "can only notify"),
        ("complaints.toml", 'clock = "solve"\nat = "-25%"', 'clock = "solve"\nat = "-50%"', None, "ladder[9]",
         "there already"),
        # outcomes
        ("outcomes.toml", 'effects = ["promise"]\n', "", None, "outcome[12]", "can never leave the queue"),
        ("outcomes.toml", 'code = "busy"\n', 'code = "busy"\nsettles = true\n', 1, "outcome[2].settles",
         "settles nothing"),
        ("outcomes.toml", 'key = "5"', 'key = "4"', 0, "outcome[2].key", "belongs to no_answer"),
        ("outcomes.toml", 'key = "5"\n', "", None, "outcome[2].key", "needs one digit or letter"),
        ("outcomes.toml", 'aapor = "1.2"\nclass = "P"', 'aapor = "1.2"\nclass = "I"', 1, "outcome[14].class",
         "class P, not I"),
        ("outcomes.toml", 'aapor = "2.35"', 'aapor = "9.9"', 0, "outcome[12].aapor", "no AAPOR code"),
        ("outcomes.toml", 'aapor = "2.12"\nclass = "R"\nfinal = true', 'aapor = "2.12"\nclass = "R"\nfinal = true\n'
         "retry_minutes = 5", 2, "outcome[15].final", "yet comes back"),
        ("outcomes.toml", '"notice:service_advisor"', '"fireworks"', 0, "outcome[26].effects[1]", "'fireworks' is not"),
    ],
)  # fmt: skip
def test_each_fault_has_its_place(
    folder: Path, edit: Edit, file: str, old: str, new: str, offset: int | None, key: str, says: str
) -> None:
    line = edit(file, old, new)
    faults = check(folder)
    found = [fault for fault in faults if fault.key == numbered(key) and says in fault.message]
    assert len(found) == 1, [str(fault) for fault in faults]
    assert found[0].file == file
    if offset is not None:
        assert found[0].line == line + offset


def test_broken_toml_names_its_line(folder: Path, edit: Edit) -> None:
    line = edit("kinds.toml", 'code = "CB-10"', "code = CB-10")
    faults = [fault for fault in check(folder) if fault.file == "kinds.toml"]
    assert [(fault.line, fault.key) for fault in faults] == [(line, "")]
    assert "This is not TOML" in faults[0].message


def test_toml_that_ends_too_early_names_its_last_line(folder: Path) -> None:
    (folder / "targets.toml").write_text('[[target]]\ncode = "KP-01"\nzh = """open', encoding="utf-8")
    assert [(fault.file, fault.line) for fault in check(folder)] == [("targets.toml", 3)]


def test_a_file_that_is_missing_or_no_text(folder: Path) -> None:
    (folder / "targets.toml").unlink()
    (folder / "outcomes.toml").write_bytes("zh = '无人接听'".encode("gb18030"))
    faults = {fault.file: fault.message for fault in check(folder)}
    assert "missing" in faults["targets.toml"]
    assert "not UTF-8" in faults["outcomes.toml"]


def test_one_fault_does_not_hide_the_next(folder: Path, edit: Edit) -> None:
    edit("kinds.toml", 'code = "CB-10"\n', 'code = "CB-10"\nred = 1\nblue = 2\n')
    edit("kinds.toml", "offset_from = 83", "offset_from = 8.5")
    edit("outcomes.toml", 'key = "5"', "key = 5")
    edit("playbook.toml", "partial_from = 50", "partial_from = 150")
    keys = {(fault.file, fault.key) for fault in check(folder)}
    assert keys == {
        ("kinds.toml", numbered("kind[CB-10].red")),
        ("kinds.toml", numbered("kind[CB-10].blue")),
        ("kinds.toml", numbered("kind[RM-05].schedule[1].offset_from")),
        ("outcomes.toml", "outcome[2].key"),
        ("playbook.toml", "settings.partial_from"),
    }


FAULTS = {
    "playbook.toml": [
        ("partial_from = 50", "partial_from = 150", "settings.partial_from"),
        (PRESET, 'calling.sat = ["9-12", "14:00-18:00"]\n' + PRESET, "calendar.calling.sat[1]"),
        ('zone = "Asia/Shanghai"', 'zone = "Asia/Nowhere"', "dealer.zone"),
    ],
    "kinds.toml": [
        ('code = "CB-10"\n', 'code = "CB-10"\nred = 1\n', "kind[CB-10].red"),
        ('form = "complaint_recall"', 'form = "no_such"', "kind[CB-10].form"),
        ("offset_from = 83", 'offset_from = "83"', "kind[RM-05].schedule[1].offset_from"),
        ('use_type = "private"', 'use_type = "rented"', "kind[RM-05].schedule[1].when.use_type"),
        ('festival = "spring_festival"', 'festival = "spring_festivl"', "kind[CB-07].schedule[1].festival"),
        ("offset_to = 3\n", "offset_to = 0\n", "kind[CB-03].schedule[1].offset_to"),
    ],
    "outcomes.toml": [
        ('key = "5"', "key = 5", "outcome[2].key"),
        ('aapor = "2.35"', 'aapor = "9.9"', "outcome[12].aapor"),
        ('"notice:service_advisor"', '"fireworks"', "outcome[26].effects[1]"),
    ],
    "targets.toml": [
        ("goal = 95", "goal = 950", "target[1].goal"),
        ('code = "KP-05"', 'code = "kp5"', "target[5].code"),
    ],
    "complaints.toml": [
        ("solve_hours = 24", "solve_days = 3", "severity[1].solve_days"),
        ('recall_kind = "CB-10"', 'recall_kind = "CB-01"', "recall_kind"),
    ],
}


def test_every_fault_of_every_file_in_one_run(folder: Path, edit: Edit) -> None:
    """Wrong types, unknown keys and contradictions, in rows and files beside each other."""
    for name, changes in FAULTS.items():
        for old, new, _key in changes:
            edit(name, old, new)
    found = check(folder)
    expected = {(name, numbered(key)) for name, changes in FAULTS.items() for _old, _new, key in changes}
    assert {(fault.file, fault.key) for fault in found} == {*expected, ("complaints.toml", "severity[1].solve_hours")}
    assert all(fault.line > 0 for fault in found)


@pytest.mark.parametrize("name", FAULTS)
def test_what_is_wrong_is_said_in_chinese(folder: Path, edit: Edit, name: str) -> None:
    """No word of the library that reads the file: what is Latin stands in the file itself."""
    use_language("zh")
    for old, new, _key in FAULTS[name]:
        edit(name, old, new)
    written = (folder / name).read_text(encoding="utf-8") + " ".join(WORDS_OF_OURS)
    for fault in check(folder):
        assert re.search(r"[\u4e00-\u9fff]", fault.message)
        strange = [word for word in re.findall(r"[A-Za-z_]{3,}", fault.message) if word not in written]
        assert [word for word in strange if word not in ALLOWED] == [], fault.message


def test_a_file_that_cannot_be_read_hides_no_fault_of_the_others(folder: Path, edit: Edit) -> None:
    edit("kinds.toml", 'code = "CB-10"', "code = CB-10")
    edit("outcomes.toml", 'key = "5"', 'key = "4"')
    edit("targets.toml", "goal = 95", "goal = 950")
    (folder / "playbook.toml").unlink()
    found = check(folder)
    assert {(fault.file, fault.key) for fault in found} == {
        ("kinds.toml", ""),
        ("outcomes.toml", "outcome[2].key"),
        ("playbook.toml", ""),
        ("targets.toml", "target[1].goal"),
    }


def test_nothing_is_concluded_from_a_row_that_cannot_be_read(folder: Path, edit: Edit) -> None:
    """A kind whose code is wrong is there all the same: what refers to it is not wrong for that."""
    edit("kinds.toml", 'code = "CB-10"\n', 'code = "CB-10"\npurpose = "fun"\n')
    text = (folder / "kinds.toml").read_text(encoding="utf-8")
    row = text.index('purpose = "fun"')
    again = text.index("purpose = ", row + 5)
    (folder / "kinds.toml").write_text(text[:again] + text[text.index("\n", again) + 1 :], encoding="utf-8")
    assert [(fault.file, fault.key) for fault in check(folder)] == [("kinds.toml", numbered("kind[CB-10].purpose"))]


def test_an_outcome_without_its_code_is_not_missed_too(folder: Path, edit: Edit) -> None:
    edit("outcomes.toml", 'code = "completed"', 'cod = "completed"')
    found = check(folder)
    assert {re.sub(r"\d+", "N", fault.key) for fault in found} == {"outcome[N].code", "outcome[N].cod"}
    assert "Did you mean code?" in " ".join(fault.message for fault in found)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[dealer\n", "缺少右方括号"),
        ("a = \n", "这不是值"),
        ("a = [1 2]\n", "缺少右方括号"),
        ("a = 1\na = 2\n", "已经有了"),
        ('a = "open\n', "结尾的引号"),
        ("a 1\n", "键的后面要有 ="),
        ("a = 1 2\n", "要换行"),
        ("= 1\n", "一行要以"),
        ('a = "C:\\data"\n', "反斜杠"),
        ("a = {b = 1\n", "花括号"),
        ("a = 2026-13-01\n", "TOML"),
    ],
)
def test_broken_toml_is_explained_in_chinese(folder: Path, text: str, says: str) -> None:
    use_language("zh")
    (folder / "targets.toml").write_text(text, encoding="utf-8")
    (fault,) = [each for each in check(folder) if each.file == "targets.toml"]
    assert says in fault.message
    assert not re.search(r"[A-Za-z]{3,}", fault.message.replace("TOML", "").replace("[[表]]", ""))


def test_load_stops_at_the_first_fault_with_its_place(folder: Path, edit: Edit) -> None:
    line = edit("kinds.toml", 'code = "CB-10"\n', 'code = "CB-10"\nred = 1\n')
    with pytest.raises(UserError, match=rf"kinds.toml:{line + 1}: {re.escape(numbered('kind[CB-10].red'))}"):
        load(folder)


def test_a_folder_that_is_not_there() -> None:
    with pytest.raises(UsageError, match="no playbook folder nowhere"):
        load("nowhere")


def test_a_problem_reads_as_one_line() -> None:
    assert str(Problem("a.toml", 3, "x.y", "wrong")) == "a.toml:3: x.y: wrong"
    assert str(Problem("a.toml", 0, "", "missing")) == "a.toml: missing"


@pytest.mark.parametrize(
    ("code", "name"),
    [("1.1", "I"), ("1.2", "P"), ("2.112", "R"), ("2.221", "NC"), ("2.332", "O"), ("2.90", "O"), ("3.13", "UH"),
     ("3.21", "UO"), ("3.90", "UO"), ("4.31", "NE"), ("1.3", ""), ("5", "")],
)  # fmt: skip
def test_aapor_classes(code: str, name: str) -> None:
    """standards.md section 1: every 4.x is NE, outside every denominator."""
    assert aapor_class(code) == name


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ('[[phrase]]\nzh = "慢"\nen = " "\n', "both languages"),
        ('[[phrase]]\nzh = "等待时间太长"\nen = "late"\n', "there already"),
        ("".join(f'[[phrase]]\nzh = "慢{n}"\nen = "slow{n}"\n' for n in range(2)), "At most 9"),
    ],
)
def test_a_phrase_stands_on_a_digit_in_both_languages_and_once(folder: Path, more: str, says: str) -> None:
    path = folder / "playbook.toml"
    assert len(load(folder).head.phrases) == 8
    path.write_text(path.read_text(encoding="utf-8") + more, encoding="utf-8")
    found = check(folder)
    assert [(each.file, says in each.message) for each in found] == [("playbook.toml", True)]
