"""The two languages: gettext with English message ids and a Chinese catalogue, switched live."""

from __future__ import annotations

import gettext
from functools import lru_cache
from pathlib import Path

LANGUAGES = ("zh", "en")
LOCALE = Path(__file__).resolve().parent.parent / "locale"
_language = "zh"


def language() -> str:
    """The language strings are shown in now: `zh` or `en`."""
    return _language


def use_language(name: str) -> None:
    """Show strings in `zh` or `en` from now on; anything that does not begin with `zh` means English."""
    global _language
    _language = "zh" if name.lower().startswith("zh") else "en"


@lru_cache(maxsize=len(LANGUAGES))
def _catalogue(name: str) -> gettext.NullTranslations:
    return gettext.translation("agentdesk", LOCALE, languages=[name], fallback=True)


def _(message: str) -> str:
    """The message in the language in use."""
    return _catalogue(_language).gettext(message) if message else ""


def N_(message: str) -> str:  # noqa: N802 - gettext's name for a message that is marked here and translated where it is shown
    """Mark a message for the catalogue without translating it here."""
    return message


def pick(zh: str, en: str) -> str:
    """The text of data that carries both languages, in the language in use; the other one where it is empty."""
    return (zh or en) if _language == "zh" else (en or zh)
