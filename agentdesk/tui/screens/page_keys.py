"""The keys of the page in front, among those of its screen: for the footer, for help and for the list of commands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from textual.binding import ActiveBinding, Binding
from textual.dom import DOMNode

from agentdesk.tui.bindings import PAGE
from agentdesk.tui.stages.base import PageKey


def with_page_keys(node: DOMNode, page: Sequence[PageKey], found: dict[str, ActiveBinding]) -> dict[str, ActiveBinding]:
    """A screen's bindings behind those of its page, which do its action `page`; Esc stands where Esc stands."""
    keys = {each.key: _bound(node, each, found) for each in page}
    covered = {found[key].binding.id for key in keys if key in found}
    last = {"escape": keys.pop("escape")} if "escape" in keys else {}
    rest = {key: last.get(key) or _unshown(each, covered) for key, each in found.items() if key not in keys}
    return keys | rest


def _bound(node: DOMNode, each: PageKey, found: dict[str, ActiveBinding]) -> ActiveBinding:
    shown = each.shown or (each.key == "enter" and each.key in found and found[each.key].binding.show)
    action = f"page({each.key!r})"
    binding = Binding(each.key, action, each.name, show=shown, tooltip=each.sentence, id=f"page.{each.key}", group=PAGE)
    return ActiveBinding(node, binding, True, each.sentence)


def _unshown(found: ActiveBinding, covered: set[str | None]) -> ActiveBinding:
    """The other key of an action whose first one means something else on the page: for help, not for the footer."""
    return found._replace(binding=replace(found.binding, show=False)) if found.binding.id in covered else found
