from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from wavetank.pebble.arguments import did_you_mean
from wavetank.pebble.filters.regex import replaced
from wavetank.pebble.kinds import integer_of, text_of
from wavetank.pebble.limits import checked_length
from wavetank.pebble.missing import RefusedError
from wavetank.pebble.printing import printed
from wavetank.pebble.values import java_text

if TYPE_CHECKING:
    from collections.abc import Callable

_ELLIPSIS: Final = "..."
_JAVA_WHITESPACE: Final = "".join(map(chr, range(33)))
_ESCAPES: Final = {"single": ("'", "\\'"), "double": ('"', '\\"'), "shell": ("'", "'\\''")}


def lower(value: object) -> object:
    """Returns text in lower case."""
    return None if value is None else text_of(value, "lower").lower()


def upper(value: object) -> object:
    """Returns text in upper case."""
    return None if value is None else text_of(value, "upper").upper()


def trim(value: object) -> object:
    """Returns text without the whitespace around it."""
    return None if value is None else text_of(value, "trim").strip(_JAVA_WHITESPACE)


def capitalize(value: object) -> object:
    """Returns text with its first letter in upper case."""
    if value is None:
        return None
    text = text_of(value, "capitalize")
    start = len(text) - len(text.lstrip())
    return text[:start] + text[start : start + 1].title() + text[start + 1 :]


def title(value: object) -> object:
    """Returns text with the first letter of each word in upper case."""
    if value is None:
        return None
    return re.sub(r"(?<!\S)\S", lambda letter: letter[0].title(), text_of(value, "title"))


def abbreviate(value: object, length: int) -> object:
    """Returns text cut to a length, with an ellipsis at its end."""
    if value is None:
        return None
    text, most = text_of(value, "abbreviate"), integer_of(length, "abbreviate", "length")
    if most < 0:
        raise RefusedError("The argument 'length' of 'abbreviate' must not be negative.")
    if len(text) < most or len(text) <= len(_ELLIPSIS):
        return text
    return text[:most] if most <= len(_ELLIPSIS) else text[: most - len(_ELLIPSIS)] + _ELLIPSIS


def line_breaks(value: object) -> object:
    """Returns text with `<br />` for each line break."""
    return None if value is None else java_text(value).replace("\r\n", "\n").replace("\n", "<br />")


def as_string(value: object) -> object:
    """Returns the text that a print of the value would show."""
    return None if value is None else printed(value)


def starts_with(value: object, start: object) -> bool:
    """Tells whether text begins so."""
    return text_of(value, "startsWith").startswith(text_of(start, "startsWith"))


def ends_with(value: object, end: object) -> bool:
    """Tells whether text ends so."""
    return text_of(value, "endsWith").endswith(text_of(end, "endsWith"))


def before(value: object, separator: str) -> object:
    """Returns what stands before the first separator; everything if there is none."""
    return None if value is None else text_of(value, "substringBefore").partition(_separator(separator))[0]


def before_last(value: object, separator: str) -> object:
    """Returns what stands before the last separator; everything if there is none."""
    if value is None:
        return None
    text = text_of(value, "substringBeforeLast")
    return text.rpartition(_separator(separator))[0] if separator in text else text


def after(value: object, separator: str) -> object:
    """Returns what stands behind the first separator; nothing if there is none."""
    return None if value is None else text_of(value, "substringAfter").partition(_separator(separator))[2]


def after_last(value: object, separator: str) -> object:
    """Returns what stands behind the last separator; nothing if there is none."""
    if value is None:
        return None
    text = text_of(value, "substringAfterLast")
    return text.rpartition(_separator(separator))[2] if separator in text else ""


def _separator(separator: object) -> str:
    text = text_of(separator, "substring")
    if not text:
        raise RefusedError("The argument 'separator' must not be empty.")
    return text


def slugify(value: object) -> object:
    """Returns text as Kestra writes it in paths: letters without accents, digits and single dashes, in lower case."""
    if value is None:
        return None
    plain = unicodedata.normalize("NFD", re.sub(r"\s", "-", text_of(value, "slugify")))
    dashed = re.sub(r"[^A-Za-z0-9_-]", "", plain).replace("_", "-")
    return re.sub(r"-{2,}", "-", dashed).removeprefix("-").removesuffix("-").lower()


def indent(value: object, amount: int, prefix: str = " ") -> object:
    """Returns text with each line but the first one indented."""
    return _indented(value, amount, prefix, "indent")


def nindent(value: object, amount: int, prefix: str = " ") -> object:
    """Returns a line break and then the text with each line indented."""
    return _indented(value, amount, prefix, "nindent")


def _indented(value: object, amount: int, prefix: str, name: str) -> object:
    if value is None:
        return None
    text, times = java_text(value), integer_of(amount, name, "amount")
    if not text:
        return text
    if times < 0:
        raise RefusedError(f"The argument 'amount' of '{name}' must not be negative.")
    line_break = next((mark for mark in ("\r\n", "\n\r", "\n", "\r") if mark in text), "\n")
    if name == "nindent":
        text = line_break + text
    checked_length(len(text) + text.count(line_break) * len(prefix) * times)
    return text.replace(line_break, line_break + prefix * times)


def escape_char(value: object, type: str) -> object:  # noqa: A002 - Kestra's name of the argument
    """Returns text with its quotes escaped for single or double quotes or the shell; also inside maps and lists."""
    if type not in _ESCAPES:
        raise RefusedError(f"'escapeChar' has no type '{type}'.", did_you_mean(str(type), _ESCAPES))
    quote, escaped = _ESCAPES[type]
    return _each_text(value, lambda text: text.replace(quote, escaped), texts_only=True)


def replace(value: object, replace_pairs: Mapping[object, object], regexp: bool = False) -> object:
    """Returns text with each key of a map replaced by its value; also inside maps and lists."""
    if value is None:
        return None
    if not isinstance(replace_pairs, Mapping):
        raise RefusedError("The argument 'replace_pairs' of 'replace' must be a map.", "Write {'old': 'new'}.")
    pairs = [(java_text(old), java_text(new)) for old, new in replace_pairs.items()]
    return _each_text(value, lambda text: _replaced(text, pairs, regexp=regexp))


def _replaced(text: str, pairs: list[tuple[str, str]], *, regexp: bool) -> str:
    for old, new in pairs:
        if regexp:
            text = replaced(text, old, new)
        else:
            times = text.count(old) if old else len(text) + 1
            checked_length(len(text) + times * max(len(new) - len(old), 0))
            text = text.replace(old, new)
    return text


def _each_text(value: object, change: Callable[[str], str], *, texts_only: bool = False) -> object:
    if isinstance(value, Mapping):
        return {key: _each_text(each, change, texts_only=texts_only) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_each_text(each, change, texts_only=texts_only) for each in value]
    if isinstance(value, str):
        return change(value)
    return value if texts_only or value is None else change(java_text(value))
