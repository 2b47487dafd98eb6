from __future__ import annotations

from typing import Never

from jinja2 import Undefined

from wavetank.pebble.missing import MissingError


class StrictUndefined(Undefined):
    """What Jinja2's compiled code makes for an unknown variable: it raises at once."""

    def __new__(cls, *_: object, name: str | None = None) -> Never:
        """Raises: variables are strict."""
        raise MissingError(name or "")
