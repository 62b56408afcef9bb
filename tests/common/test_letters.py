from __future__ import annotations

import pytest

from agentdesk.common.letters import first_letters
from agentdesk.intake.initials import initials
from agentdesk.playbook.read import load
from agentdesk.scoreboard.kpis import registry


@pytest.mark.parametrize(
    ("text", "letters"), [("回访按时完成率", "hfaswcl"), ("SSI 配置与优点讲解", "ssipzyydjj"), ("𠮷①，", ""), ("", "")]
)
def test_first_letters(text: str, letters: str) -> None:
    assert first_letters(text) == letters


@pytest.mark.parametrize("name", ["car_dealership", "appliance_branch"])
def test_every_indicators_letters_are_the_dictionarys(name: str) -> None:
    for row in registry(load(name)).values():
        assert first_letters(row.name) == initials(row.name, person=False)
