from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Context, Decimal, DivisionByZero, InvalidOperation
from enum import Enum
from typing import TYPE_CHECKING, Final, cast

from wavetank.pebble.limits import checked_count, checked_length
from wavetank.pebble.missing import RefusedError
from wavetank.pebble.place import shortened
from wavetank.pebble.values import java_text

if TYPE_CHECKING:
    from collections.abc import Callable

Number = int | float | Decimal
_DECIMAL128: Final = Context(prec=34)
_COLLECTION: Final = (list, tuple, set, frozenset)


def is_number(value: object) -> bool:
    """Tells whether a value is a number; true and false are none."""
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def as_long(number: int) -> int:
    """Returns what is left of a number in 64 bits: Java's integers wrap."""
    return (number + 2**63) % 2**64 - 2**63


def add(left: object, right: object) -> object:
    """Adds numbers; joins text with anything; appends to a list."""
    if isinstance(left, str) or isinstance(right, str):
        first, second = java_text(left), java_text(right)
        checked_length(len(first) + len(second))
        return first + second
    if isinstance(left, list | tuple):
        added = list(right) if isinstance(right, _COLLECTION) else [right]
        checked_count(len(left) + len(added))
        return [*left, *added]
    return _calculated("+", left, right)


def subtract(left: object, right: object) -> object:
    """Subtracts numbers; takes items out of a list."""
    if isinstance(left, list | tuple):
        taken = right if isinstance(right, _COLLECTION) else [right]
        return [item for item in left if not any(equal(item, each) for each in taken)]
    return _calculated("-", left, right)


def multiply(left: object, right: object) -> object:
    """Multiplies numbers."""
    return _calculated("*", left, right)


def divide(left: object, right: object) -> object:
    """Divides numbers; integers without a rest."""
    return _calculated("/", left, right)


def modulo(left: object, right: object) -> object:
    """Returns the rest of a division, with the sign of the left side."""
    return _calculated("%", left, right)


def negative(value: object) -> object:
    """Returns minus a number."""
    return _calculated("*", -1, value)


def positive(value: object) -> object:
    """Returns a number as it is."""
    return _calculated("*", 1, value)


def _calculated(symbol: str, left: object, right: object) -> Number:
    if not (is_number(left) and is_number(right)):
        shown = " and ".join(f"`{shortened(java_text(value))}`" for value in (left, right))
        raise RefusedError(f"`{symbol}` needs two numbers, not {shown}.", "The filter `number` makes one of text.")
    if isinstance(left, Decimal) or isinstance(right, Decimal):
        return _of_decimals(symbol, Decimal(str(left)), Decimal(str(right)))
    if isinstance(left, float) or isinstance(right, float):
        return _of_doubles(symbol, float(cast("float", left)), float(cast("float", right)))
    return _of_longs(symbol, cast("int", left), cast("int", right))


def _of_longs(symbol: str, left: int, right: int) -> int:
    if symbol in "/%":
        if right == 0:
            raise RefusedError("An integer cannot be divided by zero.")
        quotient = abs(left) // abs(right) * (1 if (left < 0) == (right < 0) else -1)
        return as_long(quotient if symbol == "/" else left - quotient * right)
    return as_long({"+": left + right, "-": left - right, "*": left * right}[symbol])


def _of_doubles(symbol: str, left: float, right: float) -> float:
    if symbol == "/":
        return left / right if right else _by_zero(left, right)
    if symbol == "%":
        return math.fmod(left, right) if right and math.isfinite(left) else math.nan
    return {"+": left + right, "-": left - right, "*": left * right}[symbol]


def _by_zero(left: float, right: float) -> float:
    if left == 0 or math.isnan(left):
        return math.nan
    return math.copysign(math.inf, left) * math.copysign(1, right)


_ON_DECIMALS: Final[dict[str, Callable[[Decimal, Decimal], Decimal]]] = {
    "+": _DECIMAL128.add,
    "-": _DECIMAL128.subtract,
    "*": _DECIMAL128.multiply,
    "/": _DECIMAL128.divide,
    "%": _DECIMAL128.remainder,
}


def _of_decimals(symbol: str, left: Decimal, right: Decimal) -> Decimal:
    try:
        return _ON_DECIMALS[symbol](left, right)
    except (DivisionByZero, InvalidOperation) as error:
        raise RefusedError(f"`{left} {symbol} {right}` has no value.") from error


def equal(left: object, right: object) -> bool:
    """Compares numbers by value across types, enums with their names, and everything else as it is."""
    if is_number(left) and is_number(right):
        return left == right
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, Enum) or isinstance(right, Enum):
        return _enum_name(left) == _enum_name(right)
    return left == right


def _enum_name(value: object) -> object:
    return value.name if isinstance(value, Enum) else value


def unequal(left: object, right: object) -> bool:
    """Tells whether two values differ."""
    return not equal(left, right)


