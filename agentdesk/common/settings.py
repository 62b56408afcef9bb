"""What the user may set: environment first, then a settings file in the platform's config folder, then defaults."""

from __future__ import annotations

import os
import re
from functools import lru_cache
from pathlib import Path
from typing import Literal

import msgspec

from agentdesk.common.errors import UsageError
from agentdesk.common.i18n import _

SERVERS = ("postgresql", "postgres", "psycopg3")  # the schemes of a database's URL; whatever has none is a file


class Channel(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A way out of the house for notices: an address as apprise writes one, which is a secret, and for whom it is."""

    name: str  # what lists and logs say in its place
    url: str
    to: tuple[str, ...]  # staff codes and positions
    notices: tuple[Literal["nudge", "unreachable", "investigation", "missing_record"], ...] = ()  # none: all of them

    def __repr__(self) -> str:
        return f"Channel({self.name!r})"


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The settings file's keys."""

    database: str = ""  # path or URL; AGENTDESK_DATABASE goes before it
    language: Literal["zh", "en", ""] = ""  # AGENTDESK_LANG goes before it; empty: the person's own
    borders: Literal["line", "ascii"] = "line"  # ascii for terminals that draw ambiguous glyphs two cells wide
    mouse: bool = False
    busy_seconds: float = 30  # how long to wait for another's change; AGENTDESK_BUSY_SECONDS goes before it
    audit_heads: str = (
        ""  # the folder for the heads of the audit trail; empty: beside the database, where they are weak
    )
    backups: str = ""  # the folder where the night puts a backup; empty: it makes none
    keep_backups: tuple[int, int, int] = (7, 5, 12)  # of days, of weeks, of months
    log: str = ""  # the file of the log, "off" for none; empty: in the platform's folder for logs
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_megabytes: float = 10  # how large the file grows before a new one is begun
    log_files: int = 5  # how many older ones stay
    notify: tuple[Channel, ...] = ()  # each a [[notify]] table; care/channels.py says what else must hold


def config_path() -> Path:
    """Where the settings file lies on this platform."""
    import platformdirs

    return Path(platformdirs.user_config_dir("agentdesk", appauthor=False)) / "settings.toml"


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings file's content, or the defaults where there is none; a bad file is named with its fault."""
    path = config_path()
    try:
        return msgspec.toml.decode(path.read_bytes(), type=Settings)
    except FileNotFoundError:
        return Settings()
    except (msgspec.ValidationError, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: {error}") from error
    except OSError as error:
        raise UsageError(_("{path} cannot be read: {why}").format(path=path, why=error.strerror)) from error


def database_url() -> str:
    """The database to work on: AGENTDESK_DATABASE, the settings file, or a file in the platform's data folder.

    UsageError for a URL that names another kind of database.
    """
    chosen = os.environ.get("AGENTDESK_DATABASE") or settings().database
    if chosen:
        return known_database(chosen)
    import platformdirs

    return str(Path(platformdirs.user_data_dir("agentdesk", appauthor=False)) / "agentdesk.db")


def known_database(url: str) -> str:
    """The path or URL as it is; UsageError for a URL of a scheme that is not known, which is never taken for a path."""
    scheme = re.match(r"([A-Za-z][A-Za-z0-9+.-]*)://", url)
    if scheme and scheme[1] not in SERVERS:
        text = _("{scheme}:// names no database that can be used here; known are {known}, and a file by its path.")
        raise UsageError(text.format(scheme=scheme[1], known=", ".join(f"{each}://" for each in SERVERS)))
    return url


def preferred_language() -> str:
    """`zh` or `en` where environment or settings file say so, else empty."""
    return os.environ.get("AGENTDESK_LANG") or settings().language


def busy_seconds() -> float:
    """How many seconds to wait while another process changes the database: AGENTDESK_BUSY_SECONDS or the settings."""
    text = os.environ.get("AGENTDESK_BUSY_SECONDS")
    if not text:
        return settings().busy_seconds
    try:
        return max(float(text), 0)
    except ValueError as error:
        raise UsageError(_("AGENTDESK_BUSY_SECONDS is not a number: {text}").format(text=text)) from error
