from __future__ import annotations

import pytest

from agentdesk.common import settings
from agentdesk.common.errors import UsageError


@pytest.fixture
def write():
    """Write the settings file where this platform keeps it."""

    def write(text: str) -> None:
        path = settings.config_path()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        settings.settings.cache_clear()

    return write


def test_without_a_file_the_defaults_hold():
    found = settings.settings()
    assert (found.database, found.language, found.borders, found.mouse) == ("", "", "line", False)
    assert settings.database_url().endswith("agentdesk.db")


def test_the_environment_goes_before_the_file(write, monkeypatch):
    write('database = "/data/file.db"\nlanguage = "en"\n')
    assert (settings.database_url(), settings.preferred_language()) == ("/data/file.db", "en")
    monkeypatch.setenv("AGENTDESK_DATABASE", "/data/other.db")
    monkeypatch.setenv("AGENTDESK_LANG", "zh")
    assert (settings.database_url(), settings.preferred_language()) == ("/data/other.db", "zh")


@pytest.mark.parametrize(
    ("text", "named"), [('borders = "round"', "borders"), ("colour = 1", "colour"), ("mouse =", "settings.toml")]
)
def test_a_bad_file_is_named_with_its_fault(write, text, named):
    write(text)
    with pytest.raises(UsageError, match=named) as caught:
        settings.settings()
    assert str(settings.config_path()) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_how_long_to_wait_for_a_busy_database(write, monkeypatch):
    assert settings.busy_seconds() == 30
    write("busy_seconds = 2.5\n")
    assert settings.busy_seconds() == 2.5
    monkeypatch.setenv("AGENTDESK_BUSY_SECONDS", "0.1")
    assert settings.busy_seconds() == 0.1
    monkeypatch.setenv("AGENTDESK_BUSY_SECONDS", "for ever")
    with pytest.raises(UsageError, match="AGENTDESK_BUSY_SECONDS"):
        settings.busy_seconds()
