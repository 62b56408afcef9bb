"""What the app tells its screens."""

from __future__ import annotations

from textual.message import Message


class MinutePassed(Message, bubble=False):
    """The clock shows another minute: the one thing that moves by itself."""


class SignGiven(Message, bubble=False):
    """This desk has stored its sign of life, which is nothing to read anything again for."""


class NudgesChanged(Message, bubble=False):
    """A colleague's line has come, or was acknowledged."""


class LanguageSwitched(Message, bubble=False):
    """Strings are in another language from now on."""
