"""What tests that compare a screen with its stored picture have in common."""

from __future__ import annotations

from collections.abc import Callable

import pytest

SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 36)], ids=["80x24", "120x36"])
LANGUAGES = pytest.mark.parametrize("language", ["zh", "en"])
Snap = Callable[..., bool]
