"""The engine's own thread: the way in, and its end."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import CancelledError

import pytest

from wavetank.engine import portal as portal_module
from wavetank.engine.portal import Portal
from wavetank.errors import EngineStoppedError, StateError


@pytest.fixture
def portal():
    made = Portal()
    made.start()
    yield made
    made.stop()


async def name_of_thread():
    return threading.current_thread().name


def test_a_coroutine_runs_on_its_thread(portal):
    assert portal.call(name_of_thread) == "wavetank-engine"
    assert not portal.is_here


def test_the_thread_does_not_wait_for_itself(portal):
    async def ask():
        assert portal.is_here
        return portal.call(name_of_thread)

    with pytest.raises(StateError, match="cannot wait for itself"):
        portal.call(ask)


def test_what_still_runs_is_cancelled_when_it_stops(portal):
    begun = threading.Event()

    async def forever():
        begun.set()
        await asyncio.Event().wait()

    future = portal.begin(forever)
    assert begun.wait(10)
    portal.stop()
    with pytest.raises(CancelledError):
        future.result(10)
    assert not portal.running


def test_it_can_be_started_again_and_stopped_twice(portal):
    portal.stop()
    portal.stop()
    with pytest.raises(EngineStoppedError):
        portal.call(name_of_thread)
    portal.start()
    assert portal.call(name_of_thread) == "wavetank-engine"


def test_why_there_is_no_loop_is_told_to_whoever_starts_it(monkeypatch):
    def refuse():
        raise OSError("too many open files")

    monkeypatch.setattr(portal_module, "_loop_factory", lambda: refuse)
    portal = Portal()
    with pytest.raises(OSError, match="too many open files"):
        portal.start()
    assert not portal.running
    portal.stop()
