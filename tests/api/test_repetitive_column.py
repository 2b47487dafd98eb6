from __future__ import annotations

import pandas as pd
import pytest

from wavetank.api.repetitive_column import repetitive_column


@pytest.mark.parametrize("values", [["a", "b", "a"], ["a", None, "a"], [None, None], [""]])
def test_a_repetitive_column_is_what_a_frame_makes_of_the_values(values):
    made = pd.DataFrame({"column": repetitive_column(values)})
    pd.testing.assert_frame_equal(made, pd.DataFrame({"column": values}))
