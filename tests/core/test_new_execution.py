"""The first record of an execution, and the labels that callers may give."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from wavetank.core.new_execution import labels_by_hand, new_execution
from wavetank.errors import InputError

from .flows import flow, work

NOW = datetime(2025, 1, 1, tzinfo=UTC)


def test_labels_are_those_of_the_flow_those_given_and_last_the_correlation_id():
    written = flow(work("a"), labels={"team": "a", "tier": "1"})
    created = new_execution(written, "e", NOW, labels={"tier": "2", "who": "me"})
    assert list(created.labels.items()) == [
        ("team", "a"), ("tier", "2"), ("who", "me"), ("system.correlationId", "e"),
    ]  # fmt: skip
    inherited = new_execution(written, "child", NOW, labels=created.labels)
    assert inherited.labels["system.correlationId"] == "e"
    assert len(inherited.labels) == 4


def test_values_become_texts_and_half_pairs_of_surrogates_go():
    assert labels_by_hand({"n": 42, "half": "x\ud800"}) == {"n": "42", "half": "x\ufffd"}


@pytest.mark.parametrize("labels", [{None: "x"}, {"": "x"}, {"x": None}, {"x": ""}, {"system.x": "y"}])
def test_labels_without_key_or_value_and_those_of_the_engine_are_refused(labels):
    with pytest.raises(InputError, match=r"label"):
        labels_by_hand(labels)


def test_only_an_execution_that_is_created_may_be_given_its_correlation_id():
    given = {"system.correlationId": "x"}
    assert labels_by_hand(given, created=True) == given
    with pytest.raises(InputError, match="System labels"):
        labels_by_hand(given)
