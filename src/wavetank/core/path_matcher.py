from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wavetank.errors import StorageError
from wavetank.pebble.filters.regex import compiled_pattern
from wavetank.pebble.missing import RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_GLOB = "glob:"
_REGEX = "regex:"
_WORD = re.compile(r"\w", re.ASCII)
_PIECES = re.compile(
    r"\\(?P<escaped>.)|(?P<any>\*\*)|(?P<some>\*)|(?P<one>\?)|\[(?P<set>[^]/]+)\]|(?P<other>.)", re.DOTALL
)
_WILD = {"any": ".*", "some": "[^/]*", "one": "[^/]"}


class PathMatcher:
    """
    Patterns of files, as `outputFiles` and the include lists of namespace files have them; a path fits if one does.

    `*` and `?` stand for anything but a slash, `**` for anything, `[a-z]` and `[!a-z]` for a character, `{a,b}` for one
    of several. `glob:…` and `regex:…` are compared with the whole path. A pattern without such a prefix is compared
    with the path below `base`; where there is none, one that begins with a letter or a digit fits in any folder.

    Args:
        base: The folder, as an absolute path, that patterns without a prefix are relative to.

    Raises:
        StorageError: A pattern cannot be read.
    """

    def __init__(self, patterns: Sequence[str], base: str | None = None) -> None:
        self._base = None if base is None else base.rstrip("/")
        self._fits = [self._fit(pattern) for pattern in patterns]

    def matches(self, path: str) -> bool:
        """Returns whether an absolute path, with slashes between its parts, fits one of the patterns."""
        return any(fits(path) for fits in self._fits)

    def _fit(self, pattern: str) -> Callable[[str], bool]:
        if pattern.startswith(_REGEX):
            return _java_fit(pattern)
        if pattern.startswith(_GLOB):
            return _glob_fit(pattern.removeprefix(_GLOB))
        if self._base is None:
            return _glob_fit(f"**/{pattern}" if _WORD.match(pattern) else pattern)
        fits, start = _glob_fit(f"/{pattern.removeprefix('/')}"), self._base
        return lambda path: path.startswith(f"{start}/") and fits(path[len(start) :])


def selected(includes: Sequence[str], excludes: Sequence[str]) -> Callable[[str], bool]:
    """Returns whether a path is included, where something is, and not excluded."""
    wanted, unwanted = PathMatcher(includes), PathMatcher(excludes)
    return lambda path: (not includes or wanted.matches(path)) and not unwanted.matches(path)


def _java_fit(pattern: str) -> Callable[[str], bool]:
    try:
        expression = compiled_pattern(pattern.removeprefix(_REGEX))
    except RefusedError as error:
        raise _refusal(pattern, str(error)) from error
    return lambda path: expression.fullmatch(path) is not None


def _glob_fit(pattern: str) -> Callable[[str], bool]:
    expression = re.compile(_expression(pattern), re.DOTALL)
    return lambda path: expression.fullmatch(path) is not None


def _expression(pattern: str) -> str:
    parts, inside = [], False
    for piece in _PIECES.finditer(pattern):
        kind, text = str(piece.lastgroup), piece[str(piece.lastgroup)]
        if kind == "set":
            parts.append(_set(pattern, text))
        elif kind == "other" and text in "{},":
            parts.append(_alternative(pattern, text, inside=inside))
            inside = text != "}" and (inside or text == "{")
        elif kind == "other" and text in "[\\":
            raise _refusal(pattern, f"{text!r} is not complete")
        else:
            parts.append(_WILD.get(kind) or re.escape(text))
    if inside:
        raise _refusal(pattern, "a '{' has no '}'")
    return "".join(parts)


def _alternative(pattern: str, text: str, *, inside: bool) -> str:
    if text == "{" and inside:
        raise _refusal(pattern, "a '{' stands inside of another")
    if text == "{":
        return "(?:"
    return ({"}": ")", ",": "|"} if inside else {"}": r"\}", ",": ","})[text]


def _set(pattern: str, text: str) -> str:
    opening, members = ("[^/", text[1:]) if text.startswith("!") else ("[", text)
    written = re.sub(r"([\\\[\]^&~|])", r"\\\1", members)
    try:
        re.compile(f"[{written}]")
    except re.error as error:
        raise _refusal(pattern, f"[{text}] is no set of characters: {error.msg}") from error
    return f"{opening}{written}]"


def _refusal(pattern: str, fault: str) -> StorageError:
    return StorageError(
        f"{pattern!r} is no pattern of files: {fault}.",
        remedy="Write one as `out/*.csv`, `**/*.{csv,json}` or `regex:…`.",
    )
