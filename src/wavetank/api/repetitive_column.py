from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from pandas.api.extensions import ExtensionArray


def repetitive_column(different: Sequence[Any], codes: np.ndarray[tuple[int], np.dtype[np.intp]]) -> ExtensionArray:
    """Returns what a DataFrame makes of the values that stand at the places `codes` of a few values."""
    import pandas as pd  # noqa: PLC0415 - costs 1.5 s, and not everyone asks

    return pd.Series(different).array.take(codes)
