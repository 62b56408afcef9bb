"""The complaint's record on one page: every step, ISO 10002's items, hostile text, who sees the customer in full."""

from __future__ import annotations

import stat
from collections.abc import Callable
from datetime import date, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import Result

from agentdesk.common import clock
from agentdesk.common.cells import cell_len
from agentdesk.common.i18n import use_language
from agentdesk.complaints import actions, workflow
from agentdesk.complaints.listing import show
from agentdesk.complaints.page import Page, page_of
from agentdesk.complaints.page_html import as_html
from agentdesk.complaints.page_text import as_text
from agentdesk.store.tables import AuditEvent, Complaint
from tests.complaints.test_patterns import complained
from tests.dealership import Dealership

HOSTILE = "<script>alert(1)</script>\x1b[31m红‮ {{ 7*7 }} &amp; [bold]粗[/bold]"
Cli = Callable[..., Result]


@pytest.fixture
def handled(house: Dealership) -> Complaint:
    """A complaint through all six steps, with hostile words in every free text."""
    order = house.order(date(2026, 11, 18))
    found = complained(house, order, words=f"{HOSTILE}\n修了三次还是异响，" * 6, remedy_sought=f"退还工时费{HOSTILE}")
    supervisor, owner, boss = house.actor("方慧"), house.actor("吴敏"), house.actor("高远")
    with clock.travel(datetime(2026, 11, 20, 10, 30)):
        workflow.record(owner, found.id, "acknowledged", data={"reply": "investigate"})
        workflow.record(owner, found.id, "assessed", data={"safety": False, "complexity": "simple"})
        workflow.record(owner, found.id, "accepted")
        workflow.record(owner, found.id, "proposed", note=f"重新检查前桥{HOSTILE}")
        workflow.record(owner, found.id, "special_requested", note="客户三次返修", data={"goodwill_cents": 30000})
        workflow.record(boss, found.id, "special_approved")
    with clock.travel(datetime(2026, 11, 27, 10)):
        workflow.record(owner, found.id, "handled", note="更换前减震器", data={"cause_gap": "procedure"})
        workflow.record(owner, found.id, "answered", note="已电话告知", data={"accepted": True})
    with clock.travel(datetime(2026, 11, 28, 10)):
        workflow.recalled(house.actor("李娜"), found.id, satisfied=True, note="满意")
        made = actions.add(
            supervisor, "返修车辆由技师长复检", owner_id=owner.id, due_on=date(2026, 12, 31), complaints=[found.no]
        )
        assert made.id
    return found


def page(house: Dealership, found: Complaint, name: str = "方慧") -> Page:
    with clock.travel(datetime(2026, 11, 29, 9)):
        return page_of(house.actor(name), show(found.no))


class Texts(HTMLParser):
    """What a browser would show, and which elements it would make."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.shown = ""
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        assert not {"src", "href", "onload", "style"} & {name for name, _value in attrs}

    def handle_data(self, data: str) -> None:
        self.shown += data


def test_the_page_has_what_iso_10002_asks_for(house: Dealership, handled: Complaint) -> None:
    text = as_text(page(house, handled))
    for needed in (
        "客户抱怨处理记录  T-0001", "远望汽车销售服务有限公司", "王建国", "138", "皖M12345", "首保  2026-11-18  陈涛",
        "退还工时费", "2026-11-20 10:30，时限2026-11-20 11:42：按时", "2026-11-27 10:00", "：逾期", "涉及安全：否",
        "更换前减震器", "程序差距", "善意补偿 300.00 元", "满意", "返修车辆由技师长复检", "经办人", "客户关爱经理",
        "方慧打印于2026-11-29 09:00",
    ):  # fmt: skip
        assert needed in text, needed
    for number, title in enumerate(("理解客户", "受理抱怨", "处理问题", "答复客户", "特事特办", "服务跟踪"), start=1):
        assert f"{number} {title}" in text


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", [80, 100])
def test_the_text_fits_and_obeys_nobody(house: Dealership, handled: Complaint, language: str, width: int) -> None:
    use_language(language)
    text = as_text(page(house, handled), width)
    assert max(map(cell_len, text.splitlines())) <= width
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "␛[31m" in text
    assert (language == "zh") == ("处理问题" in text)


def test_hostile_words_are_only_words_in_html(house: Dealership, handled: Complaint) -> None:
    source = as_html(page(house, handled))
    found = Texts(source)
    assert "script" not in found.elements
    assert "link" not in found.elements
    assert "<script>alert(1)</script>" in found.shown
    assert "{{ 7*7 }} &amp;" in found.shown
    assert "\x1b" not in source
    assert source.startswith("<!DOCTYPE html>")
    assert 'lang="zh-CN"' in source


def test_a_fresh_complaint_has_all_six_steps_too(house: Dealership) -> None:
    found = complained(house, house.order(date(2026, 11, 18)))
    made = page(house, found)
    assert len(made.sections) == 6
    assert ("特批内容", "不需要") in made.sections[4].facts
    assert ("受理", "时限2026-11-20 11:42") in made.sections[1].facts
    assert "T-0001" in as_html(made)


def test_a_deadline_is_set_against_the_step_of_its_own_round(house: Dealership) -> None:
    """An answer that was not accepted begins the handling anew: the plan of before keeps no deadline of now."""
    found, wu = complained(house, house.order(date(2026, 11, 18))), house.actor("吴敏")
    workflow.record(house.actor("方慧"), found.id, "assigned", data={"responsible_id": wu.id})
    for kind in ("acknowledged", "assessed", "proposed"):
        workflow.record(wu, found.id, kind, "x")
    with clock.travel(datetime(2026, 11, 27, 10)):
        workflow.record(wu, found.id, "handled", "x", {"cause_gap": "procedure"})
        workflow.record(wu, found.id, "answered", "x", {"accepted": False})
        third = page_of(wu, show(found.no)).sections[2]
    assert dict(third.facts)["方案"].startswith("时限2026-11-28")
    assert dict(third.facts)["处理完成"].startswith("时限2026-")


def test_the_customer_is_in_full_only_for_who_may_ring_them(house: Dealership, handled: Complaint) -> None:
    for name, full in (("方慧", True), ("吴敏", True), ("孙立", False), ("陈涛", False)):
        text = as_text(page(house, handled, name))
        assert ("皖M12345" in text) is full
        assert ("王建国" in text) is full
        assert ("王**" in text) is not full
    printed = AuditEvent.select().where(AuditEvent.action == "complaint.print")
    assert [row.person_name for row in printed] == ["方慧", "吴敏", "孙立", "陈涛"]


def test_by_command_to_the_terminal_and_to_a_file(
    house: Dealership, handled: Complaint, cli: Cli, tmp_path: Path
) -> None:
    show_page = ("complaint", "show", handled.no, "--page")
    assert "1 理解客户" in cli(*show_page).stdout
    target = tmp_path / "T-0001.html"
    done = cli(*show_page, "--format", "html", "-o", target)
    assert (done.exit_code, done.stdout) == (0, f"{target}\n")
    assert target.read_text("utf-8").startswith("<!DOCTYPE html>")
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert cli(*show_page, "-o", target).exit_code == 1
    assert cli(*show_page, "-o", tmp_path / "no" / "such").exit_code == 1
    assert cli("complaint", "show", handled.no, "--format", "html").exit_code == 2
    assert [path.name for path in tmp_path.glob("*T-0001*")] == ["T-0001.html"]
