"""What the supervision of calls must not contradict (quality.toml)."""

from __future__ import annotations

from collections.abc import Iterator

from agentdesk.common.i18n import _
from agentdesk.playbook.read import Problem, Source
from agentdesk.playbook.schema import Playbook


def problems(playbook: Playbook, source: Source) -> Iterator[Problem]:
    """Every contradiction: a code twice, more flagged calls than calls, calls to judge without criteria."""
    found = playbook.quality
    for table, rows in (("flag", found.flags), ("criterion", found.criteria)):
        codes = [row.code for row in rows]
        for number, code in enumerate(codes):
            if code in codes[:number]:
                yield source.problem((table, number, "code"), _("{code} is there already.").format(code=code))
    if found.sample.flagged_at_most > found.sample.calls:
        text = _("Of {calls} calls no more than {calls} can be flagged ones.").format(calls=found.sample.calls)
        yield source.problem(("sample", "flagged_at_most"), text)
    if found.sample.calls and not found.criteria:
        yield source.problem(("sample", "calls"), _("There is nothing to judge calls by: no [[criterion]]."))
