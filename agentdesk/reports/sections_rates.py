"""How callbacks were carried out and completed: rates with targets, and beside the month and the year before."""

from __future__ import annotations

from collections.abc import Sequence

from agentdesk.common.i18n import _
from agentdesk.reports import wording
from agentdesk.reports.compared import Compared, comparison_table, figures_table
from agentdesk.reports.document import Block, Prose, Section
from agentdesk.reports.periods import Period


def rates(rows: Sequence[Compared], period: Period, requirement: str, unknown: Sequence[str] = ()) -> Section:
    """The section of the rates; what is empty says why, and `unknown` codes are named."""
    blocks: list[Block] = [
        figures_table(rows),
        Prose(wording.verdicts(rows)),
        comparison_table(rows, period, _("Against the period before and the year before")),
    ]
    reasons = wording.reasons([row.now for row in rows])
    if reasons:
        blocks.append(Prose(reasons))
    if unknown:
        text = _("The playbook names indicators that there are not: {codes}.")
        blocks.append(Prose(text.format(codes=_(", ").join(unknown))))
    return Section(_("Callbacks carried out and completed"), tuple(blocks), requirement, "callbacks")
