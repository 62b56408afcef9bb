"""The call as the desk holds it: whom it is with, the number, the complaint that is noted, and how it ends.

What is asked and answered in it is in held_interview.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from agentdesk.common import clock
from agentdesk.common.i18n import _, language
from agentdesk.complaints.model import Draft
from agentdesk.complaints.raising import draft_for
from agentdesk.interview import contacts, endings, records
from agentdesk.interview.contacts import AgendaEntry, Ended, Offered, PhoneLine, Sitting
from agentdesk.interview.conventions import IDENTIFIED, OPENING, REASON, what_is_talked_about
from agentdesk.interview.model import Kind
from agentdesk.interview.parked import Span, parked, without
from agentdesk.interview.views import State
from agentdesk.playbook.current import current
from agentdesk.store.audit import Actor
from agentdesk.store.desks import Elsewhere
from agentdesk.tui.stages.held_interview import HeldInterview
from agentdesk.tui.stages.noted import Noted, noted_of
from agentdesk.tui.work import off_thread


class OpenCall(HeldInterview):
    """One sitting with one customer, by one person."""

    sitting: Sitting

    def __init__(self, actor: Actor, contact_id: int, despite: str = "") -> None:
        super().__init__(actor, contact_id)
        self._despite = despite  # the warning the agent went on against; kept with each number that is dialled
        self.complaint: Noted | None = None
        self.noting = False  # the complaint form is open: the question keeps its place above it
        self.promised = False  # SC-11 was begun and stands until the agent has moved on from what is on the screen
        self.phone: PhoneLine | None = None
        self._parked: Sequence[Span] = ()

    # -- reading -----------------------------------------------------------------------------------------------------

    async def load(self) -> None:
        """Read everything: the sitting, the interview where it stood, the complaint that was begun or raised."""
        self._parked = await off_thread(parked, self.contact_id)
        await self.load_words()
        await self.look_behind()
        await self.refresh()
        entry = self.entry
        if entry is not None and entry.form_version_id is not None:
            self.run = await off_thread(records.preview, self.actor, self.contact_id, entry.task_id, language())
            if entry.interview_id is not None:
                await self._take_up(entry.interview_id)
        if self.complaint is None:
            self.complaint = await off_thread(noted_of, self.actor.id, self.contact_id, None)

    async def refresh(self) -> None:
        """Read the sitting again."""
        self.sitting = await off_thread(contacts.read, self.contact_id)
        self.phone = self.sitting.dialled or self.phone or self.sitting.preferred

    async def _take_up(self, interview_id: int) -> None:
        self.interview_id = interview_id
        self.run = await off_thread(records.load, interview_id)
        self.drafts = await off_thread(records.drafts, interview_id)
        self.forget_unstored()
        self.complaint = await off_thread(noted_of, self.actor.id, self.contact_id, interview_id)

    @property
    def entry(self) -> AgendaEntry | None:
        """The entry of the agenda that is being worked on."""
        return self.sitting.current

    @property
    def is_recall(self) -> bool:
        """Whether the customer is asked about a complaint that was handled (CB-10)."""
        return self.entry is not None and self.entry.kind_code == current().complaints.recall_kind

    @property
    def tasks(self) -> tuple[int, ...]:
        """The tasks of the agenda, the one that is being worked on first."""
        here = self.entry
        rest = [entry.task_id for entry in self.sitting.agenda if entry is not here]
        return (*([here.task_id] if here is not None else []), *rest)

    @property
    def identified(self) -> bool:
        """Whether the right person is on the line; nothing of the car or the order is shown before."""
        return self.sitting.reached

    @property
    def since(self) -> datetime:
        """When the talking, or before it the ringing, began (naive UTC)."""
        return self.sitting.since

    @property
    def seconds(self) -> float:
        """How long that is by now, without the time in which the call was parked."""
        return without(self._parked, self.since, clock.now())

    # -- dialling ----------------------------------------------------------------------------------------------------

    async def dial(self) -> None:
        """Note that the number in front is dialled; once."""
        if self.phone is not None and self.sitting.attempt is None:
            await off_thread(contacts.dial, self.actor, self.contact_id, self.phone.phone_id, despite=self._despite)
            await self.refresh()

    async def unreached(self, code: str, note: str, stay: bool) -> Ended:
        """The number did not bring the customer."""
        await self.dial()
        ended = await off_thread(contacts.end_unreached, self.actor, self.contact_id, code, note, stay=stay)
        return await self._after(ended)

    async def wrong_person(self, note: str = "") -> Ended:
        """The number is somebody else's."""
        await self.dial()
        return await self._after(await off_thread(contacts.wrong_person, self.actor, self.contact_id, note))

    async def _after(self, ended: Ended) -> Ended:
        self.words_used()
        if not ended.closed:
            await self.refresh()
            if ended.next_phone_id is not None:
                numbers = self.sitting.numbers
                self.phone = next((line for line in numbers if line.phone_id == ended.next_phone_id), self.phone)
        return ended

    async def right_person(self) -> None:
        """The customer is on the line: the current entry's questionnaire begins behind its opening."""
        await self.dial()
        await off_thread(contacts.reached, self.actor, self.contact_id)
        noted = self.complaint
        await self.begin()
        self.complaint = self.complaint or noted

    async def begin(self) -> None:
        """Begin, or take up, the questionnaire of the current entry; none where it has none."""
        await self.refresh()
        entry, self.run, self.interview_id, self.drafts = self.entry, None, None, {}
        if entry is None or entry.form_version_id is None:
            return
        await self._take_up(await off_thread(records.start_interview, self.actor, self.contact_id, entry.task_id))
        page = self.run.page if self.run else None
        if page is not None and self.run is not None and page.key == OPENING and not page.items[0].value:
            carried = any(row.state is State.ANSWERED for row in self.run.outline())
            verdict = self.run.answer(OPENING, IDENTIFIED)
            if carried:
                self.run.first_open()
            else:
                self.run.next()
            self.give(verdict)
            await self.store_given()

    # -- the language ----------------------------------------------------------------------------------------------

    async def speak(self, name: str) -> None:
        """Go on in the other language: questions, facts and choices follow."""
        await self.settle()
        if self.interview_id is not None and self.run is not None:
            await off_thread(records.save_language, self.actor, self.interview_id, name)
            self.run = await off_thread(records.load, self.interview_id)
        elif self.run is not None and self.entry is not None:
            self.run = await off_thread(records.preview, self.actor, self.contact_id, self.entry.task_id, name)
        await self.refresh()

    # -- the complaint -----------------------------------------------------------------------------------------------

    async def complaint_draft(self) -> Draft:
        """The form for what is being talked about: the question on the screen, and the customer's words so far.

        Before the right person answers it is the customer's alone: nothing of the car or the order is shown yet.
        """
        if not self.identified:
            customer_id = self.sitting.customer_id
            draft = await off_thread(draft_for, self.actor, customer_id=customer_id)
            return draft if draft.id is not None else replace(draft, contact_id=self.contact_id)
        item = what_is_talked_about(self.run) if self.run is not None and self.interview_id is not None else None
        typed = self.drafts.get(item.key, "") if item is not None and item.kind is Kind.TEXT else ""
        if self.is_recall:  # what is answered there belongs to the complaint it is about
            words = "" if item is not None and item.key == REASON else typed
            here = partial(draft_for, interview_id=self.interview_id, contact_id=self.contact_id)
            return await off_thread(here, self.actor, words=words)
        given = self.run.results().get(REASON, "") if self.run is not None else ""
        return await off_thread(
            draft_for,
            self.actor,
            interview_id=self.interview_id,
            contact_id=self.contact_id,
            question=item.key if item else "",
            question_text=(item.short or item.label) if item else "",
            answer_text=_(", ").join(choice.label for choice in item.choices if choice.selected) if item else "",
            words=typed or given,
            dissatisfied=self.run is not None and self.run.dissatisfied,
        )

    def noted(self, noted: Noted | None) -> None:
        """The form is closed: what was noted, None where it was thrown away; a complaint raised before stays."""
        self.noting = False
        if noted is not None or self.complaint is None or not self.complaint.no:
            self.complaint = noted
        self.promised = noted is not None

    # -- ending ------------------------------------------------------------------------------------------------------

    async def offered(self) -> list[Offered]:
        """The outcomes of the current entry, impossible ones with their reason."""
        return await off_thread(contacts.offered_outcomes, self.sitting, None, self.run)

    async def promise(self, when: datetime, mine_only: bool, phone_id: int | None, note: str) -> Ended:
        """The customer wants to be called at another time."""
        await self.dial()
        await self.settle()
        return self._over(
            await off_thread(contacts.promise, self.actor, self.contact_id, when, mine_only, phone_id, note)
        )

    async def refuse(self, hard: bool, note: str) -> Ended:
        """The customer does not want to go on."""
        await self.dial()
        await self.settle()
        return self._over(await off_thread(contacts.refuse, self.actor, self.contact_id, hard, note))

    async def finish(self, code: str, note: str, starts_at: datetime | None = None) -> Ended:
        """Decide the current entry of the agenda."""
        assert self.entry is not None
        await self.settle()
        ended = await off_thread(
            contacts.finish_item, self.actor, self.contact_id, self.entry.task_id, code, note, starts_at
        )
        return await self._after(ended)

    async def end(self, code: str, note: str) -> Ended:
        """The call ends for the whole agenda, without success."""
        await self.settle()
        return self._over(await off_thread(endings.end_call, self.actor, self.contact_id, code, note))

    def _over(self, ended: Ended) -> Ended:
        self.words_used()
        return ended

    async def leave(self) -> bool:
        """Leave the screen: True where the call is parked, False where nothing was dialled: back to the queue."""
        try:
            await self.settle()
            await self.store_words()
            if self.sitting.attempt is None:
                await off_thread(contacts.close, self.actor, self.contact_id)
                return False
            await off_thread(contacts.leave, self.actor, self.contact_id)
        except Elsewhere:
            pass  # it goes on at another terminal, which has everything that was stored
        return True
