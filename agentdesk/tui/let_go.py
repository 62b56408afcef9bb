"""What Textual keeps of screens that are gone: dropped with each of them, or a desk grows with every screen it shows.

Textual 8.2.8 remembers a pair of styles for the last 1,024 widgets that were drawn (`StylesCache.get_inner_outer`), and
with each pair what that widget had drawn: up to 40 MB of screens that nobody will see again.
"""

from __future__ import annotations

from textual._styles_cache import StylesCache


def drop_drawn() -> None:
    """Forget the pairs; those of widgets that are still shown are made again at their next drawing."""
    StylesCache.get_inner_outer.cache_clear()
