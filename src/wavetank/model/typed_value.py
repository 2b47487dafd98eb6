"""From a raw value, a text as a rule, to a value of an input's type (language reference, section 3.2)."""

from __future__ import annotations

import json
import math
import operator
import re
from datetime import UTC, date, datetime, time
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wavetank.durations import parse_duration
from wavetank.model.file_content import FileContent
from wavetank.model.input_type import InputType
from wavetank.model.secret_text import SecretText

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_LARGEST_INT = 2**31 - 1
# One slash alone behind the scheme is a slip: a place has two, and a host may be left out.
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:(?!/[^/]|//?$)\S+")
_EMAIL = re.compile(r"(?:[a-zA-Z0-9_!#$%&\u2019*+/=?`{|}~^.-]+@[a-zA-Z0-9.-]+)?")
_FILE = re.compile(r"(?:kestra:///|nsfile://).+")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def typed_value(kind: InputType, raw: Any, item_type: InputType | None = None) -> Any:
    """
    Returns a raw value as a value of a type: text, number, boolean, datetime (aware, UTC), date, time, timedelta, list,
    secret text, the path of a file that is still to be stored, or whatever JSON says.

    Args:
        kind: The type.
        raw: What was given, or rendered.
        item_type: The type of the elements of an ARRAY or MULTISELECT; None leaves them as they are.

    Raises:
        ValueError: It is no value of the type; the message says why, to be read behind the name of the input.
    """
    if kind in (InputType.ARRAY, InputType.MULTISELECT):
        return _array(raw, item_type)
    return _READERS[kind](raw)


def _text(raw: Any) -> str:
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, dict | list):
        return json.dumps(raw, ensure_ascii=False)
    return str(raw)


def _integer(raw: Any) -> int:
    try:
        number = int(raw, 10) if isinstance(raw, str) else operator.index(raw)
    except (ValueError, TypeError):
        raise ValueError("it must be a whole number") from None
    if isinstance(raw, bool) or not -_LARGEST_INT - 1 <= number <= _LARGEST_INT:
        raise ValueError(f"it must be a whole number of 32 bits, at most {_LARGEST_INT}")
    return number


def _float(raw: Any) -> float:
    try:
        number = float(raw)
    except (ValueError, TypeError, OverflowError):
        raise ValueError("it must be a number") from None
    if isinstance(raw, bool) or not math.isfinite(number):
        raise ValueError("it must be a finite number")
    return number


def _boolean(raw: Any) -> bool:
    return raw if isinstance(raw, bool) else str(raw).lower() == "true"


def _datetime(raw: Any) -> datetime:
    shape = "it must be a date and time with `Z` or an offset, as 2024-01-31T10:15:30Z"
    try:
        moment = raw if isinstance(raw, datetime) else datetime.fromisoformat(str(raw))
        aware = moment.tzinfo is not None
        return moment.astimezone(UTC) if aware else _never(shape)
    except (ValueError, OverflowError):
        raise ValueError(shape) from None


def _never(shape: str) -> Any:
    raise ValueError(shape)


def _date(raw: Any) -> date:
    if isinstance(raw, date) and not isinstance(raw, datetime):
        return raw
    try:
        return date.fromisoformat(raw) if _DATE.fullmatch(raw) else _never("")
    except (ValueError, TypeError):
        raise ValueError("it must be a date, as 2024-01-31") from None


def _time(raw: Any) -> time:
    try:
        moment = raw if isinstance(raw, time) else time.fromisoformat(str(raw))
    except ValueError:
        raise ValueError("it must be a time of day, as 10:15:30") from None
    if moment.tzinfo is not None:
        raise ValueError("it must be a time of day without an offset, as 10:15:30")
    return moment


def _duration(raw: Any) -> Any:
    try:
        return parse_duration(raw)
    except OverflowError:
        raise ValueError("it is longer than any duration can be") from None


def _json(raw: Any) -> Any:
    if not isinstance(raw, str | bytes):
        return raw
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        raise ValueError("it must be JSON") from None


def _yaml(raw: Any) -> Any:
    if isinstance(raw, str):
        raise ValueError("it must be read as YAML first")  # noqa: TRY004 - the contract's
    return raw


def _ion(raw: Any) -> Any:
    if not isinstance(raw, str):
        return raw
    try:
        loads: Callable[[Any], Iterable[Any]] = import_module("wavetank.model.ion").loads
        values = [_without_decimals(each) for each in loads(raw)]
    except ValueError as error:
        raise ValueError(f"it must be Ion: {error}") from None
    return values[0] if len(values) == 1 else values


def _without_decimals(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_decimals(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_without_decimals(each) for each in value]
    return float(value) if isinstance(value, Decimal) else value


def _uri(raw: Any) -> str:
    if not _URI.fullmatch(str(raw)):
        raise ValueError("it must be a `URI`, as https://example.com/path")
    return str(raw)


def _email(raw: Any) -> str:
    if not _EMAIL.fullmatch(str(raw)):
        raise ValueError("it must be an email address")
    return str(raw)


def _file(raw: Any) -> Any:
    if isinstance(raw, Path | FileContent):
        return raw
    if not _FILE.fullmatch(str(raw)):
        raise ValueError(
            "it must be a file: a `pathlib.Path`, bytes or a DataFrame to store, or a `kestra:///` or `nsfile:///` URI"
        )
    return str(raw)


def _array(raw: Any, item_type: InputType | None) -> list[Any]:
    elements = _json(raw)
    if not isinstance(elements, list | tuple):
        raise ValueError("it must be a list, or the JSON text of one")  # noqa: TRY004 - the contract's
    return [_element(element, item_type) for element in elements]


def _element(raw: Any, item_type: InputType | None) -> Any:
    if item_type is None:
        return raw
    try:
        return typed_value(item_type, raw)
    except ValueError as error:
        raise ValueError(f"its element `{raw}` is no {item_type}: {error}") from None


_READERS: dict[InputType, Callable[[Any], Any]] = {
    InputType.STRING: _text,
    InputType.INT: _integer,
    InputType.FLOAT: _float,
    InputType.BOOLEAN: _boolean,
    InputType.BOOL: _boolean,
    InputType.DATETIME: _datetime,
    InputType.DATE: _date,
    InputType.TIME: _time,
    InputType.DURATION: _duration,
    InputType.JSON: _json,
    InputType.ION: _ion,
    InputType.YAML: _yaml,
    InputType.URI: _uri,
    InputType.SELECT: _text,
    InputType.ENUM: _text,
    InputType.EMAIL: _email,
    InputType.FILE: _file,
    InputType.SECRET: lambda raw: SecretText(_text(raw)),
}
