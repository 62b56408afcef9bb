"""What an event of the keyboard types, and what it means where nothing is typed."""

from __future__ import annotations

import unicodedata

from textual import events

Typed = events.Key | events.Paste
_NAMES = {"?": "question_mark", "/": "slash"}


def text_of(event: Typed) -> str:
    """What an event types; "" for a key that is none of text."""
    if isinstance(event, events.Paste):
        return event.text
    return event.character if event.is_printable and event.character else ""


def half_width(event: events.Key) -> events.Key:
    """A key as it is meant where nothing is typed: an input method in full width gives １ and ｃ for 1 and c."""
    plain = unicodedata.normalize("NFKC", event.character) if event.is_printable and event.character else ""
    if len(plain) != 1 or plain == event.character:
        return event
    return events.Key(_NAMES.get(plain, plain), plain)
