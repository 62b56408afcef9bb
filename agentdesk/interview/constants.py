"""What the conditions of a form compare its questions with: the answers that make a difference."""

from __future__ import annotations

from agentdesk.interview.model import FormModel, expressions_of
from agentdesk.interview.xpath import syntax
from agentdesk.interview.xpath.parse import walk

COMPARED = frozenset({"=", "!=", "<", "<=", ">", ">="})
_SELF = syntax.Path((syntax.Step("self", "node()"),))


def constants_of(form: FormModel) -> dict[str, tuple[str, ...]]:
    """By question or fact, the constants it is compared with anywhere in the form; worked out once for a form."""
    kept = vars(form)
    if "constants" not in kept:
        kept["constants"] = _collected(form)
    found: dict[str, tuple[str, ...]] = kept["constants"]
    return found


def _collected(form: FormModel) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for node in form.nodes:
        for expression in expressions_of(node).values():
            for part in walk(expression.tree):
                for operand, text in _compared(part):
                    name = node.name if operand == _SELF else operand.name if isinstance(operand, syntax.Name) else ""
                    if name and text is not None:
                        found.setdefault(name, {})[text] = None
    return {name: tuple(texts) for name, texts in found.items()}


def _compared(part: syntax.Node) -> list[tuple[syntax.Node, str | None]]:
    """The operands of a comparison, each with the constant on the other side."""
    if isinstance(part, syntax.Binary) and part.operator in COMPARED:
        return [(part.left, constant(part.right)), (part.right, constant(part.left))]
    if isinstance(part, syntax.Call) and part.name == "selected" and len(part.args) == 2:
        return [(part.args[0], constant(part.args[1]))]
    return []


def constant(part: syntax.Node) -> str | None:
    """The text of a number, a text or a date('...') that stands in an expression; None where it is none of them."""
    if isinstance(part, syntax.Negate) and isinstance(part.operand, syntax.Number):
        return f"{-part.operand.value:g}"
    if isinstance(part, syntax.Number):
        return f"{part.value:g}"
    if isinstance(part, syntax.Call) and part.name == "date" and len(part.args) == 1:
        part = part.args[0]
    return part.value if isinstance(part, syntax.Literal) else None
