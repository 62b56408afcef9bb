"""The keys of a question with a sentence each, for help; what they do is in asking.py."""

from __future__ import annotations

from agentdesk.common.i18n import _
from agentdesk.interview.model import DONT_KNOW, REFUSED, Kind
from agentdesk.interview.views import Item
from agentdesk.tui.stages.base import PageKey
from agentdesk.tui.widgets import question

CODES = {"f8": DONT_KNOW, "f9": REFUSED}  # in a field, where the digits are typed
SEVERAL = frozenset({Kind.SELECT_MULTIPLE, Kind.RANK})


def question_keys(item: Item, *, in_field: bool) -> list[PageKey]:
    """Every key that answers this question or goes on from it."""
    if in_field:
        return _field_keys(item)
    if item.kind in question.PROMPTS:
        text = _("What stands there in white was said; the time is kept")
        return [PageKey(key, _("said"), text) for key in ("enter", "space")]
    found = [PageKey(each.digit, each.label, _effect(item)) for each in item.choices if each.digit]
    go_on = PageKey("enter", _("Go on"), _("Take the choice under the cursor; without one go on"))
    if item.kind in SEVERAL:
        go_on = PageKey("enter", _("Go on"), _("The answer is complete"))
    if item.choices:
        up, down = _("The choice above"), _("The choice below")
        found += [PageKey(key, _("Up"), up) for key in ("up", "k")]
        found += [PageKey(key, _("Down"), down) for key in ("down", "j")]
        found.append(PageKey("space", _("Choose"), _("Take the choice under the cursor")))
    return [*found, go_on]


def _field_keys(item: Item) -> list[PageKey]:
    words = item.appearance.split()
    answer = _("Answer and go on")
    codes = [PageKey(key, _(question.CODE_NAMES[code]), answer) for key, code in CODES.items() if code in words]
    return [PageKey("enter", _("Go on"), _("Store the text and go on")), *codes]


def _effect(item: Item) -> str:
    if item.kind is Kind.RANK:
        return _("Give it the next place, or take it back")
    return _("Choose it, or take it back") if item.kind is Kind.SELECT_MULTIPLE else _("Answer and go on")
