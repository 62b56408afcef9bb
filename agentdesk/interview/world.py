"""What expressions may ask of a form beside its answers: the clock, choice lists, tables, labels."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, tzinfo

from agentdesk.interview.graph import graph_of
from agentdesk.interview.model import Choice, FormModel, text_in
from agentdesk.interview.xpath.tree import DataNode


class World:
    """The clock, the lists and the tables of a form, in the language of the call."""

    def __init__(self, form: FormModel, *, now: Callable[[], datetime], zone: tzinfo, language: str) -> None:
        self.form = form
        self.graph = graph_of(form)
        self.zone = zone
        self.language = language
        self._now = now
        self._instances: dict[str, DataNode] = {}

    def speak(self, language: str) -> None:
        """Change the language of labels and of dates in words."""
        self.language = language
        self._instances.clear()

    def now(self) -> datetime:
        """This instant, with a zone."""
        return self._now().replace(tzinfo=UTC)

    def instance(self, name: str) -> DataNode | None:
        """A choice list or table as `instance('name')/root/item`."""
        if name not in self._instances:
            made = self._instance(name)
            if made is None:
                return None
            self._instances[name] = made
        return self._instances[name]

    def _instance(self, name: str) -> DataNode | None:
        choices, table = self.form.choice_list(name), self.form.tables.get(name)
        if not choices and table is None:
            return None
        top = DataNode("instance")
        root = DataNode("root", top)
        for choice in choices:
            self.item(choice, root)
        for row in table.rows if table else ():
            item = DataNode("item", root)
            for column, text in zip(table.columns if table else (), row, strict=False):
                DataNode(column, item, text)
        return top

    def item(self, choice: Choice, root: DataNode | None = None) -> DataNode:
        """A choice as the node a choice filter looks at."""
        item = DataNode("item", root)
        DataNode("name", item, choice.name)
        DataNode("label", item, text_in(choice.label, self.language))
        for column, text in choice.columns.items():
            DataNode(column, item, text)
        return item

    def choice_label(self, value: str, question: str) -> str:
        """The label of a choice of a question, the bare name where it has none."""
        for place in self.graph.places.get(question, ()):
            for choice in self.form.choice_list(self.form.nodes[place].choices):
                if choice.name == value:
                    return text_in(choice.label, self.language) or value
        return value

    def pull(self, table: str, column: str, key_column: str, key: str) -> str:
        """A cell of a published table, "" where there is none."""
        found = self.form.tables.get(table)
        if found is None or column not in found.columns or key_column not in found.columns:
            return ""
        wanted, by = found.columns.index(column), found.columns.index(key_column)
        return next((row[wanted] for row in found.rows if len(row) > max(wanted, by) and row[by] == key), "")
