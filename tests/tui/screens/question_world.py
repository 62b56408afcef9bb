"""A form of one question on the call screen."""

from __future__ import annotations

from pathlib import Path

from agentdesk.interview.publish import prepare
from agentdesk.playbook.forms import store_form
from agentdesk.store.audit import SYSTEM

COLUMNS = "type name label hint appearance relevant required constraint constraint_message parameters repeat_count"
HEAD = f"""
| survey |
|  | {" | ".join(COLUMNS.split())} |
|  | hidden | agenda_first | | | | | | | | | |
|  | select_one opening | opening | 您好,是本人吗? | | | | yes | | | | |
"""

CHOICES = """
| choices |
|  | list_name | name | label |
|  | opening | yes | 是 |
|  | opening | wrong_person | 不是 |
|  | opening | not_now | 不便 |
|  | marks | brakes | 刹车 |
|  | marks | tyres | 轮胎 |
|  | marks | lights | 灯光 |
|  | parts | brakes | 刹车 |
|  | parts | tyres | 轮胎 |
|  | parts | lights | 灯光 |
|  | parts | dk | 不记得 |
|  | parts | ref | 不愿回答 |
|  | eight | a | 甲 |
|  | eight | b | 乙 |
|  | eight | c | 丙 |
|  | eight | d | 丁 |
|  | eight | e | 戊 |
|  | eight | f | 己 |
|  | eight | g | 庚 |
|  | eight | h | 辛 |
|  | eight | dk | 不记得 |
|  | eight | ref | 不愿回答 |
"""


NPS = "|  | range | nps | 会推荐吗? | | | | yes | | | start=0 end=10 step=1 |"
BYE = "|  | note | bye | 再见 | | | | | | | |"


def publish_question(rows: str, folder: Path) -> None:
    """Publish these rows as the after-sales questionnaire, behind its opening."""
    path = folder / "aftersales.md"
    path.write_text(f"{HEAD.strip()}\n{rows.strip()}\n{CHOICES}", encoding="utf-8")
    store_form(SYSTEM, prepare(path))
