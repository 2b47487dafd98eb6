"""Requests that the engine answers for a receiver, if it has time."""

from __future__ import annotations

import asyncio

from wavetank.server.receiver import waiting_requests
from wavetank.server.receiver.messages import Await, Heard, Reply
from wavetank.server.receiver.waiting_requests import WaitingRequests


def asked(answer, within=None):
    """What a request gets when the engine answers so: `answer` is called with the requests and what was asked."""

    async def ask():
        told = []
        requests = WaitingRequests(told.append)
        waiting = asyncio.ensure_future(requests.reply("n.f", "hook", "1", "/webhook", within=within))
        await asyncio.sleep(0)
        assert told == [Await(told[0].asked, "n.f", "hook", "1", "/webhook")]
        await answer(requests, told[0].asked)
        reply = await waiting
        assert vars(requests)["_heard"] == vars(requests)["_replies"] == {}
        return reply

    return asyncio.run(ask())


def test_the_engine_answers_when_it_has_heard_of_a_request():
    async def answer(requests, number):
        requests.take(Heard(number))
        await asyncio.sleep(0)
        requests.take(Reply(number + 1, 204, b"", None))
        requests.take(Reply(number, 200, b"{}", "application/json"))
        requests.take(Reply(number, 500, b"", None))

    assert asked(answer) == Reply(0, 200, b"{}", "application/json")


def test_an_engine_that_has_no_time_does_not_answer_and_what_it_says_later_is_left_alone(monkeypatch):
    monkeypatch.setattr(waiting_requests, "HEARD_WITHIN_SECONDS", 0)

    async def answer(requests, number):
        await asyncio.wait([requests._replies[number]], timeout=0.01)
        requests.take(Heard(number))
        requests.take(Reply(number, 200, b"{}", "application/json"))

    assert asked(answer) is None


def test_the_end_of_the_engine_ends_the_wait():
    async def answer(requests, number):
        requests.take(Heard(number))
        await asyncio.sleep(0)
        requests.end()
        assert await requests.reply("n.f", "hook", "2", "/webhook", within=None) is None

    assert asked(answer) is None


def test_a_request_may_give_the_engine_so_long_to_answer():
    async def answer(requests, number):
        requests.take(Heard(number))
        await asyncio.wait([requests._replies[number]])

    assert asked(answer, within=0.01) is None
