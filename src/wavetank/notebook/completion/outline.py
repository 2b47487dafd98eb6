from __future__ import annotations

import re
from dataclasses import dataclass, field

ITEM = "[]"
_LINE = re.compile(r"^(?P<blank>\s*)(?P<dashes>(?:-\s+)*)(?P<rest>.*)$")
_PAIR = re.compile(r"""^(?P<key>[\w.$/-]+|"[^"]*"|'[^']*')\s*:(?:\s+(?P<value>.*))?$""")
_BLOCK = re.compile(r"^[|>][-+\d]*\s*(?:#.*)?$")
_COMMENT = re.compile(r"\s+#.*$")


@dataclass
class Block:
    """
    A map of a text, or what will be one.

    Attributes:
        path: The keys from the top, `[]` for an entry of a list.
        column: Where it begins.
        entries: Its scalar values by their keys; an empty text for what stands on further lines.
        around: The maps in which it stands, the outermost first.
    """

    path: tuple[str, ...]
    column: int
    entries: dict[str, str] = field(default_factory=dict)
    around: tuple[Block, ...] = ()


class Outline:
    """
    The maps of a YAML text by their indentation, also while it is being typed and no parser would take it.

    Args:
        text: The text.
        line: The line of the cursor, from 0.
        column: The column of the cursor.

    Attributes:
        here: The map in which the cursor stands.
        inside: The key whose text of several lines the cursor is in; empty elsewhere.
        blocks: All maps, in the order of the text.
    """

    def __init__(self, text: str, line: int, column: int) -> None:
        self.here = root = Block((), -1)
        self.inside = ""
        self.blocks = [root]
        self._open = [root]
        self._block_column, self._block_key = -1, ""
        for number, written in enumerate(text.split("\n")):
            self._take(written[:column] if number == line else written, is_here=number == line)

    def _take(self, text: str, *, is_here: bool) -> None:
        parts = _LINE.match(text)
        assert parts is not None  # noqa: S101 - it fits every text
        start, rest = len(parts["blank"]), parts["rest"]
        if self._in_block(text, start, is_here=is_here):
            return
        if not is_here and (not text.strip() or rest.startswith("#")):
            return
        for dash in re.finditer("-", parts["dashes"]):
            self._open_item(start + dash.start())
        self._take_pair(start + len(parts["dashes"]), rest, is_here=is_here)

    def _in_block(self, text: str, start: int, *, is_here: bool) -> bool:
        if self._block_column < 0:
            return False
        if not text.strip() or start > self._block_column:
            if is_here:
                self.here, self.inside = self._open[-1], self._block_key
            return not is_here or start > self._block_column
        self._block_column = -1
        return False

    def _open_item(self, column: int) -> None:
        while self._open[-1].column > column or (
            self._open[-1].column == column and self._open[-1].path[-1:] == (ITEM,)
        ):
            self._open.pop()
        self._enter(ITEM, column)

    def _enter(self, name: str, column: int) -> None:
        parent = self._open[-1]
        block = Block((*parent.path, name), column, around=(*parent.around, parent))
        self.blocks.append(block)
        self._open.append(block)

    def _take_pair(self, column: int, rest: str, *, is_here: bool) -> None:
        while self._open[-1].column >= column:
            self._open.pop()
        if is_here:
            self.here = self._open[-1]
        pair = _PAIR.match(rest)
        if pair is None:
            return
        key, value = pair["key"].strip("\"'"), _COMMENT.sub("", pair["value"] or "").strip()
        self._open[-1].entries[key] = "" if _BLOCK.match(value) else value.strip("\"'")
        if _BLOCK.match(value):
            self._block_column, self._block_key = column, key
        elif not value:
            self._enter(key, column)

    def below(self, *path: str) -> list[Block]:
        """Returns the maps at a path, or anywhere below the key `path` begins with if it ends in `*`."""
        if path[-1] == "*":
            return [block for block in self.blocks if block.path[: len(path) - 1] == path[:-1]]
        return [block for block in self.blocks if block.path == path]
