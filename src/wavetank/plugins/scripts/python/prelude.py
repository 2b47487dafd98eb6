from __future__ import annotations

import re

_LINE = "true, false, null = True, False, None"
_FUTURE = re.compile(r"^from\s+__future__\s+import\s*(?:\([^)]*\)|[^\n(]*)[^\n]*\n?", re.MULTILINE)
_COMMENT = re.compile(r"\s*(#|\n|$)")
_IMPORT = re.compile(r"(import|from)\s")


def with_prelude(script: str) -> str:
    """
    Returns a script in which `true`, `false` and `null` are known, so that JSON from an expression is Python.

    The numbers of its lines stay, where its first line is empty, a comment or an import.
    """
    start = max((found.end() for found in _FUTURE.finditer(script)), default=0)
    head, tail = script[:start], script[start:]
    if head and not head.endswith("\n"):
        head += "\n"
    if _COMMENT.match(tail):
        return f"{head}{_LINE}  {tail}" if tail.startswith("#") else f"{head}{_LINE}{tail.lstrip(' ')}"
    return f"{head}{_LINE}{'; ' if _IMPORT.match(tail) else chr(10)}{tail}"
