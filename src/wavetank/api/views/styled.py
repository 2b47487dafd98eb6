from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from wavetank.api.views.element import Html

if TYPE_CHECKING:
    from collections.abc import Iterable

STYLESHEET = Path(__file__).with_name("wavetank.css")
_STYLE = STYLESHEET.read_text(encoding="utf-8")


def styled(parts: Iterable[Html]) -> Html:
    """Returns markup that carries its own style, for a place that has none: an output cell, a saved notebook."""
    return Html(f'<div class="wavetank"><style>{_STYLE}</style>{"".join(parts)}</div>')
