"""The sign-offs of a questionnaire's version: prepared 编制, reviewed 审核, approved 批准 (PX-09).

They are facts about a version and no part of it: each is given once, by somebody of the dealer, with an audit event
that says who entered it; what the version asks never changes. A version that waits gets its day with its approval.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from agentdesk.common import clock
from agentdesk.common.errors import UsageError, UserError
from agentdesk.common.i18n import _
from agentdesk.playbook.forms import WAITING, SignOff, require_no_past
from agentdesk.store.audit import Actor, change
from agentdesk.store.tables import Form, FormVersion, Person

APPROVERS = ("supervisor", "administrator")
UNAPPROVED = "in force without an approval"  # in the audit trail


class SignedBy(NamedTuple):
    """The people who sign a version; None where nobody does so now."""

    prepared: Person | None = None
    reviewed: Person | None = None
    approved: Person | None = None

    def names(self) -> SignOff:
        """The sign-offs as they are stored."""
        return SignOff(*("" if person is None else person.name for person in self))


def require_right(signed: SignedBy) -> None:
    """UserError where somebody signs who has left, or approves without being supervisor or administrator."""
    left = next((person for person in signed if person is not None and not person.active), None)
    if left is not None:
        raise UserError(_("{name} does not work here any more.").format(name=left.name))
    if signed.approved is not None and signed.approved.role not in APPROVERS:
        text = _("{name} cannot approve a form; a supervisor or an administrator does.")
        raise UserError(text.format(name=signed.approved.name))


def sign(actor: Actor, name: str, number: int | None, signed: SignedBy, effective_from: date | None = None) -> int:
    """Add sign-offs to a published version, the newest where no number is given; its number.

    The approval of a version that waits puts it in force, from today where no day is given. Supervisors and
    administrators only. UserError where there is no such version, where somebody signs who may not, or where another
    one has signed already; UsageError where nobody signs, or for a day that is not this approval's to give.
    """
    actor.require("supervisor")
    if not any(signed):
        raise UsageError(_("Say who signs: --prepared-by, --reviewed-by or --approved-by."))
    require_right(signed)
    with change(actor, "form.sign") as audit:
        audit.skip()
        versions = FormVersion.select().join(Form).where(Form.name == name).order_by(FormVersion.version.desc())
        version = (versions if number is None else versions.where(FormVersion.version == number)).first()
        if version is None:
            raise UserError(_("There is no such version of {name}; see: agentdesk form list").format(name=name))
        if effective_from is not None and (version.effective_from != WAITING or signed.approved is None):
            raise UsageError(_("A day is given with the approval of a version that waits for it."))
        add(actor, version, signed, effective_from or clock.today())
        return int(version.version)


def add(actor: Actor, version: FormVersion, signed: SignedBy, day: date, *, unapproved: bool = False) -> None:
    """Enter the sign-offs a version does not have yet; a version that waits is in force from the day on, if approved.

    `unapproved` puts it in force without an approval, which the audit trail says in so many words.
    """
    old = SignOff(version.prepared_by, version.reviewed_by, version.approved_by)._asdict()
    new = {column: name for column, name in signed.names()._asdict().items() if name and name != old[column]}
    _require_open(version, old, new)
    after: dict[str, str | date] = dict(new)
    if version.effective_from == WAITING and ("approved_by" in new or unapproved):
        require_no_past(day)
        after["effective_from"] = day
    if not after:
        return
    action = "form.unapproved" if unapproved else "form.sign"
    with change(actor, action) as audit:
        FormVersion.update(after).where(FormVersion.id == version.id).execute()
        before = {column: old.get(column) for column in after}
        told = {"version": version.version, **after}
        audit(version, before=before, after=told, reason=UNAPPROVED if unapproved else "")


def _require_open(version: FormVersion, old: Mapping[str, str], new: Mapping[str, str]) -> None:
    for column in new:
        if old[column]:
            text = _("Version {version} is signed by {name} already; a sign-off is not replaced.")
            raise UserError(text.format(version=version.version, name=old[column]))
