"""Checks of what is read aloud: `${name}` that nothing would fill, in questions and in choices."""

from __future__ import annotations

import re

from agentdesk.common.i18n import _
from agentdesk.interview.compared import Comparisons, no_question
from agentdesk.interview.model import CONTAINERS, Texts
from agentdesk.interview.problems import Findings
from agentdesk.interview.workbook import Sheet

_PIPED = re.compile(r"\$\{\s*([^{}]*?)\s*\}")
_BROKEN = re.compile(r"[$＄]\s*[{｛]")
_BARE = re.compile(r"(?<!\$)[{｛]\s*([^\s{}｛｝]+)\s*[}｝]")


class ReadAloud(Comparisons):
    """The checks of a form's texts."""

    def piping(self, place: int) -> None:
        """`${name}` in what is read aloud or shown."""
        node = self.form.nodes[place]
        texts: dict[str, Texts] = {
            "label": node.label,
            "hint": node.hint,
            "guidance_hint": node.guidance,
            "short": node.short,
            "constraint_message": node.constraint_message,
            "required_message": node.required_message,
        }
        for column, by_language in texts.items():
            for language, text in by_language.items():
                for message, warning in self.unfilled(text):
                    problem = self.rows[place].problem(column, message, warning=warning, language=language)
                    self.findings.add(problem)
        for name in node.trigger:
            self.refer(place, "trigger", name)
        if node.choices_from:
            self.refer(place, "type", node.choices_from)

    def unfilled(self, text: str) -> list[tuple[str, bool]]:
        """What nothing would fill in a text, each with whether it is a warning only."""
        if not set(text) & set("{｛"):
            return []
        found: list[tuple[str, bool]] = []
        for name in _PIPED.findall(text):
            if name in self.refused:
                continue
            if name not in self.known:
                found.append((no_question(name, self.known), False))
            elif name in self.twice:
                message = _("${{{name}}} is not clear: several rows have this name").format(name=name)
                found.append((message, False))
            elif self.known[name].kind in CONTAINERS:
                found.append((_("${{{name}}} is a group and has no text").format(name=name), False))
        rest = _PIPED.sub("", text)
        if _BROKEN.search(rest):
            found.append((_("a ${name} that is not closed, or not written with plain $ { }"), False))
        for name in _BARE.findall(_BROKEN.sub("", rest)):
            if name in self.known:
                found.append((_("{{{name}}} is read as it stands; did you mean ${{{name}}}?").format(name=name), True))
        return found


def check_choice_texts(reader: ReadAloud, choices: Sheet, findings: Findings) -> None:
    """`${name}` in the labels of the choices sheet."""
    for row in choices.rows:
        for language, text in row.texts("label").items():
            for message, warning in reader.unfilled(text):
                findings.add(row.problem("label", message, warning=warning, language=language))
