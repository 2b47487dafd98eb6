from __future__ import annotations

from typing import NamedTuple

from wavetank.model.summary_piece import MOMENT_WIDTH


class PieceTexts(NamedTuple):
    """
    A SummaryPiece as SQLite writes it, in the order of columns of `statements.piece`.

    Attributes:
        ids: A line for each execution.
        labels: A JSON array of objects.
        kinds: A line for each execution: an ExecutionKind as a JSON array.
    """

    ids: str
    created: str
    ended: str
    labels: str
    kinds: str

    @property
    def row_count(self) -> int:
        """How many executions it has."""
        return len(self.created) // MOMENT_WIDTH
