"""A published form gives its XLSForm back: what compiles from it is the same form, rows and all."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from click.testing import Result
from peewee import Database

from agentdesk.interview.compile import check_form, compile_form
from agentdesk.interview.model import FormModel
from agentdesk.interview.xlsform import headings, sheets_of, write_xlsx
from agentdesk.playbook.read import SHIPPED
from agentdesk.store.tables import FormVersion

Cli = Callable[..., Result]

# A bit of everything; the first row has English only, so that the order of the languages is not the order of the cells.
EVERYTHING = """| survey |
|   | type              | name   | label::中文 (zh) | label::English (en) | hint::中文 (zh) | hint::English (en) | guidance_hint::中文 (zh) | guidance_hint::English (en) | relevant | required | default | calculation | constraint | constraint_message::中文 (zh) | constraint_message::English (en) | choice_filter | repeat_count | parameters | trigger | appearance | read_only |
|   | note              |        |                  | Only in English     |                 |                    |                          |                             |          |          |         |             |            |                               |                                  |               |              |            |         |            |           |
|   | start             | start  |                  |                     |                 |                    |                          |                             |          |          |         |             |            |                               |                                  |               |              |            |         |            |           |
|   | hidden            | who    |                  |                     |                 |                    |                          |                             |          |          | 张三    |             |            |                               |                                  |               |              |            |         |            |           |
|   | select_one region | region | 哪里?            | Where?              |                 |                    |                          |                             |          | yes      |         |             |            |                               |                                  |               |              | randomize=true seed=42 |         |            |           |
|   | select_one city   | city   | 哪个城市?        | Which city?         |                 |                    |                          |                             |          |          |         |             |            |                               |                                  | region=${region} |           |            |         |            |           |
|   | select_multiple brand or_other | brand | 开什么车? | What do you drive? |              |                    |                          |                             |          |          |         |             |            |                               |                                  |               |              |            |         |            |           |
|   | begin_group       | marks  | 打分             | Marks               |                 |                    |                          |                             |          |          |         |             |            |                               |                                  |               |              |            |         | field-list |           |
|   | range             | mark   | 打几分?          | Which mark?         | 0 到 10         | 0 to 10            | 因为                     | Because                     |          |          |         |             |            |                               |                                  |               |              | start=0 end=10 step=1 |   |            |           |
|   | begin_group       | inner  | 里面             | Inside              |                 |                    |                          |                             |          |          |         |             |            |                               |                                  |               |              |            |         |            |           |
|   | integer           | cars   | 几辆车?          | How many cars?      |                 |                    |                          |                             |          |          | 1       |             | . <= 3 or regex(., '^(7\\|8)$') | warn:这么多? | warn:So many? |               |              |            |         |            |           |
|   | end_group         |        |                  |                     |                 |                    |                          |                             |          |          |         |             |            |                               |                                  |               |              |            |         |            |           |
|   | end_group         |        |                  |                     |                 |                    |                          |                             |          |          |         |             |            |                               |                                  |               |              |            |         |            |           |
|   | begin_repeat      | car    | 车               | Car                 |                 |                    |                          |                             |          |          |         |             |            |                               |                                  |               | ${cars}      |            |         |            |           |
|   | text              | plate  | 车牌?            | Plate?              |                 |                    |                          |                             |          |          | concat('皖', '') |    |            |                               |                                  |               |              |            |         |            |           |
|   | end_repeat        |        |                  |                     |                 |                    |                          |                             |          |          |         |             |            |                               |                                  |               |              |            |         |            |           |
|   | calculate         | twice  |                  |                     |                 |                    |                          |                             |          |          |         | ${mark} * 2 |            |                               |                                  |               |              |            | ${mark} |            |           |
|   | text              | shown  | 看               | Look                |                 |                    |                          |                             | ${mark} > 5 | ${cars} > 1 | x   |             |            |                               |                                  |               |              |            |         |            | yes       |

