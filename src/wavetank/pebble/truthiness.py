from __future__ import annotations

from typing import Final

from wavetank.pebble.printing import printed

_FALSE: Final = frozenset({"", "false", "0", "-0"})


def truthy(text: object) -> bool:
    """
    Tells whether a rendered condition holds, by the rule of `runIf`, `If` and `Fail`.

    False are only null and the texts `""`, `false`, `0` and `-0`; `False`, a blank and `[]` are true.
    """
    if text is None:
        return False
    return (text if isinstance(text, str) else printed(text)) not in _FALSE
