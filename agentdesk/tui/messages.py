"""What the app tells its screens."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message


@dataclass
class MinutePassed(Message, bubble=False):
    """The clock shows another minute: the one thing that moves by itself."""


@dataclass
class SignGiven(Message, bubble=False):
    """This desk has stored its sign of life, which is nothing to read anything again for."""


@dataclass
class NudgesChanged(Message, bubble=False):
    """A colleague's line has come, or was acknowledged."""


@dataclass
class LanguageSwitched(Message, bubble=False):
    """Strings are in another language from now on."""
