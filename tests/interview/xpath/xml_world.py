"""An XML document as the tree and environment that expressions see, for the recorded vectors."""

from __future__ import annotations

import re
from datetime import UTC, datetime, tzinfo
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

from agentdesk.interview.xpath.tree import DataNode

# The recorded suite expects -07:00 in October too, so it ran in Phoenix, not in Denver.
SUITE_ZONE = ZoneInfo("America/Phoenix")
RECORDED_ON = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)


class World:
    """An environment with a clock and no questions."""

    def __init__(self, zone: tzinfo = SUITE_ZONE, now: datetime = RECORDED_ON, language: str = "en") -> None:
        self.zone = zone
        self.language = language
        self._now = now

    def now(self) -> datetime:
        return self._now

    def answers(self, name: str, origin: DataNode) -> list[DataNode]:
        return []

    def turns(self, name: str) -> list[DataNode]:
        return []

    def instance(self, name: str) -> DataNode | None:
        return None

    def choice_label(self, value: str, question: str) -> str:
        return ""

    def pull(self, table: str, column: str, key_column: str, key: str) -> str:
        return ""


def read(xml: str) -> DataNode:
    """The document node of an XML text."""
    cleaned = re.sub(r"<!DOCTYPE[^>]*>", "", xml).strip()
    document = DataNode("#document")
    _copy(ElementTree.fromstring(cleaned), document)
    return document


def _copy(element: ElementTree.Element, parent: DataNode) -> None:
    node = DataNode(element.tag.rpartition("}")[2], parent)
    node.attributes = {name.rpartition("}")[2]: value for name, value in element.attrib.items()}
    if len(element) == 0:
        node.value = element.text or ""
        return
    if element.text:
        DataNode("#text", node, element.text)
    for child in element:
        _copy(child, node)
        if child.tail:
            DataNode("#text", node, child.tail)


def find(document: DataNode, path: str) -> DataNode:
    """The node at a position path such as /*[1]/*[2]."""
    node = document
    for place in re.findall(r"\*\[(\d+)\]", path):
        node = [child for child in node.children if not child.is_text][int(place) - 1]
    return node
