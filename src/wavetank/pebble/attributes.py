from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from wavetank.pebble.loop import Loop
from wavetank.pebble.missing import MissingError, RefusedError
from wavetank.pebble.values import Entry, java_text

if TYPE_CHECKING:
    from collections.abc import Callable

    Getters = dict[str, Callable[..., object]]

_SEQUENCES: Final = (list, tuple)


def attribute(owner: object, name: str) -> object:
    """
    Returns `owner.name`: a key of a map, or one of the few properties that other values have.

    Raises:
        MissingError: There is no such key or property.
    """
    if type(owner) is dict:
        try:
            return owner[name]
        except KeyError:
            raise MissingError(name, owner) from None
    if isinstance(owner, Mapping):
        if name in owner:
            return owner[name]
        raise MissingError(name, owner)
    for kind, getters in _GETTERS:
        if isinstance(owner, kind) and name in getters:
            return getters[name](owner)
    raise MissingError(name, owner)


def item(owner: object, key: object) -> object:
    """
    Returns `owner[key]`.

    Raises:
        MissingError: There is no such key, or no such place in the list.
        RefusedError: A map with text keys is asked for a number.
    """
    if isinstance(owner, Mapping):
        return _entry(owner, key)
    if isinstance(owner, _SEQUENCES) and not isinstance(key, bool | float):
        index = _index(key)
        if index is not None:
            if 0 <= index < len(owner):
                return owner[index]
            raise MissingError(java_text(key), owner)
    return attribute(owner, key if isinstance(key, str) else java_text(key))


def _entry(owner: Mapping[object, object], key: object) -> object:
    try:
        if key in owner:
            return owner[key]
    except TypeError as error:
        raise RefusedError("A list or a map cannot be a key.") from error
    if isinstance(key, int | float) and not isinstance(key, bool) and owner and isinstance(next(iter(owner)), str):
        raise RefusedError(f"The keys of this map are texts, {java_text(key)} is a number.", "Write the key in quotes.")
    raise MissingError(java_text(key), owner)


def _index(key: object) -> int | None:
    if isinstance(key, int):
        return key
    if isinstance(key, str):
        digits = key.removeprefix("-").removeprefix("+")
        return int(key) if digits.isdigit() and digits.isascii() and len(digits) < 10 else None  # noqa: PLR2004
    return None


_DATE: Final[Getters] = {
    "year": lambda moment: moment.year,
    "monthValue": lambda moment: moment.month,
    "month": lambda moment: f"{moment:%B}".upper(),
    "dayOfMonth": lambda moment: moment.day,
    "dayOfWeek": lambda moment: f"{moment:%A}".upper(),
    "dayOfYear": lambda moment: moment.timetuple().tm_yday,
}
_TIME: Final[Getters] = {
    "hour": lambda moment: moment.hour,
    "minute": lambda moment: moment.minute,
    "second": lambda moment: moment.second,
    "nano": lambda moment: moment.microsecond * 1000,
}
_COLLECTION: Final[Getters] = {"size": len, "empty": lambda values: not values}
_GETTERS: Final[tuple[tuple[type | tuple[type, ...], Getters], ...]] = (
    (Loop, {name: lambda loop, name=name: getattr(loop, name) for name in Loop.NAMES}),
    (Entry, {"key": lambda entry: entry.key, "value": lambda entry: entry.value}),
    (_SEQUENCES, _COLLECTION | {"first": lambda values: values[0], "last": lambda values: values[-1]}),
    ((set, frozenset), _COLLECTION),
    (str, {"length": len, "empty": lambda text: not text, "blank": lambda text: not text.strip()}),
    (datetime, _DATE | _TIME),
    (date, _DATE),
    (time, _TIME),
    (timedelta, {"seconds": lambda length: length // timedelta(seconds=1)}),
)
