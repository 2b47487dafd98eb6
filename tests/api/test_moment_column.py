from __future__ import annotations

from datetime import UTC

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from wavetank.api.moment_column import moment_column
from wavetank.model.summary_columns import MOMENT_WIDTH
from wavetank.stores.rows import text_of

MOMENTS = st.datetimes(timezones=st.just(UTC))


@given(st.lists(st.none() | MOMENTS, max_size=20))
def test_moments_read_from_a_column_are_those_that_were_written(moments):
    text = "".join(" " * MOMENT_WIDTH if at is None else text_of(at) for at in moments)
    column = moment_column(text)
    assert str(column.dtype) == "datetime64[us, UTC]"
    assert [None if at is pd.NaT else at.to_pydatetime() for at in column] == moments
