"""Which severities the customer's own words propose. Pure: no database, no clock."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from agentdesk.complaints.model import Reason
from agentdesk.playbook.schema import Severity

_CLAUSE = re.compile(r"[,.。;!?、:\n]")
_FILLERS = r"(?:出现|发生|过|什么|任何|想|要|打算|准备|会|说|去|找|打|向)*"
_DENIED_BEFORE = re.compile(
    rf"(?:(?:没有?|未|并非|不是?|无){_FILLERS}"
    r"|(?:\b(?:no|not|never|without|nor)|n't)"
    r"(?: (?:a|an|any|the|really|been|being|have|has|ever|going to|sign of))*) ?$"
)
# What looks like a denial and is none: 是不是 (a question), 差点没 (nearly), 不得不 (must), 要不是 (but for).
_AFFIRMED_BEFORE = re.compile(
    rf"(?:是不是|会不会|有没有|要不要|想不想|差一?点就?没有?|险些没有?|不得不|不能不|(?:要|若|如果|难道|岂|莫)不是){_FILLERS}$"
)
_DENIED_AFTER = re.compile(r"的?(?:情况|现象|问题|事)(?:[都也倒是并])*(?:(?:没有?|未)(?:发生|出现)?过?|不存在)\s*$")
# What people put between the words that belong together: 刹车还失灵, 刹车突然失灵.
_BETWEEN = "(?:还是?|又|也|都|突然|忽然|老是|总是|有时|经常|一直|完全|彻底|再次|居然|竟然){0,2}"
_TROUBLE = re.compile(rf"\s*{_BETWEEN}(?:问题|毛病|故障|异常|异响|失灵|失效|不灵|声|抖|跑偏)")
_NEGATIVE = ("没", "不", "无", "no ", "not ")


def by_words(words: str, severities: Sequence[Severity]) -> list[Reason]:
    """The words of the playbook that are said in a text and not denied, each with the severity it stands for.

    `severities` stand from ordinary upwards, as in the playbook; the most serious come first. Safety words (brakes,
    steering, fire, fuel) are the playbook's, after the list of the SAMR's order 43, art. 23.

    A word is denied where a negation stands right before it in the same clause (没有起火, 没出现刹车失灵, not on fire),
    or where its clause says that the matter did not happen (刹车失灵的情况没有发生). A question, 差点没 and 不得不 deny
    nothing, of an enumeration only the first word is denied, and one occurrence that is not denied is enough: a
    proposal too many costs the agent a key, one too few costs the customer more.
    """
    text = _folded(words)
    return [
        Reason(severity.code, word)
        for severity in reversed(severities)
        for word in severity.words
        if any(not _denied(text, *span) for span in _occurrences(_folded(word), text))
    ]


def _folded(text: str) -> str:
    """Half-width, lower case, single spaces; the end of a line ends a clause."""
    lines = unicodedata.normalize("NFKC", text).casefold().replace("’", "'").splitlines()
    return "\n".join(" ".join(line.split()) for line in lines)


def _occurrences(word: str, text: str) -> Iterator[tuple[int, int]]:
    """Chinese is written without spaces, and an adverb may stand within; Latin words must stand as whole ones."""
    whole = rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])"
    pattern = whole if word.isascii() else _BETWEEN.join(map(re.escape, word))
    return (found.span() for found in re.finditer(pattern, text))


def _denied(text: str, start: int, end: int) -> bool:
    before = _CLAUSE.split(text[:start])[-1]
    rest = text[end:]
    stop = _CLAUSE.search(rest)
    after = rest[: stop.start()] if stop else rest
    if text[start:end].startswith(_NEGATIVE) and _TROUBLE.match(after):
        return True  # 没有刹车异响: no trouble with the brakes, and not no brakes
    if _asks(after, stop) or _AFFIRMED_BEFORE.search(before):
        return False
    return bool(_DENIED_BEFORE.search(before) or _DENIED_AFTER.fullmatch(after))


def _asks(after: str, stop: re.Match[str] | None) -> bool:
    return (stop is not None and stop[0] == "?") or after.rstrip().endswith(("吗", "么", "呢"))
