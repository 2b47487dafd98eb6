from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from wavetank.api.repetitive_column import repetitive_column


@pytest.mark.parametrize("values", [["a", "b", "a"], ["a", None, "a"], [None, None], [""]])
def test_a_repetitive_column_is_what_a_frame_makes_of_the_values(values):
    different = list(dict.fromkeys(values))
    codes = np.array([different.index(value) for value in values], dtype=np.intp)
    made = pd.DataFrame({"column": repetitive_column(different, codes)})
    pd.testing.assert_frame_equal(made, pd.DataFrame({"column": values}))
