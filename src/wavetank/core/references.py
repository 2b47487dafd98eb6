from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_EXPRESSION = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_WORD = r"(?<![\w.'\"$]){}\b"
_NAMED = r"(?:\.(?P<plain>\w+)|\[\s*(?P<quote>['\"])(?P<quoted>[^'\"{{]+)(?P=quote)\s*\])"
_WORDS = ("outputs", "inputs", "vars", "trigger", "labels", "tasks")
_ALONE = {word: re.compile(_WORD.format(word)) for word in _WORDS}
_READS = {word: re.compile(_WORD.format(word) + _NAMED.format()) for word in _WORDS}


class References(NamedTuple):
    """
    What the expressions in something written read of one variable.

    Attributes:
        names: Its entries that are named literally.
        whole: It is read in another way, too: any of its entries may be meant.
    """

    names: frozenset[str]
    whole: bool


def references(written: object, variable: str) -> References:
    """Returns what the expressions in a written value read of `outputs`, `inputs`, `vars`, `trigger` …."""
    found = {
        named["plain"] or named["quoted"] for piece in _pieces(written) for named in _READS[variable].finditer(piece)
    }
    whole = any(
        len(_ALONE[variable].findall(piece)) > len(_READS[variable].findall(piece)) for piece in _pieces(written)
    )
    return References(frozenset(found), whole)


def entries_read(written: object, variable: str, name: str) -> frozenset[str]:
    """Returns the names that expressions read behind an entry of a variable: of `outputs.extract.uri` that is `uri`."""
    behind = re.compile(
        _WORD.format(variable) + rf"(?:\.{re.escape(name)}\b|\[\s*['\"]{re.escape(name)}['\"]\s*\])" + _NAMED.format()
    )
    return frozenset(
        found["plain"] or found["quoted"] for piece in _pieces(written) for found in behind.finditer(piece)
    )


def _pieces(written: object) -> Iterator[str]:
    text = written if isinstance(written, str) else json.dumps(written, default=str, ensure_ascii=False)
    for expression in _EXPRESSION.finditer(text):
        yield expression[0].replace('\\"', '"')
