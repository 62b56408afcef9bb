"""Column titles are data: a dealer may add their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from agentdesk.common.errors import UsageError
from agentdesk.common.settings import config_path
from agentdesk.intake.profiles import KINDS, find, load
from agentdesk.store.tables import Customer
from tests.intake.conftest import Take

OWN = '[customers.titles]\ncustomer_no = ["KHBH"]\nname = ["KHMC"]\n[customers.words.gender]\n"1" = "m"\n'


@pytest.mark.parametrize(
    "titles", ["客户编号,客户名称,性别", "Customer No,Name,Sex", "*客户编号:, 客户 姓名 (必填),性别"]
)
def test_titles_of_different_systems(take: Take, titles: str) -> None:
    take("customers", f"{titles}\nC1,王磊,男\n")
    assert (Customer.get().name, Customer.get().gender) == ("王磊", "m")


def test_a_dealers_own_titles(take: Take, tmp_path: Path) -> None:
    path = config_path().parent / "profiles" / "old.toml"
    path.parent.mkdir(parents=True)
    path.write_text(OWN, encoding="utf-8")
    take("customers", "KHBH,KHMC,性别\nC1,王磊,1\n", profile="old")
    assert (Customer.get().name, Customer.get().gender) == ("王磊", "m")
    take("customers", "KHBH,KHMC,性别\nC2,周敏,女\n", profile=str(path))
    assert Customer.select().count() == 2


@pytest.mark.parametrize(
    ("text", "said"), [("[customers.titles]\nshoe = ['x']\n", "shoe"), ("[customers", "mine.toml"), (None, "mine.toml")]
)
def test_a_profile_with_a_fault_is_named(take: Take, tmp_path: Path, text: str | None, said: str) -> None:
    path = tmp_path / "mine.toml"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=said):
        take("customers", "KHBH,KHMC\n", profile=str(path))


def test_no_title_stands_for_two_fields() -> None:
    for kind in KINDS:
        described = load(kind)
        titles = [title for field in described.field for title in field.titles]
        columns = find(described, [titles], kind)
        firsts = {field.name: titles.index(field.titles[0]) for field in described.field}
        assert columns.places == firsts, kind


def test_the_better_known_of_two_titles_counts(take: Take) -> None:
    result = take("customers", "客户编号,姓名,客户名称\nC1,x,王磊\n")
    assert (Customer.get().name, result.unknown_columns) == ("王磊", ("姓名",))
