from __future__ import annotations

from typing import Final

from wavetank.pebble.printing import printed

_FALSE: Final = frozenset({"", "false", "0", "-0"})
_JAVA_WHITESPACE: Final = "".join(map(chr, range(33)))


def truthy(text: object) -> bool:
    """
    Tells whether a rendered condition holds, by the rule of `runIf`, `If` and `Fail`.

    False are only null and the texts `""`, `false`, `0` and `-0`, with or without whitespace around them, as in newer
    servers; `False`, `0.0` and `[]` are true.
    """
    if text is None:
        return False
    return (text if isinstance(text, str) else printed(text)).strip(_JAVA_WHITESPACE) not in _FALSE
