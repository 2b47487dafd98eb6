from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

import msgspec

from wavetank.model.execution_kind import ExecutionKind
from wavetank.model.summary_piece import SummaryPiece

if TYPE_CHECKING:
    from wavetank.stores.piece_texts import PieceTexts

_LABELS = msgspec.json.Decoder(list[dict[str, str]])
_KIND = msgspec.json.Decoder(ExecutionKind)


class PieceReader:
    """Reads pieces of very many executions, one after another."""

    def __init__(self) -> None:
        self._numbers = _Numbers()

    @property
    def kinds(self) -> list[ExecutionKind]:
        """The kinds of all executions that were read."""
        return [_KIND.decode(text) for text in self._numbers]

    def read(self, texts: PieceTexts) -> SummaryPiece:
        """Returns the piece that is written in `texts`."""
        return SummaryPiece(
            ids=texts.ids.split("\n"),
            kinds=array("q", map(self._numbers.__getitem__, texts.kinds.split("\n"))),
            labels=_LABELS.decode(texts.labels),
            created=texts.created,
            ended=texts.ended,
        )


class _Numbers(dict[str, int]):
    """Numbers texts in the order in which they are first asked for."""

    def __missing__(self, text: str) -> int:
        number = self[text] = len(self)
        return number
