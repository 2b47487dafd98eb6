from __future__ import annotations

import logging

from wavetank.errors import StateError
from wavetank.notebook.widgets.answer import Answer
from wavetank.notebook.widgets.channel import Channel
from wavetank.notebook.widgets.input_check import FormError


async def double(number):
    return {"double": number * 2}


async def refuse():
    raise StateError("It has ended.", remedy="Replay it.")


async def refuse_form():
    raise FormError({"who": "It must be short."})


async def fail():
    raise RuntimeError("a fault of ours")


async def length(buffers):
    return Answer({"size": len(buffers[0])}, [b"piece"])


CALLS = {"double": double, "refuse": refuse, "refuse_form": refuse_form, "fail": fail, "length": length}


def test_a_request_gets_its_result(engine, page):
    Channel(page, engine.portal, CALLS)
    assert page.ask("double", number=4).body == {"result": {"double": 8}}


def test_bytes_travel_beside_the_words_in_both_directions(engine, page):
    Channel(page, engine.portal, CALLS)
    answer = page.ask("length", buffers=[b"12345"])
    assert answer.body == {"result": {"size": 5}}
    assert answer.buffers == [b"piece"]


def test_a_refusal_tells_cause_remedy_and_fields(engine, page):
    Channel(page, engine.portal, CALLS)
    assert page.ask("refuse").body == {"error": {"cause": "It has ended.", "remedy": "Replay it.", "fields": {}}}
    assert page.ask("refuse_form").body["error"]["fields"] == {"who": "It must be short."}


def test_a_fault_of_ours_is_told_and_logged(engine, page, caplog):
    Channel(page, engine.portal, CALLS)
    with caplog.at_level(logging.ERROR, logger="wavetank"):
        assert page.ask("fail").body["error"]["cause"] == "RuntimeError: a fault of ours"
    assert "A request of a page failed: fail" in caplog.text


def test_pushes_are_numbered_without_gaps(engine, page):
    channel = Channel(page, engine.portal, CALLS)
    for content in ("a", "b"):
        channel.push("rows", content)
    assert [(each.content["number"], each.body) for each in page.sent] == [(1, "a"), (2, "b")]


def test_a_closed_channel_is_silent(engine, page):
    channel = Channel(page, engine.portal, CALLS)
    channel.close()
    channel.push("rows", "a")
    assert page.sent == []


def test_a_request_after_the_engine_stopped_is_refused_in_words(engine, page):
    Channel(page, engine.portal, CALLS)
    engine.stop()
    assert "not running" in page.ask("double", number=1).body["error"]["cause"]
