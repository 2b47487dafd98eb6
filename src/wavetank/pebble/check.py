from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

import msgspec

from wavetank.errors import ExpressionError
from wavetank.pebble.arguments import did_you_mean
from wavetank.pebble.catalogue import FUNCTIONS
from wavetank.pebble.depth import check_depth
from wavetank.pebble.parser import parse
from wavetank.pebble.place import position

if TYPE_CHECKING:
    from wavetank.pebble.syntax import Syntax

_REMEMBERED: Final = 4096
_LONGEST_REMEMBERED: Final = 2000


class Problem(msgspec.Struct, frozen=True):
    """
    Something wrong with a template that can be seen without running it.

    Args:
        line: 1-based line in the template.
        column: 1-based column in the template.
        message: What is wrong, in a sentence.
        remedy: What to do, in a sentence; may be empty.
    """

    line: int
    column: int
    message: str
    remedy: str = ""


def check(template: str) -> list[Problem]:
    """
    Returns what is wrong with a template: that it cannot be parsed, or names filters, functions, tests, macros or
    arguments that do not exist. Bad text never raises.
    """
    if "{" not in template:
        return []
    return list(_problems(template) if len(template) > _LONGEST_REMEMBERED else _remembered(template))


def _problems(template: str) -> tuple[Problem, ...]:
    try:
        syntax = parse(template)
        check_depth(syntax)
    except ExpressionError as error:
        return (Problem(error.line or 1, error.column or 1, error.cause, error.remedy),)
    found = [(each.offset, each.message, each.remedy) for each in syntax.unknown] + _unknown_calls(syntax)
    return tuple(Problem(*position(template, offset), message, remedy) for offset, message, remedy in sorted(found))


# A cell is run again and again, and flows of one home resemble each other.
_remembered = lru_cache(maxsize=_REMEMBERED)(_problems)


def _unknown_calls(syntax: Syntax) -> list[tuple[int, str, str]]:
    known = [*FUNCTIONS, *syntax.macros]
    return [
        (offset, f"Function or Macro [{name}] does not exist.", did_you_mean(name, known))
        for name, offset in syntax.calls
        if name not in syntax.macros
    ]
