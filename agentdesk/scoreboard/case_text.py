"""One row of a figure as a page: its facts, the calls it owes, every sitting; each opens to what lies beneath it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from agentdesk.common import names
from agentdesk.common.cells import cell_len, pad
from agentdesk.common.i18n import N_, _
from agentdesk.common.paper import Part, Target
from agentdesk.interview.evidence_text import ENDED
from agentdesk.scoreboard.subjects import STATUSES

WIDTH = 78
NAMES: dict[str, str] = {
    "repair_order": N_("Repair order"),
    "sale": N_("Sale"),
    "appointment": N_("Appointment"),
    "customer": N_("Customer"),
    "complaint": N_("Complaint"),
    "vehicle": N_("Vehicle"),
    "store_visit": N_("Visit to the showroom"),
}
_PAGES = ("repair_order", "sale", "appointment", "customer")  # what has a page of its own
_RESULTS = {"complete": N_("complete"), "partial": N_("partly complete"), "break_off": N_("broken off")}
_NOTICES = {
    "unreachable": N_("unreachable customer"),
    "investigation": N_("investigation"),
    "nudge": N_("nudge"),
    "missing_record": N_("missing card"),
}


def parts(found: dict[str, Any]) -> Iterator[Part]:
    """The page of a case."""
    if found["subject"] == "task":
        yield from _task(found)
    else:
        yield from _fact(found)


def _task(found: dict[str, Any]) -> Iterator[Part]:
    title = _("Call {id}: {kind} {name}, {customer}")
    yield Part(title.format(**{key: found[key] for key in ("id", "kind", "name", "customer")}), style="title")
    about, key = found["about"]["subject"], found["about"]["id"]
    yield _field(_("Concerns"), f"{_(NAMES.get(about, about))} {key}", _opens(about, key))
    window = _("from {first} to {last}, of use until {end}")
    days = window.format(first=found["due_from"], last=found["latest_on"], end=found["expires_on"])
    yield _field(_("Due"), days)
    outcome = found["outcome"]["name"] if found["outcome"] else _("open")
    yield _field(_("Outcome"), "  ".join(filter(None, (outcome, found["closed_on"]))))
    for label, text in (
        (_("Vehicle"), found["vehicle"]),
        (_("Agent"), found["agent"]),
        (_("Advisor"), found["advisor"]),
    ):
        if text:
            yield _field(label, text)
    yield Part()
    yield Part(_("Sittings {n}, numbers dialled {attempts}").format(n=len(found["calls"]), attempts=found["attempts"]),
               style="section")  # fmt: skip
    for call in found["calls"]:
        yield from _sitting(call)
    yield from _aside(found)


def _sitting(call: dict[str, Any]) -> Iterator[Part]:
    """One sitting, which opens to its evidence; below it the numbers dialled."""
    outcome = call["outcome"]["name"] if call["outcome"] else _("undecided")
    form = _(_RESULTS[call["interview"]]) if call["interview"] else ""
    said = "  ".join(filter(None, (call["agent"], outcome, form, names.visible(call["note"]))))
    yield Part(said, f"  {_time(call['started_at'])}  ", opens=("call", call["call"]))
    for row in call["attempts"]:
        done = row["outcome"]["name"] if row["outcome"] else ""
        reached = _("reached") if row["contacted"] else ""
        parts_of = (row["number"], done, reached, names.visible(row["note"]))
        yield Part("  ".join(filter(None, parts_of)), f"      {_time(row['started_at'])[-5:]}  ", "dim")


def _aside(found: dict[str, Any]) -> Iterator[Part]:
    """What else happened with a call: promises, skips, a colleague's record, notices, complaints."""
    if found["promises"]:
        yield Part(_("Promised"), style="section")
    for row in found["promises"]:
        by = _("promised by {name} on {at}").format(name=row["by"], at=_time(row["made_at"]))
        said = "  ".join(filter(None, (_(ENDED[row["ended_how"]]), by, names.visible(row["note"]))))
        yield Part(said, f"  {_time(row['promised_at'])}  ")
    if found["skips"]:
        yield Part(_("Passed over"), style="section")
    for row in found["skips"]:
        yield Part("  ".join(filter(None, (row["by"], row["reason"], names.visible(row["note"])))),
                   f"  {_time(row['at'])}  ")  # fmt: skip
    if found["records"]:
        yield Part(_("Copied from the card"), style="section")
    for row in found["records"]:
        yield Part(f"{row['by']}  {names.visible(row['remark'])}".rstrip(), f"  {_time(row['called_at'])}  ")
    if found["notices"]:
        yield Part(_("Notices"), style="section")
    for row in found["notices"]:
        answer = _("answered {at}").format(at=_time(row["answered_at"])) if row["answered_at"] else _("not answered")
        yield Part("  ".join(filter(None, (_(_NOTICES[row["kind"]]), row["to"], answer))),
                   f"  {_time(row['at'])}  ")  # fmt: skip
    yield from _complaints(found["complaints"])


def _fact(found: dict[str, Any]) -> Iterator[Part]:
    title = f"{_(NAMES[found['subject']])} {names.visible(found['reference'])}: {found['customer']}"
    yield Part(title, style="title")
    for key, label in _LABELS.items():
        value = found.get(key)
        if value is not None and value != "":
            yield _field(_(label), _value(key, value))
    for key, title in (("sales", _("Sales")), ("orders", _("Repair orders"))):
        rows = found.get(key) or []
        if rows:
            yield Part(title, style="section")
        for row in rows:
            opens: Target = ("sale" if key == "sales" else "repair_order", row["id"])
            yield Part(names.visible(row["what"]), f"  {row['on'] or '–'}  ", opens=opens)
    yield Part()
    yield Part(_("Calls owed"), style="section")
    for row in found["tasks"]:
        outcome = row["outcome"]["name"] if row["outcome"] else _("open")
        said = "  ".join(filter(None, (f"{row['kind']} {row['name']}", outcome, row["closed_on"], row["agent"])))
        yield Part(said, f"  {row['latest_on']}  ", opens=("task", row["task"]))
    if not found["tasks"]:
        yield Part(_("No call was made for it."), "  ")
    yield from _complaints(found["complaints"])


_LABELS = {
    "vehicle": N_("Vehicle"),
    "advisor": N_("Advisor"),
    "model": N_("Model"),
    "service": N_("Service"),
    "opened_on": N_("Came in"),
    "left_on": N_("Left the workshop"),
    "delivered_on": N_("Handed over"),
    "starts_at": N_("Booked for"),
    "status": N_("State"),
    "mileage_km": N_("Kilometres"),
    "warranty": N_("Warranty"),
    "is_key": N_("Key customer"),
    "re_repair_of": N_("Repairs again"),
}


def _value(key: str, value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if key == "status":
        return _(STATUSES[value])
    return _time(value) if key == "starts_at" else names.visible(str(value))


def _complaints(numbers: list[str]) -> Iterator[Part]:
    if numbers:
        yield Part(_("Complaints"), style="section")
    for no in numbers:
        yield Part(no, "  ", opens=("complaint", no))


def _field(label: str, text: str, opens: Target | None = None) -> Part:
    return Part(text, f"  {pad(label, _label_width())}  ", opens=opens)


def _label_width() -> int:
    return max(map(cell_len, (_("Concerns"), _("Key customer"), _("Repairs again"), _("Left the workshop"))))


def _opens(subject: str, key: int) -> Target | None:
    return (subject, key) if subject in (*_PAGES, "complaint") else None


def _time(wall: str | None) -> str:
    return wall.replace("T", " ") if wall else "–"
