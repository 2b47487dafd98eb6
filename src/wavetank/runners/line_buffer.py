from __future__ import annotations

_LONGEST = 16 << 20


class LineBuffer:
    """
    Puts lines together from the pieces in which a pipe gives them.

    Args:
        longest: A line of more bytes is handed on in several, so that a command cannot fill the memory with one.
    """

    def __init__(self, longest: int = _LONGEST) -> None:
        self._longest = longest
        self._pieces: list[bytes] = []
        self._length = 0

    def feed(self, data: bytes) -> list[str]:
        """Takes a piece; returns the lines that are whole now."""
        first, *others = data.split(b"\n")
        if not others:
            return self._keep(first)
        *whole, last = others
        lines = [self._taken(first), *map(_text, whole)]
        return [*lines, *self._keep(last)]

    def rest(self) -> list[str]:
        """Returns the last line, if something stands behind the last line end."""
        return [self._taken(b"")] if self._length else []

    def _keep(self, piece: bytes) -> list[str]:
        self._pieces.append(piece)
        self._length += len(piece)
        return [self._taken(b"")] if self._length >= self._longest else []

    def _taken(self, end: bytes) -> str:
        line = b"".join([*self._pieces, end])
        self._pieces, self._length = [], 0
        return _text(line)


def _text(line: bytes) -> str:
    return line.removesuffix(b"\r").decode(errors="replace")
