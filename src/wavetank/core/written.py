from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import msgspec

from wavetank.durations import format_duration

_HALVES = re.compile("[\ud800-\udfff]")


def as_written(value: Any) -> Any:
    """
    Returns a value as it will be read back from disk: maps with texts for keys, lists, texts, numbers, booleans, null.

    What goes on in memory is then the same as what goes on after a restart, and nothing that cannot be written gets as
    far as the journal, where it would hold up everyone. Dates become ISO texts, durations the text that Java gives them
    (`PT1M`, not `PT60S`), decimals texts; a half of a surrogate pair, which no UTF-8 can hold, becomes U+FFFD.

    Raises:
        ValueError: It holds something that is no JSON; the message says what.
    """
    try:
        written = msgspec.json.encode(value, enc_hook=_plain)
        if b'"P' in written or b'"-P' in written:
            written = msgspec.json.encode(_with_durations(value))
        return msgspec.json.decode(written)
    except UnicodeEncodeError:
        return as_written(_cleaned(msgspec.to_builtins(value, enc_hook=_plain, str_keys=True)))
    except (TypeError, OverflowError, RecursionError, msgspec.MsgspecError) as error:
        raise ValueError(f"It cannot be written as JSON: {error}") from error


def clean_text(text: str) -> str:
    """Returns a text with each half of a surrogate pair replaced by U+FFFD."""
    return text if text.isascii() else _HALVES.sub("\ufffd", text)


def _with_durations(value: Any) -> Any:
    """Returns a value whose durations are texts: the encoder has a writing of its own for them."""
    plain = msgspec.to_builtins(value, builtin_types=(timedelta,), enc_hook=_plain, str_keys=True)
    return _durations_written(plain)


def _durations_written(value: Any) -> Any:
    if isinstance(value, timedelta):
        return format_duration(value)
    if isinstance(value, dict):
        return {key: _durations_written(each) for key, each in value.items()}
    return [_durations_written(each) for each in value] if isinstance(value, list | tuple | set) else value


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, dict):
        return {clean_text(key): _cleaned(each) for key, each in value.items()}
    return [_cleaned(each) for each in value] if isinstance(value, list) else value


def _plain(value: Any) -> Any:
    if hasattr(value, "items"):
        return dict(value.items())
    if hasattr(value, "__iter__"):
        return list(value)
    raise TypeError(f"a value of type {type(value).__name__} is no JSON")
