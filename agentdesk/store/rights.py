"""Who may do what (design section 9): each deed, the roles that may do it, and the functions in which it is done.

Every public function that takes an Actor stands here once; tests/test_roles.py calls each with every role and compares.
An administrator may do everything, except what needs somebody at a desk or the one whom it concerns. A row says who may
do the deed at all: whether this call, this complaint or this notice is theirs is checked beside it, where it is done.
The `board` role shows figures to everybody who passes by: it sees no customer and no person's work.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from agentdesk.common.i18n import N_

A, H, S, B = "agent", "handler", "supervisor", "board"
ADMINISTRATOR = "administrator"
STAFF = (A, H, S)
EVERYBODY = (A, H, S, B)


class Right(NamedTuple):
    """A deed in words (a message id), who may do it beside the administrator, and its functions by module."""

    words: str
    roles: tuple[str, ...]
    functions: Mapping[str, str]

    def names(self) -> Iterator[str]:
        """The functions with their modules: queue.claim.claim."""
        for module, functions in self.functions.items():
            for name in functions.split():
                yield f"{module}.{name}"

    @property
    def allowed(self) -> tuple[str, ...]:
        """The roles with the administrator's."""
        return (*self.roles, ADMINISTRATOR)


RIGHTS: tuple[Right, ...] = (
    Right(N_("Call customers of the list, record what came of it, take back the last ending"), (A, S), {
        "interview.beginning": "start_interview preview",
        "interview.calling": "open_contact resume heartbeat dial reached leave close",
        "interview.desks": "hold",
        "interview.endings": "end_unreached wrong_person promise refuse end_call finish_item",
        "interview.records": "save_answers save_answer save_position save_language confirm finish",
        "interview.takeover": "take_over",
        "interview.undo": "undo_last",
        "interview.words": "kept keep",
        "queue.claim": "claim take renew release",
        "queue.rows": "best_next upcoming",
        "queue.skips": "skip",
        "queue.pausing": "pause come_back",
    }),
    Right(N_("Keep one's own desk: set the PIN that opens it, give back what was left open at it"), EVERYBODY, {
        "interview.idling": "give_back", "queue.claim": "release_all",
        "store.pins": "set_pin has_pin opens note_locked",
    }),
    Right(N_("See who works here"), STAFF, {"store.people": "everybody"}),
    Right(N_("Copy colleagues' calls from their cards"), (A, S), {
        "queue.registering": "record_call take_back", "complaints.cards": "copy_card",
    }),
    Right(N_("Read one's own calls; a supervisor reads everybody's"), (A, S), {
        "interview.calls": "calls_of", "interview.evidence": "evidence",
    }),
    Right(N_("Look on at a colleague's call"), (S,), {
        "interview.mirror": "mirror", "interview.onlooking": "begin end",
    }),
    Right(N_("Note when a customer wants to be rung, what they do not want, and what they agree to"), STAFF, {
        "queue.hours": "set_hours", "queue.wishes": "add lift", "queue.consents": "add withdraw consents",
    }),
    Right(N_("Stop the use of a customer's data, let it be used again"), (S,), {"queue.wishes": "restrict release"}),
    Right(N_("See what is held of a customer, masked; in full only a supervisor, audited"), STAFF, {
        "privacy.showing": "show",
    }),
    Right(N_("Hand a customer their data; audited"), (S,), {"privacy.exporting": "export"}),
    Right(N_("Erase a customer"), (), {
        "privacy.erasing": "plan erase erase_due", "privacy.ageing": "age",
    }),
    Right(N_("Raise complaints"), STAFF, {
        "complaints.drafts": "draft_for save_draft discard_draft", "complaints.raising": "raise_complaint",
        "complaints.outside": "form_outside",
    }),
    Right(N_("Work on complaints and answer notices, each within their own"), STAFF, {
        "complaints.workflow": "record merge awaits_recall allowed recalled",
        "complaints.page": "page_of",
        "complaints.waiting": "waiting done_lately",
        "complaints.investigations": "ask answer",
        "complaints.step_drafts": "kept keep record_step answer answer_inquiry ending",
        "complaints.notices": "seen",
        "complaints.approving": "to_approve",
        "complaints.bulk": "preview carry_out",
        "queue.notices": "answer_notice",
    }),
    Right(N_("See a complaint's customer, and their numbers where it is one's own; audited"), STAFF, {
        "complaints.numbers": "customer_of of_complaint of_notice",
    }),
    Right(N_("Watch over all complaints, close unanswered ones, approve"), (S,), {
        "complaints.board": "counts ids page twins",
        "complaints.unanswered": "close_unanswered",
    }),
    Right(N_("Read patterns, improvement actions and incentives"), STAFF, {
        "complaints.action_list": "desk_rows",
        "complaints.patterns": "patterns pattern",
        "scoreboard.incentives": "proposals",
    }),
    Right(N_("Make improvement actions"), (H, S), {
        "complaints.actions": "add",
    }),
    Right(N_("Report on improvement actions of one's own and say they are done"), STAFF, {
        "complaints.actions": "link report done",
    }),
    Right(N_("Follow up improvement actions and check their effect"), (A, S), {
        "complaints.actions": "follow_up check",
    }),
    Right(N_("Move and drop improvement actions"), (S,), {"complaints.actions": "move drop"}),
    Right(N_("See figures, the scoreboard and the wall; no customer, no person"), EVERYBODY, {
        "scoreboard.now": "look", "scoreboard.live": "desk_states", "scoreboard.wall": "look read",
        "scoreboard.render": "board board_json",
    }),
    Right(N_("See the calls and complaints beneath a figure, masked"), STAFF, {"scoreboard.case": "case"}),
    Right(N_("Enter others' figures and scores"), (S,), {
        "scoreboard.entering": "enter withdraw take_back take store",
        "scoreboard.scores": "enter withdraw take",
    }),
    Right(N_("Read and save reports, each for its readers"), STAFF, {
        "reports.making": "make", "reports.saving": "save", "reports.shelf": "on_shelf", "reports.texts": "kept",
    }),
    Right(N_("Write the words of reports"), (S,), {"reports.texts": "write keep"}),
    Right(N_("Judge calls, check and sign days, see each person's figures"), (S,), {
        "quality.check": "sheet sign add_entry checked_days unsigned_days",
        "quality.feedback": "answer",
        "quality.figures": "scores",
        "quality.flags": "flags",
        "quality.judging": "begin give leave_out comment submit correct discard",
        "quality.listing": "views",
    }),
    Right(N_("Read how one's own calls were judged, take note of it or object"), STAFF, {
        "quality.feedback": "waiting own acknowledge object_to", "quality.waiting": "waits",
        "quality.judged": "judgement",
    }),
    Right(N_("Build the queue, share it out, look ahead, replay a day"), (S,), {
        "queue.build": "build catch_up",
        "queue.forecast": "forecast",
        "queue.giving": "held_by",
        "queue.nudging": "nudge",
        "queue.presence": "enter_absence withdraw_absence set_work",
        "queue.rebalance": "rebalance carry_out reassign break_claim",
        "queue.replay": "replay",
        "interview.control": "check_cards",
    }),
    Right(N_("Export answers; audited, and masked"), (S,), {"interview.exporting": "export"}),
    Right(N_("Publish playbooks and questionnaires, sign them off, set days off"), (S,), {
        "playbook.publish": "publish",
        "playbook.forms": "store_form",
        "playbook.workdays": "seed_workdays store_notice set_day forget_day",
        "interview.publish": "publish_form",
        "interview.signing": "sign",
    }),
    Right(N_("Run the night's work: figures of past days, notices that go out"), (S,), {
        "scoreboard.rolling": "roll_up", "complaints.notices": "send_out", "store.nightly": "leave",
        "store.soundness": "watch", "store.backup": "note", "store.head_memory": "keep",
    }),
    Right(N_("Say that a break of the audit trail was looked into"), (S,), {"store.acknowledging": "acknowledge"}),
    Right(N_("Read the audit trail, masked"), (S,), {"store.trail": "events"}),
    Right(N_("Import, take imports back, purge, add people, change settings"), (), {
        "intake.importing": "import_file",
        "intake.undo": "undo_batch",
        "store.people": "add_person",
        "store.pins": "clear_pin",
        "store.purge": "purge",
        "store.settings": "put",
        "store.keys": "add_key revoke_key",
        "store.restore": "restore",
        "store.copying": "copy",
    }),
    Right(N_("Open and leave a desk of one's own, ask what one's role may do"), EVERYBODY, {
        "store.sessions": "open_session beat close_session",
        "store.single_desk": "enter take_over why_ended",
        "store.logins": "code_of language_of note_command note_refusal",
        "complaints.actions": "possible why_nothing may_make",
        "reports.shelf": "shelf may_write",
    }),
)  # fmt: skip

