"""The `parameters` column: name=value pairs, of which each type of question knows its own."""

from __future__ import annotations

import math
import re

from agentdesk.common.i18n import _
from agentdesk.common.near import nearest
from agentdesk.interview.build_texts import Reader
from agentdesk.interview.model import SELECTS, Bounds, Kind
from agentdesk.interview.workbook import Row

YES = {"yes": "true()", "true": "true()", "true()": "true()", "1": "true()"}
NO = frozenset({"no", "false", "false()", "0"})
_PARAMETER = re.compile(r"(\w[\w-]*)\s*=\s*(\$\{[^}]*\}|[^\s,;]+)")
_SELECT_PARAMETERS = frozenset({"randomize", "seed", "value", "label"})
_PARAMETERS = {
    Kind.RANGE: frozenset({"start", "end", "step", "tick_interval", "tick_labelset", "placeholder"}),
    **dict.fromkeys(SELECTS, _SELECT_PARAMETERS),
}


class Parameters(Reader):
    """Reads the parameters of a form's rows."""

    def parameters(self, row: Row, kind: Kind) -> dict[str, str]:
        """The parameters of a row; those of its type that nobody knows are a slip."""
        text = row.get("parameters")
        found = {name.lower(): value for name, value in _PARAMETER.findall(text)}
        if kind not in _PARAMETERS:
            return found
        rest = _PARAMETER.sub("", text).strip(" ,;")
        if rest:
            message = _("parameters are written as name=value, parted by spaces; {rest!r} is none").format(rest=rest)
            self.note(row, "parameters", message)
        for name in found.keys() - _PARAMETERS[kind]:
            near = nearest(name, _PARAMETERS[kind], 0.6)
            hint = _("; did you mean {near!r}?").format(near=near) if near else ""
            self.note(row, "parameters", _("{kind} has no parameter {name!r}").format(kind=kind, name=name) + hint)
        if found.get("randomize", "true").lower() not in YES.keys() | NO:
            self.note(row, "parameters", _("randomize is true or false"))
        if "seed" in found and found.get("randomize", "").lower() not in YES:
            self.note(row, "parameters", _("a seed needs randomize=true beside it"))
        return found

    def bounds(self, row: Row, parameters: dict[str, str]) -> Bounds:
        """Start, end and step of a range."""
        try:
            given = {name: float(parameters[name]) for name in ("start", "end", "step") if name in parameters}
        except ValueError:
            self.note(row, "parameters", _("start, end and step of a range are numbers"))
            return Bounds()
        bounds = Bounds(**given)
        if bounds.step == 0 or not all(map(math.isfinite, given.values())):
            self.note(row, "parameters", _("the step of a range is not 0"))
        elif abs(bounds.step) > abs(bounds.end - bounds.start):
            self.note(row, "parameters", _("the step of a range is not greater than the range"))
        return bounds
