from __future__ import annotations

import io
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Iterator


def lines_of(file: BinaryIO, charset: str = "utf-8") -> Iterator[str]:
    r"""
    Returns the lines of a text file without their ends, which may be `\n`, `\r\n` or `\r`, as Java reads them.

    Raises:
        UnicodeDecodeError: It is no text of this charset.
    """
    with io.TextIOWrapper(file, encoding=charset) as text:
        for line in text:
            yield line.removesuffix("\n")
