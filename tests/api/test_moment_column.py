from __future__ import annotations

from datetime import UTC
from itertools import chain

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from wavetank.api.moment_column import moment_column
from wavetank.model.summary_piece import MOMENT_WIDTH
from wavetank.stores.rows import text_of

MOMENTS = st.none() | st.datetimes(timezones=st.just(UTC))


@given(st.lists(st.lists(MOMENTS, max_size=20), max_size=3))
def test_moments_read_from_texts_are_those_that_were_written(pieces):
    texts = ["".join(" " * MOMENT_WIDTH if at is None else text_of(at) for at in moments) for moments in pieces]
    column = moment_column(texts)
    assert str(column.dtype) == "datetime64[us, UTC]"
    assert [None if at is pd.NaT else at.to_pydatetime() for at in column] == list(chain.from_iterable(pieces))