| choices |
|   | list_name | name | label::中文 (zh) | label::English (en) | region |
|   | region    | ah   | 安徽             | Anhui               |        |
|   | region    | js   | 江苏             | Jiangsu             |        |
|   | city      | cz   | 滁州             | Chuzhou             | ah     |
|   | city      | nj   | 南京             | Nanjing             | js     |
|   | brand     | vw   | 大众             | Volkswagen          |        |
|   | brand     | dk   | 不清楚           | Does not know       |        |

| settings |
|   | form_title     | form_id | version |
|   | 样样 / All     | all     | 7       |
"""  # noqa: E501


def back(form: FormModel, folder: Path) -> FormModel:
    """The form compiled from what is written of it, as it lies in the database."""
    path = folder / "back.xlsx"
    written = write_xlsx(FormModel.from_json(form.to_json()), path)
    assert written[0] == path
    return compile_form(path, name=form.name)


def test_everything_comes_back(tmp_path: Path) -> None:
    form = compile_form(EVERYTHING, ".md")
    assert len(form.nodes) == 15
    assert back(form, tmp_path).to_json() == form.to_json()


def test_the_tables_of_pulldata_are_written_beside(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "prices.csv").write_text("code,price\na,10\n", encoding="utf-8")
    source = tmp_path / "in" / "shop.md"
    source.write_text(
        "| survey |\n|   | type | name | label | calculation |\n|   | text | code | Code | |\n"
        "|   | calculate | price | | pulldata('prices', 'price', 'code', ${code}) |\n",
        encoding="utf-8",
    )
    form = compile_form(source)
    assert back(form, tmp_path).to_json() == form.to_json()
    assert (tmp_path / "prices.csv").exists()


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*/forms/*.md")), ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_every_shipped_form_comes_back(path: Path, tmp_path: Path) -> None:
    form = compile_form(path)
    assert back(form, tmp_path).to_json() == form.to_json()


REAL = Path(__file__).resolve().parents[3] / "shared" / "xlsforms"


@pytest.mark.skipif(not REAL.exists(), reason="the folder of real XLSForms is not on this machine")
def test_every_real_form_that_loads_comes_back(tmp_path: Path) -> None:
    compared = []
    for path in sorted(REAL.glob("*.xls*")):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            form = check_form(path).form
        if form is not None:
            (tmp_path / path.stem).mkdir()
            assert back(form, tmp_path / path.stem).to_json() == form.to_json(), path.name
            compared.append(path.name)
    assert len(compared) >= 13


def test_through_the_command_line_and_the_database(cli: Cli, tmp_path: Path, database: Database) -> None:
    source = tmp_path / "all.md"
    source.write_text(EVERYTHING, encoding="utf-8")
    assert cli("form", "publish", source).exit_code == 0
    out = tmp_path / "back.xlsx"
    assert cli("form", "show", "all", "--xlsx", out).exit_code == 0
    before, after = compile_form(source, name="all"), compile_form(out, name="all")
    assert (after.nodes, after.lists, after.title) == (before.nodes, before.lists, before.title)
    again = cli("form", "publish", out, "--name", "all")
    assert (again.exit_code, FormVersion.select().count()) == (0, 1)


def test_a_long_stretch_of_rows_that_are_switched_off(tmp_path: Path) -> None:
    off = "".join(f"|   | text | off{number} | Off | yes |\n" for number in range(150))
    text = f"| survey |\n|   | type | name | label | disabled |\n|   | text | a | A | |\n{off}|   | text | b | B | |\n"
    form = compile_form(text, ".md")
    assert [node.row for node in form.nodes] == [2, 153]
    assert back(form, tmp_path).to_json() == form.to_json()


def test_a_row_left_out_stays_an_empty_row() -> None:
    form = compile_form(EVERYTHING, ".md")
    hidden = form.node("who")
    fewer = msgspec.structs.replace(form, nodes=(hidden,))
    rows = sheets_of(fewer)["survey"]
    assert [bool(row) for row in rows] == [False, False, True]
    assert headings(fewer, rows) == ["type", "name", "default"]
