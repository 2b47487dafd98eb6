from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import lru_cache
from typing import Final, NamedTuple

from wavetank.pebble.missing import RefusedError
from wavetank.pebble.values import double_text

_PATTERN: Final = re.compile(
    r"(?P<prefix>(?:'[^']*'|[^'#0,.;])*)(?P<whole>[#,]*[0,]*)(?:\.(?P<fraction>0*#*))?(?:E(?P<exponent>0+))?"
    r"(?P<suffix>(?:'[^']*'|[^'#0,.;])*)"
)
_SCALES: Final = {"%": 2, "‰": 3}
_MOST_DIGITS: Final = 340
_EXACT: Final = Context(prec=800)


class NumberPattern(NamedTuple):
    """A pattern of Java's `DecimalFormat`, taken apart."""

    prefix: str
    suffix: str
    least_whole: int
    least_fraction: int
    most_fraction: int
    group: int
    exponent: int
    scale: int


@lru_cache(maxsize=256)
def number_pattern(pattern: str) -> tuple[NumberPattern, NumberPattern | None]:
    """
    Returns the parts of a pattern such as `#,##0.00`, and those of its negative half, if it has one.

    Raises:
        RefusedError: It is no pattern.
    """
    halves = _halves(pattern)
    return _parsed(halves[0], pattern), _parsed(halves[1], pattern) if len(halves) > 1 else None


def _halves(pattern: str) -> list[str]:
    return re.split(r";(?=(?:[^']*'[^']*')*[^']*$)", pattern, maxsplit=1)


def _parsed(half: str, pattern: str) -> NumberPattern:
    found = _PATTERN.fullmatch(half) if len(half) <= _MOST_DIGITS else None
    if found is None or not (found["whole"] or found["fraction"]):
        raise RefusedError(f"`{pattern}` is not a number format.", "Write one such as `#,##0.00`.")
    whole, fraction = found["whole"], found["fraction"] or ""
    affixes = found["prefix"] + found["suffix"]
    return NumberPattern(
        prefix=_literal(found["prefix"]),
        suffix=_literal(found["suffix"]),
        least_whole=whole.count("0"),
        least_fraction=fraction.count("0"),
        most_fraction=len(fraction),
        group=len(whole.rpartition(",")[2]) if "," in whole else 0,
        exponent=len(found["exponent"] or ""),
        scale=next((digits for sign, digits in _SCALES.items() if sign in re.sub(r"'[^']*'", "", affixes)), 0),
    )


def _literal(text: str) -> str:
    return re.sub(r"'([^']*)'", lambda quoted: quoted[1] or "'", text).replace("¤", "$")


def format_number(number: float | Decimal, pattern: str) -> str:
    """
    Returns a number as a pattern of Java's `DecimalFormat` writes it in American English; halves go to the even side.

    Raises:
        RefusedError: It is no pattern.
    """
    positive, negative = number_pattern(pattern)
    value = Decimal(repr(number)) if isinstance(number, float) else Decimal(number)
    if not value.is_finite():
        return double_text(float(value)).replace("Infinity", "∞")
    digits = _digits(abs(value).scaleb(positive.scale, _EXACT), positive)
    is_negative = value < 0 and bool(re.search("[1-9]", digits))
    if is_negative and negative is not None:
        return f"{negative.prefix}{digits}{negative.suffix}"
    return f"{'-' if is_negative else ''}{positive.prefix}{digits}{positive.suffix}"


def _digits(value: Decimal, pattern: NumberPattern) -> str:
    if pattern.exponent:
        return _scientific(value, pattern)
    if abs(value.adjusted()) > _MOST_DIGITS:
        raise RefusedError("The number has too many digits to be formatted.")
    rounded = value.quantize(Decimal(1).scaleb(-pattern.most_fraction), ROUND_HALF_EVEN, _EXACT)
    whole, _, fraction = format(rounded, "f").partition(".")
    whole = whole.lstrip("0").rjust(pattern.least_whole, "0")
    fraction = fraction.rstrip("0").ljust(pattern.least_fraction, "0")
    if not whole and not fraction:
        whole = "0"
    if pattern.group:
        whole = re.sub(rf"(?<=\d)(?=(?:\d{{{pattern.group}}})+$)", ",", whole)
    return f"{whole}.{fraction}" if fraction else whole


def _scientific(value: Decimal, pattern: NumberPattern) -> str:
    power = value.adjusted() - max(pattern.least_whole, 1) + 1 if value else 0
    mantissa = _digits(value.scaleb(-power, _EXACT), pattern._replace(exponent=0, group=0))
    sign = "-" if power < 0 else ""
    return f"{mantissa}E{sign}{abs(power):0{pattern.exponent}}"
