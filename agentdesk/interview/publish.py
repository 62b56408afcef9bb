"""A questionnaire made ready for the store: compiled, with its source as text."""

from __future__ import annotations

from pathlib import Path

from agentdesk.interview.compile import compile_form, with_identity
from agentdesk.interview.model import FormModel, text_in
from agentdesk.playbook.forms import CompiledForm


def prepare(path: Path, name: str = "") -> CompiledForm:
    """The form of a file, to be stored under a name (the file's); FormErrors lists every error with its cell.

    The source is kept where it is text; a workbook's is kept by its author.
    """
    name = name or path.stem
    form = compile_form(path, name=name)
    source = path.read_text(encoding="utf-8") if path.suffix.lower() in (".md", ".csv") else ""
    return CompiledForm(
        name=name,
        title_zh=text_in(form.title, "zh"),
        title_en=text_in(form.title, "en"),
        source=source,
        render=lambda version: _rendered(form, name, version),
    )


def _rendered(form: FormModel, name: str, version: str) -> str:
    return with_identity(form, name=name, version=version).to_json()
