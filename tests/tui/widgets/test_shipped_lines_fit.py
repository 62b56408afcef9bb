"""What the shipped forms have agents say fits the question pane of an 80-column screen, a few rows at a time."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from agentdesk.common.cells import cell_len
from agentdesk.interview.compile import compile_form
from agentdesk.interview.model import SHOWN, FormModel
from agentdesk.interview.run import Run
from agentdesk.interview.samples import sample_facts
from agentdesk.playbook.read import SHIPPED
from agentdesk.tui.widgets.question import one_breath, spoken

PANE = 47  # cells beside the outline at 80 columns
ROWS_OF_A_LINE, ROWS_OF_A_BREATH = 4, 6
PRESCRIBED = {("aftersales", "purpose"), ("new_sale", "purpose")}  # SC-03 and SC-04, word for word
FORMS = sorted(SHIPPED.glob("*/forms/*.md"))
SAID = {"opening": "yes", "appointment_date": "2027-11-30", "appointment_time": "14:30"}  # what is read back


@cache
def compiled(path: Path) -> FormModel:
    return compile_form(path)


def rows(text: str) -> int:
    return len(spoken(text, PANE))


def begun(path: Path, language: str) -> Run:
    """An interview with the sample customer on the line."""
    run = Run(compiled(path), sample_facts(language), language=language)
    run.restore({key: value for key, value in SAID.items() if key in run.state.slots}, {})
    return run


def name_of(path: Path) -> str:
    return f"{path.parts[-3]}/{path.stem}"


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("path", FORMS, ids=name_of)
def test_a_line_is_a_few_rows(path: Path, language: str) -> None:
    run = begun(path, language)
    said = [run.item(slot.key) for slot in run.state.order() if slot.model.kind in SHOWN]
    long = {item.key: rows(item.label) for item in said if rows(item.label) > ROWS_OF_A_LINE}
    assert {key for key in long if (path.stem, key) not in PRESCRIBED} == set()


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("path", FORMS, ids=name_of)
def test_a_breath_is_a_few_rows(path: Path, language: str) -> None:
    run = begun(path, language)
    run.goto("purpose")
    while run.page is not None:
        breath = sum(rows(item.label) for item in one_breath(run.page, 0))
        assert breath <= ROWS_OF_A_BREATH or (path.stem, run.page.key) in PRESCRIBED, run.page.key
        run.next()


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("path", FORMS, ids=name_of)
def test_choices_and_short_names_fit(path: Path, language: str) -> None:
    run = begun(path, language)
    for slot in run.state.order():
        if slot.model.kind in SHOWN:
            item = run.item(slot.key)
            assert cell_len(item.short) <= 20, item.key
            assert [choice.label for choice in item.choices if cell_len(choice.label) > 26] == []
