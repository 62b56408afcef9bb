"""What every table of a playbook is made of.

Modules of tables leave annotations as they are (no `annotations` from __future__): as texts msgspec would compile each
of them anew at the first decoding, in every desk's start.
"""

from msgspec import Struct

from agentdesk.playbook.vocabulary import Code


class Row(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The base of every table of a playbook: fixed once read, and an unknown key is an error."""


class Text(Row, frozen=True, kw_only=True):
    """A text in both languages."""

    zh: str
    en: str


class Named(Row, frozen=True, kw_only=True):
    """A row with a code and its name in both languages."""

    code: Code
    zh: str
    en: str
