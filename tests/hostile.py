"""Texts that people, files and attackers hand in: each must be stored as it is and shown as nothing but text.

`CORPUS` has them by name. `END` closes the long ones, so that a test can ask whether all of a text is within reach.
`faults(text)` says what of a shown text a terminal, an editor or a reader's eye would obey; it knows nothing of the
program's own rule (common/names.py), so that the two can be held against each other.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import cycle

END = "∎尾"
LONG = 10_000

CORPUS: dict[str, str] = {
    # markup of the terminal library and its ancestors
    "closing tag": "[/]",
    "foreign closing tag": "[/foo] 王",
    "swallowed tag": "[A]",
    "action link": "[@click=app.quit]点我[/]",
    "event": "[on click]",
    "styles": "[bold red]红[/bold red][b]",
    "link": "[link='tel:10086']拨号[/link]",
    "escaped bracket": "\\[b] \\",
    # control sequences
    "clear screen": "\x1b[2J\x1b[H王",
    "colour": "\x1b[31m红\x1b[0m",
    "title": "\x1b]0;抓到你了\x07",
    "clipboard": "\x1b]52;c;cm0gLXJmIC8=\x07",
    "hyperlink": "\x1b]8;;http://evil.example\x1b\\这里\x1b]8;;\x1b\\",
    "device string": '\x1bP$q"p\x1b\\',
    "report": "\x1b[6n\x1b[c\x1b[>q",
    "alternate screen": "\x1b[?1049l\x1bc",
    "c1 csi": "\x9b2J\x9b31m",
    "c1 osc": "\x9d0;标题\x9c",
    "c0": "\x01\x02\x03\x04\x05\x06\x0e\x0f\x10\x11\x13\x14\x16\x17\x18\x1a\x1c\x1d\x1e\x1f",
    "nul": "王\x00明",
    "carriage return": "13800000000\r隐藏",
    "backspaces": "李四\x08\x08张三\x7f",
    "bell and feeds": "叮\x07\x0b\x0c",
    "lines": "第一行\n第二行\r\n第三行\n",
    "tabs": "甲\t乙\t\t丙",
    "separators": "一\u2028二\u2029三\x85四",
    # direction
    "override": "\u202e明小王\u202c",
    "isolates": "\u2066left\u2069 \u2067right\u2069 \u2068first\u2069",
    "embeddings": "\u202atest\u202b\u202c\u200e\u200f\u061c",
    "hebrew": "שלום 王",
    # what cannot be seen
    "zero width": "王\u200b小\u200c明\u2060\ufeff",
    "joiner": "王\u200d小明",
    "soft hyphen": "回\u00ad访",
    "tags": "\U000e0041\U000e0042",
    "interlinear": "\ufff9甲\ufffa乙\ufffb",
    "variation": "好\ufe0f\ufe0e",
    "supplementary variation": "葛\U000e0100飾\ufe00",
    "fillers": "\u115f\u1160\u3164\uffa0名",
    "braille blank": "\u2800",
    "odd blanks": "\u00a0\u2003\u3000\u202f",
    "private use": "\ue000\U000f0000",
    "noncharacters": "\ufdd0\uffff\U0001ffff",
    # marks
    "zalgo": "Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d\u034f\u0334\u0319\u0324\u031e\u0349\u035a\u032f\u0320A\u036b",
    "a thousand marks": "王" + "\u0301" * 1000 + END,
    "lonely mark": "\u0301王",
    "enclosing": "王\u20dd\u20e3",
    "decomposed": "Zoe\u0308 Nguye\u0302\u0303n",
    "hangul jamo": "\u1112\u1161\u11ab\u1100\u1173\u11af",
    "thai": "ก็น้ำ",
    "devanagari": "क्षि",
    # emoji
    "family": "👨\u200d👩\u200d👧\u200d👦",
    "flags": "🇨🇳🇦🇫🇨",
    "skin": "👍🏽👩🏾\u200d🚒",
    "keycap": "1\ufe0f\u20e3#\ufe0f\u20e3",
    "heart": "❤\ufe0f☎\ufe0e⚠",
    # other languages that might be run
    "sql": "'; DROP TABLE customer; --",
    "sql quotes": "Robert\"); DELETE FROM phone WHERE ('1'='1",
    "like": "100%_\\%",
    "format": "{0.__class__} {name} {} %s %(x)s %n $HOME `id`",
    "template": "{{7*7}} {% raw %} ${7*7} #{7*7}",
    "script": "<script>alert(1)</script>",
    "style": "</style></title></textarea><svg onload=alert(1)>",
    "attributes": '" onmouseover="alert(1)" x=\'',
    "entities": "&lt;b&gt; &amp; &#27;[2J",
    "comment": "<!-- --> ]]> <![CDATA[",
    "table pipe": "甲|乙||\\|丙",
    "code": "```\n`code` ~~~",
    "markdown": "# 标题 **粗** _斜_ [文](javascript:alert(1)) ![图](http://evil.example/x.png)",
    "list": "1. 一\n- 二\n* 三\n> 四\n---",
    "json": '"}],"x":[{"\\u0000',
    # spreadsheets
    "formula": "=cmd|' /C calc'!A0",
    "hyperlink formula": '=HYPERLINK("http://evil.example","点")',
    "plus": "+1+1",
    "minus": "-2+3",
    "at": "@SUM(1)",
    "tab formula": "\t=1+1",
    "return formula": "\r=1+1",
    "feed formula": "\n=1+1",
    "full-width formula": "＝1＋1",
    "full-width at": "＠SUM(1)",
    "blank formula": " =1+1",
    "quoted": "'=1+1",
    "comma and quotes": 'a,"b";c\n"d"',
    # names of files
    "climbing": "../../etc/passwd",
    "absolute": "/etc/passwd",
    "windows": "C:\\x\\..\\CON:*?",
    "option": "--help",
    # numbers that are none
    "exponent": "1e5",
    "nought": "007",
    "infinity": "nan",
    # long
    "long latin": "x" * LONG + END,
    "long han": "王" * LONG + END,
    "long words": "word " * (LONG // 5) + END,
    "long lines": "行\n" * 200 + END,
    "long emoji": "👨\u200d👩\u200d👧" * 400 + END,
}

# No text at all in UTF-8: comes in by arguments that are no text, and by JSON.
SURROGATES = {"lone surrogate": "王\ud800明", "undecodable": "\udcff\udcfe"}

_SEEN_AS_BLANK = frozenset("\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180e\u180f\u3164\uffa0\u2800")
_SHAPERS = frozenset("\u200d\ufe0e\ufe0f")
_MOST_MARKS = 10  # on one letter; no script puts more there


def stream() -> Iterator[str]:
    """The corpus for ever, the short texts three times as often as the long ones."""
    short = [text for text in CORPUS.values() if len(text) < LONG // 10]
    long = [text for text in CORPUS.values() if len(text) >= LONG // 10]
    return cycle([*short, *short[::-1], *short, *long])


def faults(shown: str, *, lines: bool = True) -> list[str]:
    """What a terminal or an eye would obey in a shown text; `lines` allows line feeds."""
    found = []
    marks = 0
    for place, letter in enumerate(shown):
        kind = unicodedata.category(letter)
        if letter == "\n" and lines:
            continue
        if letter in _SHAPERS and place and not shown[place - 1].isspace():
            continue  # shapes an emoji; whether it may is the program's own rule
        if kind in ("Cc", "Cs", "Zl", "Zp") or (kind == "Cf") or letter in _SEEN_AS_BLANK:
            found.append(f"U+{ord(letter):04X} in {shown[max(place - 10, 0) : place + 10]!r}")
        marks = marks + 1 if kind in ("Mn", "Me") else 0
        if marks == _MOST_MARKS:
            found.append(f"{_MOST_MARKS} marks in a row in {shown[max(place - 20, 0) : place + 3]!r}")
    return found


# What the desk's driver may send besides text.
SENT = re.compile(
    r"\x1b\[[\d;]*m|\x1b\[\d+;\d+H|\x1b\[\d*C|\x1b\[\?[\d;]*[hl]|\x1b\[[<>=]?[\d;]*u|\x1b\[\?[\d;]*\$p|\x1b\[6n|\x1b\]22;\w*\x07"
)
