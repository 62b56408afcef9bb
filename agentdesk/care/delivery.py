"""One message out of the house through apprise, which is loaded for that only."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any

from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _
from agentdesk.common.names import visible

_LONGEST = 200  # characters of an error
_SECRET = 4  # from so many characters on, a part of an address is blotted out of an error


def require_library() -> None:
    """UserError where apprise is not there; it comes with the extra `notify`."""
    if find_spec("apprise") is None:
        raise UserError(_("Sending notices needs the library apprise. Run: pip install 'agentdesk[notify]'"))


def deliver(url: str, title: str, body: str) -> str:
    """Send one message; empty where it was taken, else why not, in one line without any part of the address.

    A robot of WeCom or DingTalk says 200 to everything and puts its refusal into the answer (errcode), which apprise
    does not read, so it is read here.
    """
    import apprise

    asset = apprise.AppriseAsset(async_mode=False, app_id="agentdesk")
    with _heard() as lines, _answers() as answers:
        channel = apprise.Apprise.instantiate(url, asset=asset)
        if channel is None:
            return _("The address of this channel is not understood.")
        if channel.notify_format == apprise.NotifyFormat.HTML:
            channel.notify_format = apprise.NotifyFormat.TEXT  # a line of text needs no page around it
        sender = apprise.Apprise(channel, asset=asset)
        try:
            taken = sender.notify(body=body, title=title, body_format=apprise.NotifyFormat.TEXT)
        except Exception as error:  # whatever a plug-in trips over must not stop the other sendings
            lines.append(f"{type(error).__name__}: {error}")
            taken = False
    refused = next(filter(None, map(_refusal, answers)), "")
    if taken and not refused:
        return ""
    return _blotted(refused or "; ".join(lines) or _("It was not taken."), url)


def _refusal(answer: bytes) -> str:
    """What a robot says against a message in an answer that looks well."""
    try:
        said = json.loads(answer)
    except ValueError:
        return ""
    code = said.get("errcode") if isinstance(said, dict) else None
    return f"errcode {code}: {said.get('errmsg', '')}" if code else ""


def _blotted(text: str, url: str) -> str:
    parts = {part for part in re.split(r"[:/@?&=,#%+]+", url.partition("://")[2]) if len(part) >= _SECRET}
    for part in sorted(parts, key=len, reverse=True):
        text = text.replace(part, "***")
    line = visible(" ".join(text.split()))
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


class _Lines(logging.Handler):
    """Keeps what went wrong; apprise says the cause at the level of debugging."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__(logging.DEBUG)
        self._lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line."""
        text = record.getMessage()
        if record.levelno >= logging.WARNING or text.startswith("Socket Exception"):
            self._lines.append(text)


@contextmanager
def _heard() -> Iterator[list[str]]:
    lines: list[str] = []
    logger, handler = logging.getLogger("apprise"), _Lines(lines)
    level, passes = logger.level, logger.propagate
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    logger.propagate = False  # its lines hold addresses
    try:
        yield lines
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)
        logger.propagate = passes


@contextmanager
def _answers() -> Iterator[list[bytes]]:
    """What servers answered meanwhile; apprise keeps no answer, so its HTTP library is listened to."""
    import requests

    found: list[bytes] = []
    send = requests.Session.send

    def listening(session: Any, request: Any, **options: Any) -> Any:
        answer = send(session, request, **options)
        found.append(answer.content)
        return answer

    requests.Session.send = listening  # type: ignore[method-assign,assignment]
    try:
        yield found
    finally:
        requests.Session.send = send  # type: ignore[method-assign]
