"""Walking a form by plain prompts, with sample facts and without a database: how it will sound on the telephone.

    preview = Preview(form, "zh")
    print(*preview.heading(), sep="\\n")
    while not preview.over:
        print(*preview.question(), sep="\\n")
        print(*preview.take(input(preview.prompt)), sep="\\n")
    print(*preview.summary(), sep="\\n")

A line is an answer (the digits of choices, or the text itself), or one of `<` back, `>` go on without an answer, `?`
why and where, `/en` `/zh` the other language.
"""

from __future__ import annotations

import re

from agentdesk.common.i18n import _
from agentdesk.interview.model import SELECTS, FormModel, Kind, text_in
from agentdesk.interview.run import Run
from agentdesk.interview.samples import sample_facts, unknown_facts
from agentdesk.interview.views import Item, State

_MARKS = {
    State.ANSWERED: "✓",
    State.CONFIRMED: "✓",
    State.OPEN: "·",
    State.REQUIRED: "○",
    State.UNCONFIRMED: "○",
    State.HIDDEN: "-",
    State.NOTE: " ",
}
_SEVERAL = frozenset({Kind.SELECT_MULTIPLE, Kind.RANK})
_YES = frozenset({"y", "yes"})


class Preview:
    """A form being walked by lines of text; `over` once the last question is passed."""

    def __init__(self, form: FormModel, language: str, *, seed: int = 1) -> None:
        self.form = form
        known = [code for code in form.languages if code]
        self._seed = seed
        self._doubtful = ""  # an answer that a soft check asks about
        self.run = self._start(language if language in known or not known else known[0])
        self._key = self._first_of_page()

    @property
    def over(self) -> bool:
        """Whether every question is passed."""
        return self.run.page is None

    @property
    def prompt(self) -> str:
        """What stands before the line to be typed."""
        if self._doubtful:
            return _("y keeps it, anything else is another answer") + " > "
        value = self._item().value
        return f"[{value}] > " if value else "> "

    def heading(self) -> list[str]:
        """Title, languages, how to answer, and the facts that no desk would fill."""
        said = [
            text_in(self.form.title, self.run.language),
            _("Digits or text answer, Enter goes on or says a prompt was read, < back, > skip, ? why, Ctrl-D ends."),
        ]
        if len(self.form.languages) > 1:
            said.append(_("Languages: {codes}").format(codes="  ".join(f"/{code}" for code in self.form.languages)))
        unknown = unknown_facts(self.form)
        if unknown:
            said.append(_("No desk fills these hidden fields: {names}").format(names=", ".join(unknown)))
        return said

    def question(self) -> list[str]:
        """The question, note or prompt that is next: what is said, what is an instruction (`*`), and the answers."""
        item, page = self._item(), self.run.page
        place = f"{item.number}/{page.total}" if page and item.number else ""
        head = " ".join(part for part in (place, item.short, f"({item.name})", _task(item)) if part)
        title = [f"== {page.title} =="] if page and page.title and page.items[0].key == item.key else []
        hint = [f"* {item.hint}"] if item.hint else []
        choices = [f"  {choice.digit or '·'} {choice.label}" for choice in item.choices]
        return ["", *title, head, item.label, *hint, *choices]

    def take(self, line: str) -> list[str]:
        """What follows from a line: nothing, or what is wrong with it, or what the command asked for."""
        text = line.strip()
        doubtful, self._doubtful = self._doubtful, ""
        if doubtful and text.lower() in _YES:
            return self._answer(doubtful, confirmed=True)
        if text == "?":
            return self._explain()
        if text == "<":
            return self._go_back()
        if text.startswith("/") and text[1:] in self.form.languages:
            return self._speak(text[1:])
        item = self._item()
        if text == ">" or item.kind is Kind.NOTE or item.read_only:
            return self._go_on()
        if item.kind is Kind.ACKNOWLEDGE:
            return self._confirm() if not text else [_("Enter says that it was read.")]
        if not text:
            unanswered = item.required and not item.value
            return [_("This must be answered; > passes over it.")] if unanswered else self._go_on()
        return self._answer(_value(item, text))

    def summary(self) -> list[str]:
        """What the answers came to, and what keeps the interview from being a success."""
        rows = {row.key: row for row in self.run.outline()}
        said = ["", _("Results")]
        for key, value in self.run.results().items():
            spoken = rows[key].value if key in rows else ""
            said.append(f"  {key}: {value}" + (f"  {spoken}" if spoken and spoken != value else ""))
        missing = self.run.can_complete()
        said.append(_("Answered: {percent} %").format(percent=round(self.run.share_answered() * 100)))
        if missing:
            said.append(_("Not complete:"))
        return said + [f"  {reason.text}" for reason in missing]

    # -- moving --------------------------------------------------------------------------------------------------------

    def _start(self, language: str) -> Run:
        return Run(self.form, sample_facts(language), language=language, seed=self._seed)

    def _first_of_page(self) -> str:
        return self.run.page.items[0].key if self.run.page else ""

    def _item(self) -> Item:
        items = self.run.page.items if self.run.page else ()
        return next((item for item in items if item.key == self._key), None) or self.run.item(self._key)

    def _keys(self) -> list[str]:
        return [item.key for item in self.run.page.items] if self.run.page else []

    def _go_on(self) -> list[str]:
        keys = self._keys()
        later = keys[keys.index(self._key) + 1 :] if self._key in keys else []
        if not later:
            self.run.next()
        self._key = later[0] if later else self._first_of_page()
        return []

    def _go_back(self) -> list[str]:
        keys = self._keys()
        place = keys.index(self._key) if self._key in keys else 0
        if place > 0:
            self._key = keys[place - 1]
            return []
        self.run.back()
        earlier = self._keys()
        self._key = self._key if self._key in earlier else earlier[-1]
        return []

    def _speak(self, language: str) -> list[str]:
        before = self.run
        self.run = self._start(language)
        self.run.restore(before.answers(), before.confirmations, before.position)
        return []

    # -- answering -----------------------------------------------------------------------------------------------------

    def _confirm(self) -> list[str]:
        self.run.confirm(self._key)
        return self._go_on()

    def _answer(self, value: str, *, confirmed: bool = False) -> list[str]:
        content = not self.run.dissatisfied
        verdict = self.run.answer(self._key, value, confirmed=confirmed)
        if verdict.warning:
            self._doubtful = value
            return [f"! {verdict.warning}"]
        if not verdict.ok:
            return [f"! {verdict.error}"]
        turned = content and self.run.dissatisfied
        said = [_("Complaint mode: note it, promise to pass it on, explain nothing.")] if turned else []
        return said + self._go_on()

    def _explain(self) -> list[str]:
        item = self._item()
        node = next((node for node in self.form.nodes if node.name == item.name), None)
        said = [f"* {item.guidance}"] if item.guidance else []
        for column in ("relevant", "required", "constraint"):
            expression = getattr(node, column, None)
            if expression is not None:
                said.append(f"{column}: {expression.text}")
        for row in self.run.outline():
            why = f"  ({row.why})" if row.why else f"  {row.value}" if row.value else ""
            said.append(f" {'▸' if row.key == self._key else ' '}{_MARKS[row.state]} {row.label}{why}")
        return said


def _task(item: Item) -> str:
    """What the agent does with it, where that is not to ask."""
    if item.kind is Kind.NOTE:
        return "· " + _("to be said")
    if item.kind is Kind.ACKNOWLEDGE:
        return "· " + (_("must be said, then Enter") if item.spoken else _("for the agent only, then Enter"))
    if item.required:
        return "*"
    return ""


def _value(item: Item, text: str) -> str:
    """A typed line as an answer: digits or names of choices as their names, anything else as it is."""
    if item.kind not in SELECTS and not item.choices:
        return text
    names = {choice.digit: choice.name for choice in item.choices if choice.digit}
    known = {choice.name for choice in item.choices}
    words = re.split(r"[\s,，、]+", text)
    if item.kind in _SEVERAL and len(words) == 1 and words[0] not in known | names.keys():
        words = list(words[0]) if all(letter in names for letter in words[0]) else words
    return " ".join(word if word in known else names.get(word, word) for word in words)
