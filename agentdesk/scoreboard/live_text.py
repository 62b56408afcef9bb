"""The day as it stands as plain text: each desk in a line, what the day still needs, the promises about to slip."""

from __future__ import annotations

from agentdesk.common import dates, names
from agentdesk.common.cells import fit
from agentdesk.common.i18n import _
from agentdesk.scoreboard.live import NAMES, NOBODY, DeskState
from agentdesk.scoreboard.now import Now
from agentdesk.scoreboard.plain import NOTHING, flow, table
from agentdesk.scoreboard.weekdays import Usual

_SHOWN = 8  # promises in a line; the others are counted
_NAME = 12  # cells of a masked name that say enough


def desks_table(seen: Now) -> str:
    """What each desk does; empty for a past day."""
    if not seen.states:
        return ""
    rows = []
    for row in seen.agents:
        if row.person_id is None:
            continue
        state, needed = seen.states.get(row.person_id, NOBODY), seen.needed[row.person_id]
        rows.append(
            [
                names.visible(row.person), *_state_cells(state), _rate(needed.per_hour if needed.left else None),
                _rate(needed.so_far), _mean(seen.usual.get(row.person_id)),
            ]
        )  # fmt: skip
    titles = [_("Agent"), _("State"), _("Since"), _("Question"), _("Need/h"), _("Made/h"), _("Avg")]
    return table(rows, titles, ("left", "left", "left", "left", "right", "right", "right"))


def day_lines(seen: Now) -> str:
    """What the day needs of all together, the promises that are near or missed, what was escalated and found."""
    found, usual = seen.needed[None], seen.usual.get(None)
    parts = [_("The day"), f"{_('left to call')} {found.left}"]
    if found.left:
        needs = _("and no calling time") if found.per_hour is None else f"{_('needs an hour')} {found.per_hour:.1f}"
        parts.append(needs)
    if found.so_far is not None:
        parts.append(f"{_('made an hour')} {found.so_far:.1f}")
    if usual is not None and usual.days:
        title = _("usual {weekday} by now").format(weekday=dates.weekday(seen.day))
        parts.append(f"{title} {usual.mean:.1f} n={usual.days}")
    return "\n".join(filter(None, ["  ".join(parts), _promises(seen), _watched(seen)]))


def _state_cells(state: DeskState) -> list[str]:
    word = _(NAMES[state.state])
    held = f" ({_('held')})" if state.is_held else ""
    late = " !" if state.is_over else ""
    step = f"{state.step.number}/{state.step.total} {state.step.about}" if state.step else ""
    return [f"{word} {state.reason}".strip() + late + held, dates.short(state.since) if state.since else NOTHING, step]


def _promises(seen: Now) -> str:
    if not seen.promises:
        return ""
    missed = sum(each.is_missed for each in seen.promises)
    parts = [_("Promises"), f"{_('near')} {len(seen.promises) - missed}", f"{_('missed')} {missed}"]
    for each in seen.promises[:_SHOWN]:
        mark = "!" if each.is_missed else ""
        parts.append(f"{mark}{dates.short(each.promised_at)} {names.visible(each.person)} {fit(each.customer, _NAME)}")
    return flow(parts)


def _watched(seen: Now) -> str:
    until = seen.watch.signed_until
    signed = _("signed until {day}").format(day=until.isoformat()) if until else _("no day is signed yet")
    counts = f"{_('escalated today')} {seen.watch.escalated}  {_('data findings')} {seen.watch.findings}"
    open_days = _("{n} days not signed").format(n=len(seen.watch.unsigned))
    return "  ".join([counts, signed, *([f"!{open_days}"] if seen.watch.unsigned else [])])


def _rate(rate: float | None) -> str:
    return NOTHING if rate is None else f"{rate:.1f}"


def _mean(found: Usual | None) -> str:
    return f"{found.mean:.1f}" if found is not None and found.days else NOTHING
