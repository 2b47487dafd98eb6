from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from wavetank.pebble.kinds import integer_of, text_of
from wavetank.pebble.limits import checked_length
from wavetank.pebble.missing import RefusedError
from wavetank.pebble.place import shortened

if TYPE_CHECKING:
    from collections.abc import Callable

_SECONDS: Final = 0.5
_LONGEST_PATTERN: Final = 10_000
_REFERENCE: Final = re.compile(r"\\(.)|\$(?:(\d)|\{(\w+)\})|(\$)", re.DOTALL)


@lru_cache(maxsize=256)
def compiled_pattern(pattern: str) -> Any:
    r"""
    Returns a regular expression as Java writes it: possessive quantifiers, `\\p{L}`, set operations.

    Raises:
        RefusedError: It is none.
    """
    if len(pattern) > _LONGEST_PATTERN:
        raise RefusedError(f"A regular expression has at most {_LONGEST_PATTERN:,} characters.")
    # Loaded by the first template that needs it. Python's own `re` can neither be stopped nor read Java's syntax.
    import regex  # type: ignore[import-untyped]  # noqa: PLC0415

    try:
        return regex.compile(pattern, regex.VERSION1)
    except (regex.error, OverflowError, RecursionError) as error:
        raise RefusedError(f"`{shortened(pattern)}` is not a regular expression: {error}.") from error


def _timed(work: Callable[[], Any], pattern: str) -> Any:
    try:
        return work()
    except TimeoutError as error:
        cause = f"The regular expression `{shortened(pattern)}` takes longer than {_SECONDS} s on this text."
        raise RefusedError(cause, "Avoid repetitions inside repetitions, as in `(a+)+`.") from error


def replaced(text: str, pattern: str, replacement: str) -> str:
    """Returns text with all matches replaced; `$1` and `${name}` stand for groups."""
    expression = compiled_pattern(pattern)
    length = 0

    def put(match: Any) -> str:
        nonlocal length
        written = _expanded(match, replacement)
        length = checked_length(length + len(written))
        return written

    return str(_timed(lambda: expression.sub(put, text, timeout=_SECONDS), pattern))


def _expanded(match: Any, replacement: str) -> str:
    def group(reference: re.Match[str]) -> str:
        if reference[1]:
            return reference[1]
        if reference[4]:
            raise RefusedError("A `$` in a replacement must be followed by the number of a group.", "Write `\\$`.")
        try:
            return match[int(reference[2]) if reference[2] else reference[3]] or ""
        except IndexError as error:
            raise RefusedError(f"The regular expression has no group `{reference[0]}`.") from error

    return _REFERENCE.sub(group, replacement)


def regex_match(value: object, regex: str) -> bool:
    """Tells whether a regular expression is found somewhere in the text; never in null."""
    if value is None:
        return False
    expression, text = compiled_pattern(text_of(regex, "regexMatch")), text_of(value, "regexMatch")
    return _timed(lambda: expression.search(text, timeout=_SECONDS), regex) is not None


def regex_extract(value: object, regex: str, group: int = 0) -> object:
    """Returns the first match in the text, or a group of it; null if there is none."""
    if value is None:
        return None
    expression, text = compiled_pattern(text_of(regex, "regexExtract")), text_of(value, "regexExtract")
    match = _timed(lambda: expression.search(text, timeout=_SECONDS), regex)
    number = integer_of(group, "regexExtract", "group")
    if not 0 <= number <= expression.groups:
        raise RefusedError(f"The regular expression has no group {number}.")
    return None if match is None else match[number]


def regex_replace(value: object, regex: str, replacement: str) -> object:
    """Returns text with all matches replaced; `$1` and `${name}` stand for groups."""
    if value is None:
        return None
    pattern = text_of(regex, "regexReplace")
    return replaced(text_of(value, "regexReplace"), pattern, text_of(replacement, "regexReplace"))


def split(value: object, delimiter: str, limit: int | None = None) -> object:
    """Returns the parts of a text between the matches of a regular expression, as Java's `split`."""
    if value is None:
        return None
    text, pattern = text_of(value, "split"), text_of(delimiter, "split")
    most = 0 if limit is None else integer_of(limit, "split", "limit")
    parts = _parts(text, compiled_pattern(pattern), pattern, most)
    if most == 0 and len(parts) > 1:
        while parts and not parts[-1]:
            parts.pop()
    return parts


def _parts(text: str, expression: Any, pattern: str, most: int) -> list[str]:
    matches = _timed(lambda: list(expression.finditer(text, timeout=_SECONDS)), pattern)
    parts: list[str] = []
    start = 0
    for match in matches:
        if 0 < most <= len(parts) + 1:
            break
        # Java makes no empty first part of an empty match, and sees none at the end of the text.
        if match.end() == match.start() and match.start() in (0, len(text)):
            continue
        parts.append(text[start : match.start()])
        start = match.end()
    return [*parts, text[start:]]
