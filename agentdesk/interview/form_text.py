"""A published form as text for people: its head, then each question as it is asked."""

from __future__ import annotations

from agentdesk.common.i18n import _, language, pick
from agentdesk.interview.model import CONTAINERS, SHOWN, FormModel, Kind, Node, text_in
from agentdesk.interview.pages import is_counted
from agentdesk.interview.published import Published
from agentdesk.interview.xlsform import type_of


def page(about: Published, form: FormModel) -> str:
    """The whole form, in the language in use; groups are indented, hidden fields and calculations named at the end."""
    silent = [node.name for node in form.nodes if node.kind is Kind.HIDDEN]
    calculated = [f"{node.name} = {node.calculation.text}" for node in form.nodes if node.calculation]
    said = [*_head(about), ""]
    number = 0
    for place, node in enumerate(form.nodes):
        number += is_counted(node)
        said += _node(form, place, number if is_counted(node) else 0)
    said.append(_("Facts: {names}").format(names=", ".join(silent) or "-"))
    return "\n".join([*said, *(_("Calculated: {what}").format(what=each) for each in calculated)])


def _head(about: Published) -> list[str]:
    title = pick(about.title_zh, about.title_en)
    waits = _("{title} ({name}), version {version}, waits for its approval")
    line = _("{title} ({name}), version {version}, in force from {day}")
    day = about.effective_from
    said = [(waits if day is None else line).format(title=title, name=about.name, version=about.version, day=day)]
    if about.until is not None:
        said.append(_("The last day it is asked: {day}").format(day=about.until))
    if about.kinds:
        said.append(_("Asked by: {kinds}").format(kinds=", ".join(about.kinds)))
    return [*said, signed(about)] if signed(about) else said


def signed(about: Published) -> str:
    """The sign-offs a version has (PX-09), in a line; "" where there is none."""
    found = [
        (_("prepared by {name}"), about.prepared_by),
        (_("reviewed by {name}"), about.reviewed_by),
        (_("approved by {name}"), about.approved_by),
    ]
    return _(", ").join(text.format(name=name) for text, name in found if name)


def _node(form: FormModel, place: int, number: int) -> list[str]:
    node = form.nodes[place]
    if node.kind not in SHOWN | CONTAINERS:
        return []
    indent = "  " * _depth(form, place)
    label, short = text_in(node.label, language()), text_in(node.short, language())
    head = " ".join(part for part in (f"{number}." if number else "", short, f"({node.name})", _duty(node)) if part)
    said = [f"{head}  {type_of(form, place)}"]
    said += [f"  {label}"] if label else []
    hint = text_in(node.hint, language())
    said += [f"  * {hint}"] if hint else []
    choices = form.choice_list(node.choices)
    if choices:
        said.append("  " + "  ".join(f"{each.name}={text_in(each.label, language())}" for each in choices))
    if node.relevant is not None:
        said.append("  " + _("asked when: {condition}").format(condition=node.relevant.text))
    return [indent + line for line in said] + [""]


def _duty(node: Node) -> str:
    if node.kind is Kind.ACKNOWLEDGE:
        return f"[{node.appearance or node.kind}]"
    return "*" if node.required is not None else ""


def _depth(form: FormModel, place: int) -> int:
    parent = form.nodes[place].parent
    return 0 if parent < 0 else 1 + _depth(form, parent)
