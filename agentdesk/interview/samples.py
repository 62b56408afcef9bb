"""Sample facts, so that a form can be read and walked without a customer."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from agentdesk.common import clock
from agentdesk.interview.model import FormModel, Kind

_FILE = Path(__file__).with_name("samples.toml")


def sample_facts(language: str) -> dict[str, str]:
    """A fact of every name the desk knows, in a language (English for any but `zh`); dates lie around today."""
    return {name: _said(fact, "zh" if language == "zh" else "en") for name, fact in _facts().items()}


def unknown_facts(form: FormModel) -> list[str]:
    """The hidden fields of a form that no desk fills and that have no default of their own."""
    hidden = [node for node in form.nodes if node.kind is Kind.HIDDEN]
    own = [node.name for node in hidden if not (node.default or node.dynamic_default or node.calculation)]
    return [name for name in own if name not in _facts()]


@lru_cache(maxsize=1)
def _facts() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def _said(fact: dict[str, Any], language: str) -> str:
    if "days" in fact:
        return (clock.today() + timedelta(days=fact["days"])).isoformat()
    return str(fact[language])
