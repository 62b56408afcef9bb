"""The operating system's words in the user's language."""

from __future__ import annotations

import errno

import pytest

from agentdesk.common.i18n import use_language
from agentdesk.common.os_errors import why


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("number", [errno.ENOENT, errno.EISDIR, errno.EACCES, errno.ENOSPC, errno.EROFS, errno.ENOTDIR])
def test_every_common_reason_has_words_of_ours(language: str, number: int) -> None:
    use_language(language)
    said = why(OSError(number, "Strerror text"))
    assert "Strerror" not in said
    assert said.isascii() is (language == "en")


def test_an_uncommon_one_is_named_by_its_code() -> None:
    use_language("en")
    assert why(OSError(errno.EXDEV, "Invalid cross-device link")) == "the system reports EXDEV"
    assert why(OSError("no number")) == "the system reports ?"
