from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from wavetank.errors import WavetankError


class Answer(msgspec.Struct, frozen=True):
    """What a page asked for, with bytes that stand beside it."""

    content: Any
    buffers: Sequence[bytes] = ()


def refusal(error: WavetankError) -> dict[str, Any]:
    """Returns what a page is told of an error: cause, remedy, and for a form what is wrong with which field."""
    return {"error": {"cause": error.cause, "remedy": error.remedy, "fields": getattr(error, "fields", {})}}