def compared(left: object, right: object, symbol: str) -> int | None:
    """
    Returns less than, zero or more than zero as the left side is less, the same or more; None if a side is null.

    Raises:
        RefusedError: They are neither numbers, nor texts, nor dates of one kind.
    """
    if left is None or right is None:
        return None
    if is_number(left) and is_number(right):
        first, second = cast("float", left), cast("float", right)
        return (first > second) - (first < second)
    if isinstance(left, str) and isinstance(right, str):
        return (left > right) - (left < right)
    if isinstance(left, date) and isinstance(right, date) and isinstance(left, datetime) == isinstance(right, datetime):
        return _dates_compared(left, right, symbol)
    raise RefusedError(f"`{symbol}` compares two numbers, two texts or two dates, not {_both(left, right)}.")


def _dates_compared(left: date, right: date, symbol: str) -> int:
    try:
        return (left > right) - (left < right)
    except TypeError as error:
        raise RefusedError(f"`{symbol}` compares a date-time that has a zone with one that has none.") from error


def _both(left: object, right: object) -> str:
    return " and ".join(f"`{shortened(java_text(value))}`" for value in (left, right))


def _numbers_compared(left: object, right: object, symbol: str) -> int | None:
    if left is None or right is None or (is_number(left) and is_number(right)):
        return compared(left, right, symbol)
    raise RefusedError(
        f"`{symbol}` compares two numbers, not {_both(left, right)}.",
        "Make numbers of dates with the filter `timestamp`, of texts with `number`.",
    )


def less(left: object, right: object) -> bool:
    """Tells whether left < right."""
    order = _numbers_compared(left, right, "<")
    return order is not None and order < 0


def greater(left: object, right: object) -> bool:
    """Tells whether left > right."""
    order = _numbers_compared(left, right, ">")
    return order is not None and order > 0


def at_most(left: object, right: object) -> bool:
    """Tells whether left <= right."""
    order = _numbers_compared(left, right, "<=")
    return order is not None and order <= 0


def at_least(left: object, right: object) -> bool:
    """Tells whether left >= right."""
    order = _numbers_compared(left, right, ">=")
    return order is not None and order >= 0


def contains(left: object, right: object) -> bool:
    """Tells whether a list has an item (or all of a list), a map a key, or a text a part."""
    if left is None:
        return False
    if isinstance(left, str):
        return java_text(right) in left
    if isinstance(left, Mapping):
        return _has_key(left, right)
    if isinstance(left, _COLLECTION):
        wanted = right if isinstance(right, _COLLECTION) else [right]
        return all(any(equal(item, each) for item in left) for each in wanted)
    raise RefusedError(f"`contains` looks into a list, a map or a text, not `{shortened(java_text(left))}`.")


def _has_key(entries: Mapping[object, object], key: object) -> bool:
    try:
        return key in entries
    except TypeError:
        return False


def is_in(left: object, right: object) -> bool:
    """Tells whether a value is an item of a list, or a key or value of a map, when both are taken as text."""
    if left is None or right is None:
        return False
    text = java_text(left)
    if isinstance(right, Mapping):
        return any(text in (java_text(key), java_text(value)) for key, value in right.items())
    if isinstance(right, _COLLECTION):
        return any(java_text(item) == text for item in right)
    return isinstance(right, str) and text in right


def not_in(left: object, right: object) -> bool:
    """Tells the opposite of `is_in`."""
    return not is_in(left, right)


def concatenate(*parts: object) -> str:
    """Joins texts; null is nothing."""
    texts = [part if type(part) is str else "" if part is None else java_text(part) for part in parts]
    checked_length(sum(map(len, texts)))
    return "".join(texts)


def truth(value: object) -> bool:
    """
    Returns what a condition of `if`, `and`, `or` or `not` means: 0 and empty text are false.

    Raises:
        RefusedError: It is null, or neither a boolean nor a number nor text.
    """
    if value is True or value is False:
        return value
    if value is None:
        raise RefusedError("The condition is null.", "Write `?? false` behind it.")
    return _coerced(value)


def chosen(value: object) -> bool:
    """Returns what the condition before `?` means; null is false there."""
    if value is True or value is False:
        return value
    return value is not None and _coerced(value)


def _coerced(value: object) -> bool:
    if is_number(value):
        return value == value and value != 0  # noqa: PLR0124 - NaN is false
    if isinstance(value, str):
        return bool(value)
    raise RefusedError(f"A condition must be true or false, not `{shortened(java_text(value))}`.")


def negated(value: object) -> bool:
    """Returns the opposite of a condition."""
    return not truth(value)


def interval(start: object, end: object, step: object = 1) -> list[object]:
    """
    Returns the numbers, or letters, from `start` to `end`, both included.

    Raises:
        RefusedError: The ends are of other types, the step is zero, or there would be too many.
    """
    if not is_number(step) or int(cast("int", step)) == 0:
        raise RefusedError("The step of a range must be a number other than zero.")
    width = int(cast("int", step))
    if is_number(start) and is_number(end):
        numbers = _stepped(int(cast("int", start)), int(cast("int", end)), width)
        checked_count(len(numbers))
        return list(numbers)
    if isinstance(start, str) and isinstance(end, str) and len(start) == len(end) == 1:
        return [chr(code) for code in _stepped(ord(start), ord(end), width)]
    raise RefusedError("The ends of a range must be two numbers, or two texts of one character.")


def _stepped(start: int, end: int, step: int) -> range:
    return range(start, end + (1 if step > 0 else -1), step)
