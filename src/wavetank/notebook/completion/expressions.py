"""What can be written inside of `{{ … }}`: variables as deep as they are known, functions, filters, tests."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from wavetank.notebook.completion.completions import Completions
from wavetank.pebble.catalogue import FILTERS, FUNCTIONS, TESTS

if TYPE_CHECKING:
    from wavetank.pebble.builtin import Builtin

_OPEN = re.compile(r"\{[{%](?:(?![}%]\}).)*$", re.DOTALL)
_FILTER = re.compile(r"\|\s*(?P<fragment>\w*)$")
_TEST = re.compile(r"\bis\s+(?:not\s+)?(?P<fragment>\w*)$")
_CHAIN = re.compile(r"(?P<way>(?:[A-Za-z_]\w*(?:\[[^\]]*\])*\.|(?<=\])\.)*)(?P<fragment>\w*)$")
_STEP = re.compile(
    r"""(?P<plain>[A-Za-z_]\w*)|\[\s*(?P<quote>['"])(?P<quoted>[^'"]*)(?P=quote)\s*\]|\[(?P<index>\d+)\]"""
)
_QUOTED = re.compile(r"""(?P<way>[A-Za-z_][\w.]*)\[\s*(?P<quote>['"])(?P<fragment>[^'"\]]*)$""")
_WORD = re.compile(r"[A-Za-z_]\w*")


def is_open(before: str) -> bool:
    """Returns whether an expression has begun and not ended before the cursor."""
    return _OPEN.search(before) is not None


def complete_expression(before: str, known: Mapping[str, Any]) -> Completions | None:
    """Returns what can go on an expression; None where there is none. `known` are the variables that it would see."""
    inside = _OPEN.search(before)
    if inside is None:
        return None
    text = inside[0]
    if found := _FILTER.search(text):
        return Completions(found["fragment"], "function", _current(FILTERS))
    if found := _TEST.search(text):
        return Completions(found["fragment"], "function", TESTS)
    if found := _QUOTED.search(text):
        return Completions(found["fragment"], "property", _entries(known, found["way"]))
    chain = _CHAIN.search(text)
    assert chain is not None  # noqa: S101 - it fits every text
    if not chain["way"]:
        functions = [f"{name}(" for name in _current(FUNCTIONS)]
        return Completions(chain["fragment"], "variable", [*known, *functions])
    return Completions(
        chain["fragment"], "property", [name for name in _entries(known, chain["way"]) if name.isidentifier()]
    )


def _current(builtins: Mapping[str, Builtin]) -> list[str]:
    return [name for name, builtin in builtins.items() if not builtin.deprecated]


def _entries(known: Mapping[str, Any], way: str) -> list[str]:
    here: Any = known
    for step in _STEP.finditer(way):
        if step["index"] is not None:
            here = here[int(step["index"])] if isinstance(here, list) and int(step["index"]) < len(here) else None
        else:
            here = here.get(step["plain"] or step["quoted"]) if isinstance(here, Mapping) else None
    return [str(name) for name in here] if isinstance(here, Mapping) else []


def explain_word(before: str, word: str) -> str:
    """Returns what a word in an expression means, as markdown; empty if it is no filter, function or test."""
    if not is_open(before):
        return ""
    ahead = before.rstrip()
    order = (FILTERS, FUNCTIONS, TESTS) if ahead.endswith("|") else (FUNCTIONS, TESTS, FILTERS)
    builtin = next((table[word] for table in order if word in table), None)
    if builtin is None:
        return ""
    needed = [name if name in builtin.required else f"{name}=…" for name in builtin.parameters]
    arguments = f"({', '.join(needed)})" if needed or builtin.kind == "function" else ""
    called = f"value | {word}{arguments}" if builtin.kind == "filter" else f"{word}{arguments}"
    lines = [f"**{builtin.kind}** `{called}`", " ".join((builtin.call.__doc__ or "").split())]
    lines += [f"Deprecated: write `{builtin.deprecated}`."] if builtin.deprecated else []
    return "\n\n".join([*filter(None, lines), f"Since {builtin.since.value}."])


def word_at(text: str, column: int) -> tuple[str, int]:
    """Returns the word at a column, and where it begins; empty if there is none."""
    found = next((word for word in _WORD.finditer(text) if word.start() <= column <= word.end()), None)
    return (found[0], found.start()) if found is not None else ("", column)
