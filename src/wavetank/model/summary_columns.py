from __future__ import annotations

from array import array
from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, overload

from wavetank.model.execution_summary import ExecutionSummary
from wavetank.model.summary_piece import MOMENT_WIDTH

if TYPE_CHECKING:
    from wavetank.model.execution_kind import ExecutionKind
    from wavetank.model.summary_piece import SummaryPiece


class SummaryColumns(Sequence[ExecutionSummary]):
    """
    Rows of executions, the newest first, by columns, each with the oldest first, as the store hands out very many. A
    row is made when it is looked at.

    Args:
        pieces: The oldest piece first.
        kinds: What the numbers of kinds in the pieces stand for.
    """

    def __init__(self, pieces: Sequence[SummaryPiece], kinds: Sequence[ExecutionKind]) -> None:
        self._pieces = pieces
        self._length = sum(len(piece.ids) for piece in pieces)
        self.kinds = kinds

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, place: int) -> ExecutionSummary: ...
    @overload
    def __getitem__(self, place: slice) -> list[ExecutionSummary]: ...
    def __getitem__(self, place: int | slice) -> ExecutionSummary | list[ExecutionSummary]:
        if isinstance(place, slice):
            return [self[each] for each in range(*place.indices(len(self)))]
        return self._summary(range(len(self) - 1, -1, -1)[place])

    def _summary(self, at: int) -> ExecutionSummary:
        kind = self.kinds[self.numbers[at]]
        created, ended = (texts[at * MOMENT_WIDTH : (at + 1) * MOMENT_WIDTH] for texts in self._moments)
        return ExecutionSummary(
            id=self.ids[at],
            namespace=kind.namespace,
            flow_id=kind.flow_id,
            flow_revision=kind.flow_revision,
            state=kind.state,
            created=datetime.fromisoformat(created),
            ended=None if ended.isspace() else datetime.fromisoformat(ended),
            trigger_id=kind.trigger_id,
            labels=self.labels[at],
            error=kind.error,
            owner=kind.owner,
        )

    @cached_property
    def ids(self) -> list[str]:
        """The id of each execution."""
        return list(chain.from_iterable(piece.ids for piece in self._pieces))

    @cached_property
    def numbers(self) -> array[int]:
        """The place of the kind of each execution among `kinds`, in 64 bits."""
        return array("q", b"".join(piece.kinds for piece in self._pieces))

    @cached_property
    def labels(self) -> list[dict[str, str]]:
        """The labels of each execution."""
        return list(chain.from_iterable(piece.labels for piece in self._pieces))

    @property
    def created(self) -> list[str]:
        """When the executions were created: texts, each of one moment after another."""
        return [piece.created for piece in self._pieces]

    @property
    def ended(self) -> list[str]:
        """When they ended, in the same form."""
        return [piece.ended for piece in self._pieces]

    @cached_property
    def _moments(self) -> tuple[str, str]:
        return "".join(self.created), "".join(self.ended)
