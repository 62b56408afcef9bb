"""The running interview as the desk holds it: what is stored of it, and what has not been stored yet.

Every function that stores waits for the store before it goes on: nothing is shown as given that is not kept.
"""

from __future__ import annotations

from collections.abc import Callable

from agentdesk.interview import records, words
from agentdesk.interview.onlooking import onlookers
from agentdesk.interview.run import Run
from agentdesk.interview.views import Change, Item, Verdict
from agentdesk.store.audit import Actor
from agentdesk.tui.work import in_background, off_thread


class HeldInterview:
    """The questionnaire of a call, by one person, with the answers and texts that are still to be stored."""

    def __init__(self, actor: Actor, contact_id: int) -> None:
        self.actor = actor
        self.contact_id = contact_id
        self.run: Run | None = None
        self.interview_id: int | None = None
        self.drafts: dict[str, str] = {}
        self.words: dict[str, str] = {}  # what is typed and answers no question, by its field
        self._kept_words: dict[str, str] = {}
        self.behind = False  # the store has refused something that is on the screen; it is tried again
        self.onlookers: tuple[str, ...] = ()
        self.forget_unstored()

    def forget_unstored(self) -> None:
        """Nothing of it is left to store: it was just read."""
        self._unsaved: list[Change] = []
        self._unsaid: list[str] = []
        self._typed: tuple[str, str] | None = None

    @property
    def unkept(self) -> frozenset[str]:
        """Keys of the questions whose answer, or confirmation, is not stored."""
        return frozenset({*(each.key for each in tuple(self._unsaved)), *self._unsaid})

    def give(self, verdict: Verdict, given: str = "") -> None:
        """Take what one keystroke changed, for `store_given`.

        `given` is the question that was answered: the same answer again ends what was typed there as another one.
        """
        self._unsaved += verdict.changes
        if given in self.drafts and self.run is not None and all(each.key != given for each in self._unsaved):
            value = self.run.item(given).value
            self._unsaved.append(Change(given, value, value, words=True))

    async def store_given(self) -> None:
        """Keep all that was given, also what could not be kept before, and the question the desk stands at."""
        if self.interview_id is not None:
            await self._store(self._store_answers)

    def say_prompts(self, items: list[Item], verdict: Verdict) -> None:
        """Take that prompts were said, with the time."""
        said = [item.key for item in items]
        self._unsaid += [key for key in said if key not in self._unsaid]
        self.give(Verdict(True, changes=tuple(each for each in verdict.changes if each.key not in said)))

    async def settle(self) -> None:
        """Keep everything that is on the screen and not kept yet; the call must not go on or end without it."""
        if self.interview_id is not None and (self._unsaved or self._unsaid):
            await self._store(self._store_answers)
        await self.store_draft()

    async def _store(self, function: Callable[[], None]) -> None:
        """Store away from the screen, and remember whether it could be done; what could not is tried again."""
        self.behind = True
        await off_thread(function)
        self.behind = False
        await self.look_behind()

    async def look_behind(self) -> None:
        """See who looks on: a supervisor's mirror is never hidden."""
        self.onlookers = await in_background(onlookers, self.contact_id)

    def _store_answers(self) -> None:
        assert self.run is not None
        assert self.interview_id is not None
        for key in tuple(self._unsaid):
            records.confirm(self.actor, self.interview_id, key, at=self.run.confirmations.get(key))
            self._unsaid.remove(key)
        given = tuple(self._unsaved)
        records.save_answers(self.actor, self.interview_id, given, position=self.run.position)
        del self._unsaved[: len(given)]
        for each in given:
            self.drafts.pop(each.key, None)

    async def moved(self) -> None:
        """Keep the question the desk stands at, and with it what could not be kept before."""
        if self._unsaved or self._unsaid:
            await self.settle()
        elif self.run is not None and self.interview_id is not None:
            await off_thread(records.save_position, self.actor, self.interview_id, self.run.position)

    def typing(self, key: str, text: str) -> None:
        """Note text that is being typed and is not stored yet."""
        self._typed = (key, text) if text != self.drafts.get(key, "") else None

    async def store_draft(self) -> None:
        """Keep what is being typed, after a pause."""
        if self._typed is not None and self.interview_id is not None:
            await self._store(self._store_typed)

    async def load_words(self) -> None:
        """Read what was typed in this call before and answers no question."""
        self.words = await off_thread(words.kept, self.actor, self.contact_id)
        self._kept_words = dict(self.words)

    async def store_words(self) -> None:
        """Keep it as it stands, after a pause."""
        if self.words != self._kept_words:
            await self._store(self._store_words)

    def _store_words(self) -> None:
        typed = dict(self.words)
        if typed != self._kept_words:
            words.keep(self.actor, self.contact_id, typed)
            self._kept_words = typed

    def words_used(self) -> None:
        """The outcome they were typed for is noted, and the store has forgotten them."""
        self.words, self._kept_words = {}, {}

    def keep(self) -> None:
        """Keep what is being typed and what could not be kept before, here and now: the desk is being left."""
        self._store_words()
        if self.interview_id is not None:
            if self._unsaved or self._unsaid:
                self._store_answers()
            self._store_typed()

    def _store_typed(self) -> None:
        typed = self._typed
        if typed is None or self.interview_id is None:
            return
        records.save_answer(self.actor, self.interview_id, *typed, draft=True)
        self.drafts.update([typed])
        if self._typed is typed:  # nothing more was typed meanwhile
            self._typed = None
