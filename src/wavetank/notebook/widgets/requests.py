from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wavetank.notebook.widgets.channel import Call


def requests_of(*owners: object) -> dict[str, Call]:
    """Returns the requests that objects answer: their public coroutine methods, by name."""
    return {
        name: method
        for owner in owners
        for name, method in inspect.getmembers(owner, inspect.iscoroutinefunction)
        if not name.startswith("_")
    }
