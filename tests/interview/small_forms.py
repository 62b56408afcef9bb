"""Forms of a few rows, as tests of the running interview write them."""

from __future__ import annotations

from agentdesk.interview.compile import compile_form
from agentdesk.interview.model import FormModel
from agentdesk.interview.run import Run


def survey(*rows: str, columns: str, choices: str = "") -> FormModel:
    """A form of rows of cells parted by |; `columns` names the columns after type, name and label."""
    heading = f"| survey |\n|   | type | name | label |{columns}\n"
    lists = f"\n| choices |\n|   | list_name | name | label | {choices}\n" if choices else ""
    return compile_form(heading + "\n".join(f"|   | {row} |" for row in rows) + "\n" + lists, ".md")


YES_NO = """region |
|   | yn | yes | Yes | |
|   | yn | no | No | |
|   | yn | dk | Don't know | |
|   | city | cz | 滁州 | ah |
|   | city | hf | 合肥 | ah |
|   | city | nj | 南京 | js |
|   | region | ah | 安徽 | |
|   | region | js | 江苏 | |"""

CHAIN = survey(
    "select_one yn | a | A | | yes",
    "select_one yn | b | B | ${a} = 'yes' | yes",
    "select_one yn | c | C | ${b} = 'yes' | yes",
    "text | d | D | ${c} = 'yes' | yes",
    columns=" relevant | required |",
    choices=YES_NO,
)


def answered(run: Run, **values: str) -> Run:
    for key, value in values.items():
        assert run.answer(key, value).ok, key
    return run
