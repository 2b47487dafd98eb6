from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wavetank.plugins.core.trigger.webhook import Webhook

WEBHOOK = Webhook(id="hook", type="io.kestra.plugin.core.trigger.Webhook", key="key")
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))


def body_of(sent):
    return WEBHOOK.decode(sent, {}, {}, "identity").variables["body"]


@given(st.lists(VALUES) | st.dictionaries(st.text(), VALUES), st.booleans())
def test_a_json_object_or_array_is_read(value, ascii_only):
    assert body_of(json.dumps(value, ensure_ascii=ascii_only).encode()) == value


@given(SCALARS.map(json.dumps) | st.text())
def test_any_other_body_stays_a_text(text):
    assert body_of(text.encode()) == (text or None) or isinstance(json.loads(text), dict | list)


@pytest.mark.parametrize(
    ("sent", "body"),
    [
        (b'["\xff"]', ["\ufffd"]),
        (b'["\\ud800"]', ["\ud800"]),
        (b"[1e999, -Infinity]", [float("inf"), float("-inf")]),
        (b'{"a": 1, "a": 123456789012345678901234567890}', {"a": 123456789012345678901234567890}),
        (b'{"a": 1', '{"a": 1'),
        (b"\xff", "\ufffd"),
    ],
)
def test_what_is_json_only_for_a_lenient_reader_is_read_as_well(sent, body):
    assert body_of(sent) == body
