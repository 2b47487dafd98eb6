from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import Any, Final

import msgspec

from wavetank.durations import format_duration
from wavetank.pebble.json_text import datetime_text
from wavetank.pebble.values import time_text

_HALVES = re.compile("[\ud800-\udfff]")
_TIMES: Final = (timedelta, datetime, time)
# What stands in a text with a duration, and with a time whose thousandths the encoder writes as millionths.
_DURATION: Final = re.compile(rb'"-?P[T\d]')
_MILLIONTHS: Final = (b'000Z"', b'000"', b"000+", b"000-")


def as_written(value: Any) -> Any:
    """
    Returns a value as it will be read back from disk: maps with texts for keys, lists, texts, numbers, booleans, null.

    What goes on in memory is then the same as what goes on after a restart, and nothing that cannot be written gets as
    far as the journal, where it would hold up everyone. Dates, times and durations become the texts that Java gives
    them (`PT1M`, not `PT60S`), decimals texts; a half of a surrogate pair, which no UTF-8 can hold, becomes U+FFFD.

    Raises:
        ValueError: It holds something that is no JSON; the message says what.
    """
    try:
        written = msgspec.json.encode(value, enc_hook=_plain)
        if _DURATION.search(written) or any(sign in written for sign in _MILLIONTHS):
            written = msgspec.json.encode(_with_times(value))
        return msgspec.json.decode(written)
    except UnicodeEncodeError:
        return as_written(_cleaned(msgspec.to_builtins(value, enc_hook=_plain, str_keys=True)))
    except (TypeError, OverflowError, RecursionError, msgspec.MsgspecError) as error:
        raise ValueError(f"It cannot be written as JSON: {error}") from error


def clean_text(text: str) -> str:
    """Returns a text with each half of a surrogate pair replaced by U+FFFD."""
    return text if text.isascii() else _HALVES.sub("\ufffd", text)


def _with_times(value: Any) -> Any:
    """Returns a value whose times and durations are texts: the encoder has a writing of its own for them."""
    return _times_written(msgspec.to_builtins(value, builtin_types=_TIMES, enc_hook=_plain, str_keys=True))


def _times_written(value: Any) -> Any:
    if isinstance(value, timedelta):
        return format_duration(value)
    if isinstance(value, datetime):
        return datetime_text(value)
    if isinstance(value, time):
        return time_text(value, seconds=True)
    if isinstance(value, dict):
        return {key: _times_written(each) for key, each in value.items()}
    return [_times_written(each) for each in value] if isinstance(value, list | tuple | set) else value


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
