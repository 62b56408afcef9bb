"""The running interview: a pure state object, no database and no screen.

How a caller uses it::

    form = FormModel.from_json(version.text)                     # desks never compile, they load
    run = Run(form, facts={"customer_name": "王建国", "title": "先生", ...}, language="zh", seed=task.id)
    run.restore(answers, confirmations, position)                # resuming: stored values in, same question again
    run.missing_facts()                                          # [] or the facts a line would lack; not on air before

    page = run.page                                              # what is asked now; None when all is asked
    page.title                                                   # label of the group shown together, or ""
    for item in page.items:                                      # one question, or all of a field-list group
        item.key, item.kind, item.label, item.hint, item.guidance, item.appearance
        item.value, item.required, item.read_only, item.confirmed
        item.choices                                             # ChoiceView(name, label, digit, selected)

    verdict = run.answer("opening", "yes")                       # a key of an item, its value as text
    verdict.ok                                                   # stored?
    verdict.error                                                # hard: nothing was stored, say this
    verdict.warning                                              # soft: ask, then answer(key, value, confirmed=True)
    verdict.changes                                              # Change(key, old, new): what to append to the history
    run.confirm("purpose")                                       # an acknowledge prompt was said; same Verdict
    run.next(); run.back(); run.goto("waiting")                  # -> the new page (or None after the last)
    run.first_open()                                             # resuming: the first page that lacks something

    run.outline()                                                # OutlineRow(key, label, state, why, ...)
    run.item("overall")                                          # one question as it is shown, also off the page
    run.results()                                                # {key: value}, on-path answers only
    run.answers(), run.confirmations, run.position               # what `restore` takes
    run.dissatisfied                                             # complaint mode (CM-06)
    run.can_complete()                                           # [] or Reason(code, key, text): why no success yet
    run.share_answered()                                         # of the applicable questions, for partial/break-off
    run.language = "en"                                          # F2 in mid-call: every text follows at once

Values are text as XForms store them: select_multiple and rank are names parted by a space, dates are ISO
(`2026-11-20`, `09:45`, `2026-11-20T09:45`), numbers as typed, "" is no answer. Don't-know and refused are the choice
names `dk` and `ref`, also accepted by text, number and date questions with those words in their appearance; they are
never a blank. A key is the question's name; in a repeat it carries the turn: `plate[2]`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import cached_property

from agentdesk.common import clock, i18n
from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _
from agentdesk.interview import completeness, judge, pages
from agentdesk.interview.model import ASKED, METADATA, FormModel, Kind, text_in
from agentdesk.interview.outline import outline
from agentdesk.interview.slots import Slot
from agentdesk.interview.state import Answers, Shown, can_begin_with_answers
from agentdesk.interview.views import Change, Item, OutlineRow, Page, Reason, Verdict

DISSATISFIED = "dissatisfied"
END = "#end"


class Run:
    """One interview: a form version, the facts of the task, and the answers so far.

    `seed` orders randomised choices and is stored by the caller, so that a resumed call shows the same order.
    `now` gives the instant as naive UTC; `started` is when the interview was begun, now where it begins.
    """

    def __init__(
        self,
        form: FormModel,
        facts: Mapping[str, str] | None = None,
        *,
        language: str = "zh",
        seed: int = 0,
        now: Callable[[], datetime] = clock.now,
        started: datetime | None = None,
    ) -> None:
        self.form = form
        self.seed = seed
        self.confirmations: dict[str, datetime] = {}
        self._facts = dict(facts or {})
        self._language = language
        self._now = now
        self._started = started or now()
        self._position = ""

    @cached_property
    def state(self) -> Answers:
        """The answers and what follows from them, calculated when they are first asked for."""
        return self._begun({})

    def _begun(self, kept: Mapping[str, str]) -> Answers:
        begun = Answers(self.form, now=self._now, started=self._started, zone=clock.zone(), language=self._language)
        begun.begin(self._facts, kept)
        return begun

    @property
    def language(self) -> str:
        """The language the customer is spoken to in: `zh` or `en`."""
        return self.state.language

    @language.setter
    def language(self, name: str) -> None:
        self.state.speak(name)

    # -- answering ---------------------------------------------------------------------------------------------------

    def answer(self, key: str, value: object, *, confirmed: bool = False) -> Verdict:
        """Store an answer ("" takes it back) and recalculate what depends on it.

        Refused with `error` where it cannot stand; with `warning` where a soft check asks first and `confirmed` is
        not given. KeyError where there is no such question.
        """
        slot = self.state.slots[key]
        if slot.model.kind is Kind.ACKNOWLEDGE:
            return self.confirm(key)
        if slot.model.kind not in ASKED or self.state.holds(slot.model.read_only, slot, default=False):
            return Verdict(False, error=_("this is not answered by hand"))
        if not slot.relevant:
            return Verdict(False, error=_("this question is not on the path now"))
        text = judge.tidy(slot, value)
        error = judge.type_error(slot, text, self.state)
        if error:
            return Verdict(False, error=error)
        error, warning = judge.constraint_problem(slot, text, self.state)
        if error:
            return Verdict(False, error=error)
        if warning and not confirmed:
            return Verdict(False, warning=warning)
        return Verdict(True, changes=self._changes(self.state.put(slot, text)))

    def confirm(self, key: str) -> Verdict:
        """An acknowledge prompt was said, now; a second confirmation keeps the first time. KeyError as `answer`."""
        slot = self.state.slots[key]
        if slot.model.kind is not Kind.ACKNOWLEDGE:
            return Verdict(False, error=_("this is not a prompt to confirm"))
        if not slot.relevant:
            return Verdict(False, error=_("this question is not on the path now"))
        self.confirmations.setdefault(key, self._now())
        return Verdict(True, changes=self._changes(self.state.put(slot, "OK")))

    def restore(
        self,
        answers: Mapping[str, str],
        confirmations: Mapping[str, datetime] | Iterable[str] = (),
        position: str | None = None,
    ) -> None:
        """Take back what was stored: answers (off-path ones too), confirmed prompts with their times, the position."""
        times = confirmations if isinstance(confirmations, Mapping) else dict.fromkeys(confirmations, self._now())
        self.confirmations = dict(times)
        said = dict.fromkeys(self.confirmations, "OK")
        kept = {**{key: value or "" for key, value in answers.items()}, **said}
        if "state" not in vars(self) and can_begin_with_answers(self.form):
            vars(self)["state"] = self._begun(kept)
        else:
            self.state.keep(kept)
        if position is not None:
            self._position = position

    def _changes(self, moved: list[tuple[Slot, str]]) -> tuple[Change, ...]:
        return tuple(
            Change(slot.key, old, slot.value, words=slot.model.kind is Kind.TEXT)
            for slot, old in moved
            if slot.value != old
        )

    # -- moving ------------------------------------------------------------------------------------------------------

    @property
    def position(self) -> str:
        """The key of the first question of the page, to be stored and given to `restore`; `#end` after the last."""
        slots = self._current()
        return slots[0].key if slots else END

    @property
    def page(self) -> Page | None:
        """What is asked now, None after the last question."""
        return self._once("page", self._page)

    def _page(self) -> Page | None:
        slots = self._current()
        return pages.page(self, slots) if slots else None

    def _once(self, what: str, make: Callable[[], Shown]) -> Shown:
        """What a screen is shown, made once for a position and a language of the desk."""
        return self.state.once((what, self._position, i18n.language()), make)

    def next(self) -> Page | None:
        """Go to the next page on the path; whether this one is done is in `page.open`."""
        groups = pages.groups(self.state)
        here = len(groups) if self._position == END else pages.place_of(self.state, self._position)
        self._position = groups[here + 1][0].key if here + 1 < len(groups) else END
        return self.page

    def back(self) -> Page | None:
        """Go to the page before this one on the path; the first page stays."""
        groups = pages.groups(self.state)
        here = len(groups) if self._position == END else pages.place_of(self.state, self._position)
        if groups:
            self._position = groups[max(0, here - 1)][0].key
        return self.page

    def goto(self, key: str) -> Page | None:
        """Go to the page of a question on the path; UserError where it is hidden or unknown."""
        for group in pages.groups(self.state):
            if any(slot.key == key for slot in group):
                self._position = group[0].key
                return self.page
        raise UserError(_("{name} is not on the path now").format(name=key))

    def first_open(self) -> Page | None:
        """Go to the first page with something required, unconfirmed or unanswered; the end where there is none."""
        for group in pages.groups(self.state):
            if any(slot.model.kind is not Kind.NOTE and not slot.value for slot in group):
                self._position = group[0].key
                return self.page
        self._position = END
        return None

    def _current(self) -> list[Slot]:
        groups = [] if self._position == END else pages.groups(self.state)
        here = pages.place_of(self.state, self._position) if groups else 0
        return groups[here] if here < len(groups) else []

    # -- looking -----------------------------------------------------------------------------------------------------

    def item(self, key: str) -> Item:
        """One question, note or prompt as it is shown, also off the path. KeyError where there is none."""
        return pages.item(self, self.state.slots[key])

    def outline(self) -> list[OutlineRow]:
        """Every question, note and prompt with its state; what is hidden says why."""
        return list(self._once("outline", lambda: outline(self)))

    def answers(self) -> dict[str, str]:
        """Everything answered or calculated, on and off the path: what `restore` takes back."""
        kept = {slot.key: slot.value or slot.shelved for slot in self.state.order() if _is_answer(slot)}
        return {key: value for key, value in {**self.state.kept, **kept}.items() if value}

    def results(self) -> dict[str, str]:
        """The answers and calculations on the path, and the start, end and day of the call; nothing off the path."""
        found = {slot.key: slot.value for slot in self.state.order() if slot.relevant and _is_answer(slot)}
        return {key: value for key, value in {**found, **self.metadata()}.items() if value}

    def metadata(self) -> dict[str, str]:
        """When the call began (`start`), on which day (`today`) and when it ended or stands (`end`), as the form asks.

        They are facts of the interview and no answers: nothing stores them with the answers.
        """
        wanted = [slot for slot in self.state.order() if slot.relevant and slot.model.kind in METADATA]
        now = self.state.now().astimezone(self.state.zone).isoformat(timespec="milliseconds")
        return {slot.key: now if slot.model.kind is Kind.END else slot.value for slot in wanted}

    # -- completeness ------------------------------------------------------------------------------------------------

    @property
    def dissatisfied(self) -> bool:
        """Whether the customer is dissatisfied by the form's own rule: complaint mode (CM-06)."""
        return completeness.holds(self.state, DISSATISFIED)

    def missing_facts(self) -> list[str]:
        """The facts that something read aloud on this task needs and that are blank; not on air before it is empty."""
        return completeness.missing_facts(self.state)

    def require_facts(self) -> None:
        """UserError naming the facts that are missing; call it before the customer is on the line."""
        missing = self.missing_facts()
        if missing:
            raise UserError(_("cannot be read aloud yet, missing: {names}").format(names=", ".join(missing)))

    def open_required(self) -> list[str]:
        """The keys of required questions on the path without an answer."""
        on_path = completeness.on_path(self.state)
        return [slot.key for slot in on_path if pages.is_required(self.state, slot) and not slot.value]

    def unconfirmed(self) -> list[str]:
        """The keys of prompts on the path that nobody confirmed (compliance, CM-01 to CM-07)."""
        on_path = completeness.on_path(self.state)
        prompts = [slot.key for slot in on_path if slot.model.kind is Kind.ACKNOWLEDGE]
        return [key for key in prompts if key not in self.confirmations]

    def can_complete(self) -> list[Reason]:
        """Why the interview is no success yet; empty when it is complete."""
        return [reason for slot in completeness.on_path(self.state) for reason in pages.reasons(self, slot)]

    def share_answered(self) -> float:
        """The share of applicable questions that have an answer, 0 to 1 (AAPOR: complete, partial or break-off)."""
        return completeness.share_answered(self.state)

    def label(self, slot: Slot) -> str:
        """The short name of a question, or its label."""
        return text_in(slot.model.short, self.language) or text_in(slot.model.label, self.language) or slot.key


def _is_answer(slot: Slot) -> bool:
    return slot.model.kind in ASKED or slot.model.kind is Kind.CALCULATE
