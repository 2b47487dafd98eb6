from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

# Rows can be written so; Ion text is what tasks hand on to each other.
_OF_ROWS = (".ion", ".parquet", ".jsonl", ".json", ".csv", ".tsv")


@dataclass(frozen=True, eq=False)
class FileContent:
    """
    What a FILE is given as where there is no file yet: it becomes one in internal storage.

    Attributes:
        content: The bytes of the file, or the DataFrame whose rows it holds.
        ending: What its name ends with, as `.ion`.
    """

    content: Any
    ending: str

    @classmethod
    def of(cls, value: object, endings: Sequence[str] = ()) -> FileContent | None:
        """Returns bytes or a DataFrame as a file whose name ends as it may end; None of anything else."""
        if isinstance(value, bytes | bytearray):
            return cls(bytes(value), endings[0] if endings else "")
        pandas = sys.modules.get("pandas")
        if pandas is None or not isinstance(value, pandas.DataFrame):
            return None
        return cls(value, next((ending for ending in endings if ending in _OF_ROWS), _OF_ROWS[0]))

    def __str__(self) -> str:
        kind = "bytes" if isinstance(self.content, bytes) else "a DataFrame"
        return f"{kind} as {self.ending}" if self.ending else kind
