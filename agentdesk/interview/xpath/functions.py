"""The function library of forms: XPath 1.0 core and ODK's extensions; importing it fills the register."""

from __future__ import annotations

from agentdesk.common.i18n import _
from agentdesk.interview.xpath import functions_dates, functions_nodes, functions_numbers, functions_text, syntax
from agentdesk.interview.xpath.library import LIBRARY, VOLATILE
from agentdesk.interview.xpath.scope import Scope
from agentdesk.interview.xpath.values import EvaluationError, Value

ROOMS = (functions_nodes, functions_dates, functions_numbers, functions_text)
__all__ = ["LIBRARY", "ROOMS", "VOLATILE", "arity_problem", "call"]


def call(tree: syntax.Call, scope: Scope) -> Value:
    """Call a function of the library; EvaluationError where it is unknown or misused."""
    entry = LIBRARY.get(tree.name)
    if entry is None:
        raise EvaluationError(_("there is no function {name}()").format(name=tree.name))
    problem = arity_problem(tree)
    if problem:
        raise EvaluationError(problem)
    if entry.lazy:
        return entry.run(scope, *tree.args)
    return entry.run(scope, *[scope.run(arg) for arg in tree.args])


def arity_problem(tree: syntax.Call) -> str:
    """What is wrong with the number of arguments of a call of a known function, or ""."""
    entry, given = LIBRARY[tree.name], len(tree.args)
    if given < entry.least:
        return _("{name}() needs {least} arguments, {given} given").format(
            name=tree.name, least=entry.least, given=given
        )
    if entry.most is not None and given > entry.most:
        return _("{name}() takes at most {most} arguments, {given} given").format(
            name=tree.name, most=entry.most, given=given
        )
    return ""
