from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import pandas as pd

T = TypeVar("T")


class Framed(Sequence[T]):
    """Rows that become a DataFrame by themselves, without being made one by one."""

    @abstractmethod
    def frame(self) -> pd.DataFrame:
        """Returns a row for each, in the columns of their table."""