INNER: Mapping[str, str] = {
    "care.sending": "send_due",
    "complaints.approving": "require_approver",
    "complaints.drafts": "end_draft",
    "complaints.importing": "enter take_back",
    "complaints.in_call": "require_call adopt",
    "complaints.numbers": "may_see",
    "complaints.rules": "require require_word require_person require_merge",
    "intake.apply": "apply",
    "intake.facts.customers": "after",
    "intake.facts.people": "after",
    "interview.recalls": "pass_on",
    "interview.signing": "add",
    "interview.steps": "open_call",
    "quality.judged": "require_judge",
    "queue.build": "build_in_scratch",
    "queue.claim": "hand_over",
    "queue.job": "begin",
    "queue.manifest": "by_whom",
    "queue.moved": "follow",
    "queue.predicting": "predict_changed",
    "reports.accuracy": "build", "reports.aftersales": "build", "reports.daily": "build",
    "reports.key_customers": "build", "reports.lost_customers": "build", "reports.performance": "build quality",
    "reports.sales": "build", "reports.weekly": "build",
    "reports.saving": "note_export",
    "reports.sections_complaints": "categories problems",
    "reports.sections_people": "advisors",
    "store.audit": "change",
    "store.erased": "remember",
    "store.desks": "require_holder require_here require_call",
    "store.purge_imports": "purge",
}  # fmt: skip
"""Functions that ask for nothing themselves: the one of a row above that calls them has asked. No front end may."""


def inner() -> set[str]:
    """The inner functions with their modules."""
    return {f"{module}.{name}" for module, names in INNER.items() for name in names.split()}
