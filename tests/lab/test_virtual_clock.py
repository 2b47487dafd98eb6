from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta, timezone

import pytest

import wavetank as wt

START = datetime(2024, 6, 15, 10, 30, 15, tzinfo=UTC)


def test_it_stands_still_until_it_is_moved():
    clock = wt.lab.VirtualClock(START)
    assert clock.now() == clock.now() == START
    clock.advance(1.5)
    clock.advance(timedelta(minutes=1))
    assert clock.now() == START + timedelta(seconds=61.5)


def test_its_time_is_in_utc_whatever_the_start_was_written_in():
    local = datetime(2024, 6, 15, 12, tzinfo=timezone(timedelta(hours=2)))
    assert wt.lab.VirtualClock(local).now().isoformat() == "2024-06-15T10:00:00+00:00"
    assert wt.lab.VirtualClock("2024-06-15T10:00:00Z").now() == local


@pytest.mark.parametrize("start", [datetime(2024, 6, 15), "soon", "2024-06-15T10:00:00"])  # noqa: DTZ001
def test_a_start_without_a_zone_is_refused(start):
    with pytest.raises(wt.InputError):
        wt.lab.VirtualClock(start)


def test_it_does_not_go_back():
    with pytest.raises(wt.InputError, match="forward"):
        wt.lab.VirtualClock(START).advance(-1)


def test_a_moment_that_has_come_is_not_waited_for():
    clock = wt.lab.VirtualClock(START)
    asyncio.run(asyncio.wait_for(clock.sleep_until(START), 5))


def test_who_sleeps_is_woken_when_the_clock_is_moved_from_another_thread():
    async def scene():
        clock, woken = wt.lab.VirtualClock(START), []

        async def sleep(seconds):
            await clock.sleep_until(START + timedelta(seconds=seconds))
            woken.append((seconds, clock.now()))

        async with asyncio.TaskGroup() as group:
            for seconds in (30, 10, 90):
                group.create_task(sleep(seconds))
            await asyncio.sleep(0)
            await asyncio.to_thread(clock.advance, 60)
            assert sorted(seconds for seconds, _ in woken) == [10, 30]
            await asyncio.to_thread(clock.advance, 30)
        return [seconds for seconds, _ in woken]

    assert asyncio.run(scene())[-1] == 90


def test_who_gave_up_is_not_woken():
    async def scene():
        clock = wt.lab.VirtualClock(START)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(clock.sleep_until(START + timedelta(seconds=5)), 0.01)
        await asyncio.to_thread(clock.advance, 10)
        return clock.now()

    assert asyncio.run(scene()) == START + timedelta(seconds=10)


def test_before_each_step_all_that_joined_come_to_rest():
    clock, seen = wt.lab.VirtualClock(START), []
    leave = clock.join(lambda: seen.append(clock.now()))
    clock.advance(5)
    leave()
    clock.advance(5)
    assert seen == [START, START + timedelta(seconds=5)]
