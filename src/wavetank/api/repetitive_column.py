from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pandas.api.extensions import ExtensionArray


def repetitive_column(values: Sequence[Any]) -> ExtensionArray:
    """Returns what a DataFrame makes of values of which few differ, made once for each value that differs."""
    import numpy as np  # noqa: PLC0415 - comes with pandas, which not everyone asks for
    import pandas as pd  # noqa: PLC0415 - costs 1.5 s, and not everyone asks

    codes, different = pd.factorize(np.array(values, dtype=object))
    # What is missing has the code -1, which takes the last one.
    missing = [None] if len(codes) and codes.min() < 0 else []
    return pd.Series([*different, *missing]).array.take(codes)
