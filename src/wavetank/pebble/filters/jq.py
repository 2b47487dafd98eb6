from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Final

from wavetank.pebble.filters.jq_process import run_apart
from wavetank.pebble.json_text import json_text
from wavetank.pebble.kinds import text_of
from wavetank.pebble.missing import RefusedError
from wavetank.pebble.place import shortened

# The outside of jq: the environment, files, more input, the error channel. A program sees these definitions instead.
_PRELUDE: Final = (
    'def env: error("env is not available"); def input: error("input is not available"); def inputs: input;'
    " def debug: .; def debug(f): .; def stderr: .; def input_filename: null;"
    ' def get_search_list: error("modules are not available"); def halt: error("halt"); def halt_error: error("halt");'
    ' def halt_error(f): error("halt"); {} as $ENV | (\n'
)
# What a program can run for ever, or fill the memory, with. The library cannot be stopped, a process can.
_RISKY: Final = re.compile(r"\b(range|while|until|repeat|recurse|def|combinations)\b|\"\s*[*]|\d{6}|\d[eE][+\d]")
_LONGEST_PROGRAM: Final = 20_000


def jq(value: object, expression: str) -> object:
    """Returns the list of all results of a jq program; text is read as JSON first."""
    if value is None:
        return None
    program = text_of(expression, "jq")
    if len(program) > _LONGEST_PROGRAM:
        raise RefusedError(f"A jq program has at most {_LONGEST_PROGRAM:,} characters.")
    text = value if isinstance(value, str) else json_text(value)
    source = f"{_PRELUDE}{program}\n)"
    try:
        if _RISKY.search(program):
            return run_apart(source, text)
        return _compiled(source).input_text(text).all()
    except ValueError as error:
        raise RefusedError(f"The jq program `{shortened(program)}` failed: {_reason(error)}.") from error


def _reason(error: ValueError) -> str:
    return str(error).removeprefix("jq: ").split("\n")[0].rstrip(".")


@lru_cache(maxsize=256)
def _compiled(source: str) -> Any:
    # The library is loaded when the first template needs it.
    import jq as library  # noqa: PLC0415

    return library.compile(source)
