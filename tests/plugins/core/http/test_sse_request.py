from __future__ import annotations

import pytest

from wavetank.plugins.core.http.event_stream import EventStream

REQUEST = "http.SseRequest"


@pytest.mark.parametrize(
    ("lines", "events"),
    [
        (["data: 1", ""], [{"data": 1}]),
        (["data:a", "data: b", ""], [{"data": "a\nb"}]),
        (
            ["event: tick", "id: 7", 'data: {"n": 1}', "", "data: x", ""],
            [{"data": {"n": 1}, "event": "tick", "id": "7"}, {"data": "x", "id": "7"}],
        ),
        ([": a comment", "retry: 10", "", "event: alone", ""], []),
        (["data: cut"], []),
    ],
)
def test_lines_become_events(lines, events):
    stream = EventStream()
    assert [event for line in lines if (event := stream.take(line)) is not None] == events


def test_a_stream_is_read_to_its_end(outputs, url):
    found = outputs(REQUEST, uri=f"{url}/events")
    assert found["size"] == 3
    assert [event["data"] for event in found["events"]] == [{"text": "Hel"}, {"text": "lo"}, "done"]


def test_what_an_expression_gives_is_joined(outputs, url):
    joined = outputs(REQUEST, uri=f"{url}/events", concatJqExpression=".data.text?", failedOnMissingJq=False)
    assert joined == {"uri": f"{url}/events", "size": 3, "result": "Hello"}


def test_an_event_for_which_an_expression_gives_nothing_fails_the_task(failure, url):
    assert "gives nothing for the event" in failure(REQUEST, uri=f"{url}/events", concatJqExpression=".data.text")


def test_a_stream_that_is_too_long_is_told(failure, url):
    assert "more than 10 bytes" in failure(REQUEST, uri=f"{url}/events", options={"maxContentLength": 10})
