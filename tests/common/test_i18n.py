from __future__ import annotations

import pytest

from agentdesk.common import i18n
from agentdesk.common.i18n import _, pick


@pytest.mark.parametrize(
    ("asked", "used", "today"),
    [
        ("zh", "zh", "今天"),
        ("zh_CN.UTF-8", "zh", "今天"),
        ("en", "en", "today"),
        ("de", "en", "today"),
        ("", "en", "today"),
    ],
)
def test_the_language_is_switched_live(asked, used, today):
    i18n.use_language(asked)
    assert (i18n.language(), _("today")) == (used, today)


def test_an_empty_message_is_not_the_catalogues_header():
    assert _("") == ""


def test_data_falls_back_to_the_language_it_has():
    assert (pick("座机", "landline"), pick("", "landline")) == ("座机", "landline")
    i18n.use_language("en")
    assert (pick("座机", "landline"), pick("座机", "")) == ("landline", "座机")
