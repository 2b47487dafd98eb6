from __future__ import annotations

import pytest

from wavetank.engine.pace import Pace


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


class Disk:
    """A disk that takes the same time whenever it is waited for, on a clock that only it moves."""

    def __init__(self, seconds):
        self.clock = Clock()
        self.pace = Pace(self.clock)
        self._seconds = seconds

    def wait(self):
        began = self.clock.now
        self.clock.now += self._seconds
        self.pace.waited(began, self.clock.now)


def test_nothing_rests_before_the_disk_was_waited_for():
    assert Pace(Clock()).rest(awaited=False) == 0


def test_what_nobody_waits_for_rests_half_as_long_as_the_disk_took():
    disk = Disk(0.004)
    disk.wait()
    assert disk.pace.rest(awaited=False) == pytest.approx(0.002)
    disk.clock.now += 0.002
    assert disk.pace.rest(awaited=False) == 0


def test_one_wait_of_a_hesitating_disk_puts_no_event_off():
    disk = Disk(0.02)
    disk.wait()
    assert disk.pace.rest(awaited=True) == 0


def test_a_flood_of_events_leaves_the_loop_a_third_of_the_time():
    disk, waits = Disk(0.004), 1000
    for _ in range(waits):
        disk.clock.now += disk.pace.rest(awaited=True)
        disk.wait()
    assert waits * 0.004 / (disk.clock.now - 100) == pytest.approx(2 / 3, abs=0.01)


def test_rests_of_less_than_a_loop_can_sleep_are_none():
    disk = Disk(0.0002)
    disk.wait()
    assert disk.pace.rest(awaited=False) == 0


def test_a_disk_that_hangs_does_not_make_the_next_rest_longer_than_a_hundredth_of_a_second():
    disk = Disk(30)
    disk.wait()
    assert disk.pace.rest(awaited=False) == pytest.approx(0.01)
