from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from wavetank.errors import ExpressionError
from wavetank.pebble.arguments import did_you_mean
from wavetank.pebble.catalogue import FUNCTIONS
from wavetank.pebble.check import Problem
from wavetank.pebble.depth import check_depth
from wavetank.pebble.parser import parse
from wavetank.pebble.place import position
from wavetank.pebble.precedence import BINARY, UNARY

if TYPE_CHECKING:
    from wavetank.pebble.syntax import Syntax

_LONGEST_GLANCE: Final = 2000


def _faultless() -> re.Pattern[str]:
    """Text and variables by their dotted names: most templates are nothing else, and nothing in them can be wrong."""
    words = "|".join(sorted({symbol.split()[0] for symbol in (*BINARY, *UNARY) if symbol[0].isalpha()}))
    text = r"[^{]*+(?:\{(?![{%#])[^{]*+)*+"
    name = rf"(?!(?:{words})\b)[a-zA-Z_]\w*(?:\.[a-zA-Z_]\w*){{0,8}}"
    return re.compile(rf"{text}(?:\{{\{{\s*{name}\s*\}}\}}{text})*", re.ASCII)


_FAULTLESS: Final = _faultless()


def problems(template: str) -> tuple[Problem, ...]:
    """Returns what is wrong with a template, in the order of the text, see `check`."""
    if len(template) <= _LONGEST_GLANCE and _FAULTLESS.fullmatch(template):
        return ()
    try:
        syntax = parse(template)
        check_depth(syntax)
    except ExpressionError as error:
        return (Problem(error.line or 1, error.column or 1, error.cause, error.remedy),)
    found = [(each.offset, each.message, each.remedy) for each in syntax.unknown] + _unknown_calls(syntax)
    return tuple(Problem(*position(template, offset), message, remedy) for offset, message, remedy in sorted(found))


def _unknown_calls(syntax: Syntax) -> list[tuple[int, str, str]]:
    known = [*FUNCTIONS, *syntax.macros]
    return [
        (offset, f"Function or Macro [{name}] does not exist.", did_you_mean(name, known))
        for name, offset in syntax.calls
        if name not in syntax.macros
    ]
