"""What happens to the file while a desk has it open, or before it opens it: the desk says so and does not end."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from agentdesk.common import clock
from agentdesk.store.audit import SYSTEM
from agentdesk.store.checks import examine
from agentdesk.store.database import close_database, open_database
from agentdesk.store.settings import put
from agentdesk.store.tables import Answer, Contact
from tests.end_to_end.test_a_call_by_keys import begin
from tests.faults.house import sit_down
from tests.faults.spoilt import spoil_page
from tests.terminal import ENTER, PATIENCE, Terminal

QUIT = "\x11"


def test_moved_and_another_one_put_in_its_place(dealer: Path) -> None:
    with sit_down(dealer) as terminal:
        terminal.wait_for("王建国 先生", "售后回访")
        moved = dealer.with_name("moved.db")
        dealer.rename(moved)
        shutil.copy(moved, dealer)
        terminal.press("n")
        terminal.wait_for("被移走或替换")
        terminal.press(QUIT)
        assert terminal.wait_end() == 0
    open_database(str(dealer))
    assert Contact.select().count() == 0


def test_moved_away_and_moved_back(dealer: Path) -> None:
    away = dealer.with_name("away")
    away.mkdir()
    with sit_down(dealer, (200, 30)) as terminal:
        begin(terminal)
        terminal.wait_for("1/10  接车")
        names = [each.name for each in dealer.parent.glob(f"{dealer.name}*")]
        for name in names:
            dealer.with_name(name).rename(away / name)
        terminal.press("1")
        terminal.wait_for("被移走或替换")
        terminal.press(QUIT)
        said = terminal.wait_for("再按一次 ^Q 将不保存并离开")
        assert "再按一次 ^Q 将不保存并离开。" in [line.strip() for line in said.splitlines()]
        assert not dealer.exists()  # nothing is made where it was
        for name in names:
            (away / name).rename(dealer.with_name(name))
        terminal.wait_for("屏幕上的内容现已全部保存，⏎ 继续", "✓ 1  马上接待")
        terminal.press(ENTER)
        terminal.wait_for("2/10")
    open_database(str(dealer))
    assert examine() == []
    assert Answer.select().where(Answer.node == "reception").exists()


def test_a_page_that_cannot_be_read(dealer: Path) -> None:
    spoil_page(dealer, "task")
    with sit_down(dealer) as terminal:
        terminal.wait_for("不是完好的数据库")
        terminal.press(QUIT)
        assert terminal.wait_end() == 0
        assert "Traceback" not in terminal.text


def test_a_clock_that_was_set_back_is_said_at_the_desk(dealer: Path) -> None:
    open_database(str(dealer))
    with clock.travel(clock.local_now() + timedelta(hours=2)):
        put(SYSTEM, "dealer_name", "远望")
    close_database()
    with sit_down(dealer, AGENTDESK_NOW="") as terminal:
        terminal.wait_for("先校准", "再继续工作")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own with some room; needs the right to mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("no disk can be mounted here")
    yield folder
    close_database()
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_and_room_again(dealer: Path, small_disk: Path) -> None:
    path = small_disk / dealer.name
    shutil.copy(dealer, path)
    ballast = small_disk / "ballast"
    with sit_down(path) as terminal:
        begin(terminal)
        terminal.wait_for("1/10  接车")
        fill(ballast)
        for place in range(40):  # until the room in the log is used up
            terminal.press("1")
            if either(terminal, "2/10  理解需要") == "磁盘":
                break
            terminal.press("\x7f")
            if either(terminal, "1/10  接车") == "磁盘":
                break
            assert place < 39
        ballast.unlink()
        terminal.wait_for("屏幕上的内容现已全部保存")
        terminal.press(ENTER)
    open_database(str(path))
    assert examine() == []
    assert Answer.select().where(Answer.node == "reception").exists()


def fill(ballast: Path) -> None:
    """Leave no room on the disk."""
    descriptor = os.open(ballast, os.O_CREAT | os.O_WRONLY)
    while os.statvfs(ballast.parent).f_bavail:
        os.write(descriptor, bytes(4096))
    os.close(descriptor)


def either(terminal: Terminal, wanted: str, other: str = "磁盘") -> str:
    """Which of two texts comes to stand on the screen; the wanted one, or AssertionError, where neither does."""
    end = time.monotonic() + PATIENCE
    while wanted not in terminal.text and other not in terminal.text and time.monotonic() < end:
        terminal.read(0.05)
    if other in terminal.text:
        return other
    terminal.wait_for(wanted)
    return wanted


def test_a_disk_that_becomes_read_only(dealer: Path, small_disk: Path) -> None:
    path = small_disk / dealer.name
    shutil.copy(dealer, path)
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with sit_down(path) as terminal:
        assert terminal.wait_end() == 3
        assert "只能读" in terminal.text
