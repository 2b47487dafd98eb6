from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from typing import Final

import msgspec

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
    # Imported with the first expression, and Jinja2 with it: not everybody who has an engine has one.
    found: tuple[Problem, ...] = import_module("wavetank.pebble.problems").problems(template)
    return found


# A cell is run again and again, and flows of one home resemble each other.
_remembered = lru_cache(maxsize=_REMEMBERED)(_problems)
