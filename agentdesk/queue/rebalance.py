"""Evening out the agents' lists in the middle of the day: looked at first, then done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peewee import JOIN, Value, fn

from agentdesk.common import clock
from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _
from agentdesk.queue.candidates import groups_of, in_lists, loads_of, wanted_of
from agentdesk.queue.presence import Desk, desks
from agentdesk.queue.sharing import Move, Wanted, even_out
from agentdesk.store.audit import Actor, Audit, change
from agentdesk.store.reading import tuples
from agentdesk.store.tables import Promise, Task, Vehicle


@dataclass(frozen=True)
class Plan:
    """What evening out would do on a day; `loads` are the calls in each list before."""

    day: date
    desks: tuple[Desk, ...]
    loads: dict[int, int]
    moves: tuple[Move, ...]

    def after(self) -> dict[int, int]:
        """The calls in each list afterwards."""
        found = dict(self.loads)
        for move in self.moves:
            found[move.giver] = found.get(move.giver, 0) - len(move.task_ids)
            found[move.taker] = found.get(move.taker, 0) + len(move.task_ids)
        return found


def plan(day: date, giver_id: int | None = None) -> Plan:
    """The moves that would even out a day's lists; only calls of `giver_id` where one is named.

    Moved are calls that nobody has on the line and that no agent alone has promised, the least tried first.
    """
    present = desks(day)
    agents = {desk.person_id for desk in present}
    held = {agent: rows for agent, rows in movable(day).items() if agent in agents and giver_id in (None, agent)}
    loads = {desk.person_id: 0 for desk in present} | {a: n for a, n in loads_of(day).items() if a in agents}
    return Plan(day, tuple(present), loads, tuple(even_out(held, present, loads)))


def rebalance(actor: Actor, day: date, giver_id: int | None = None) -> Plan:
    """Do what `plan` says, as one change; returns it."""
    actor.require("supervisor")
    with change(actor, "queue.rebalance") as audit:
        audit.skip()  # each move is noted by the one below
        found = plan(day, giver_id)
        carry_out(actor, found.moves)
    return found


def carry_out(actor: Actor, moves: Sequence[Move], reason: str = "") -> int:
    """Make the moves that were looked at, as one change; calls on the line by now stay. Returns the calls moved."""
    actor.require("supervisor")
    with change(actor, "queue.rebalance") as audit:
        moved = 0
        for move in moves:
            count = hand_over(move)
            if count:
                after = {"customer": move.customer_id, "tasks": list(move.task_ids), "agent": move.taker}
                audit("task", move.task_ids[0], before={"agent": move.giver}, after=after, reason=reason)
            moved += count
        if not moved:
            audit.skip()
    return moved


def reassign(actor: Actor, task_ids: Sequence[int], taker_id: int, reason: str = "") -> int:
    """Put open calls into another agent's list; returns how many. UserError where one is on the line or closed.

    A time that a customer agreed on with one agent alone is the taker's to keep from then on.
    """
    actor.require("supervisor")
    with change(actor, "task.reassign") as audit:
        rows = list(Task.select().where(Task.id.in_(list(task_ids))))
        now = clock.now()
        for task in rows:
            if task.state != "open":
                raise UserError(_("Task {id} is closed already.").format(id=task.id))
            if task.claimed_by_id and task.lease_until and task.lease_until > now:
                raise UserError(_("Task {id} is on the line; break the claim first.").format(id=task.id))
        moved = [task for task in rows if task.agent_id != taker_id]
        for task in moved:
            Task.update(agent=taker_id).where(Task.id == task.id).execute()
            audit(task, before={"agent": task.agent_id}, after={"agent": taker_id}, reason=reason)
        _pass_promises([task.id for task in moved], taker_id, now, audit)
        if not moved:
            audit.skip()
    return len(moved)


def _pass_promises(task_ids: Sequence[int], taker_id: int, now: datetime, audit: Audit) -> None:
    """What an agent alone was to keep is kept by the taker: the same time anew, since nobody promises for another."""
    ones_own = Promise.task.in_(list(task_ids)) & Promise.ended_at.is_null() & Promise.mine_only
    for row in list(Promise.select().where(ones_own & (Promise.person != taker_id))):
        Promise.update(ended_at=now, ended_how="moved").where(Promise.id == row.id).execute()
        made = Promise.create(
            task=row.task_id, contact=row.contact_id, person=taker_id, promised_at=row.promised_at,
            work_date=row.work_date, mine_only=True, phone=row.phone_id, note=row.note, created_at=now,
        )  # fmt: skip
        audit(made, before={"promise": row.id, "person": row.person_id}, after={"person": taker_id})


def break_claim(actor: Actor, task_id: int, reason: str) -> list[int]:
    """Take a dead desk's claim away, so that somebody else can call; the draft of an open call stays with the call.

    Returns the tasks that are free again, all those the same person had claimed for the customer. UserError without a
    reason, or where nobody has claimed the task.
    """
    actor.require("supervisor")
    if not reason.strip():
        raise UserError(_("Say why the claim is broken."))
    with change(actor, "task.break_claim") as audit:
        task = Task.get_or_none(Task.id == task_id)
        if task is None or task.claimed_by_id is None:
            raise UserError(_("Nobody has claimed task {id}.").format(id=task_id))
        same = (Task.customer == task.customer_id) & (Task.claimed_by == task.claimed_by_id) & (Task.state == "open")
        ids = [found for (found,) in tuples(Task.select(Task.id).where(same))]
        Task.update(claimed_by=None, lease_until=None).where(Task.id.in_(ids)).execute()
        before = {"claimed_by": task.claimed_by_id, "lease_until": task.lease_until}
        audit(task, before=before, after={"released": ids}, reason=reason.strip())
    return ids


def hand_over(move: Move) -> int:
    """Put the calls of a move into the taker's list, in the caller's change; what is on the line by now stays.

    Returns how many calls changed hands.
    """
    free = Task.claimed_by.is_null() | (Task.lease_until < clock.now())
    mine = (Task.agent == move.giver) & (Task.state == "open") & free
    return int(Task.update(agent=move.taker).where(Task.id.in_(list(move.task_ids)) & mine).execute())


def movable(day: date) -> dict[int, list[Wanted]]:
    """Each agent's customers whose calls may be moved, the least tried and the least urgent first."""
    now = clock.now()
    own = Promise.select(Value(1)).where((Promise.task == Task.id) & Promise.ended_at.is_null() & Promise.mine_only)
    free = (Task.claimed_by.is_null() | (Task.lease_until < now)) & ~fn.EXISTS(own)
    rows = (
        in_lists(day, Task.agent, Task.customer, Task.id, Task.kind_code, Vehicle.brand)
        .join(Vehicle, JOIN.LEFT_OUTER, on=(Task.vehicle == Vehicle.id))
        .where(free)
        .order_by(Task.attempts, Task.weight, Task.latest_on.desc(), Task.id)
    )
    by_agent: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for agent, *rest in tuples(rows):
        by_agent[agent].append(tuple(rest))
    groups = groups_of(day)
    return {agent: list(wanted_of(found, groups).values()) for agent, found in by_agent.items()}
