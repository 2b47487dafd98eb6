from __future__ import annotations

from datetime import timedelta

import pytest

import wavetank as wt
from wavetank.engine.clock_watch import ClockWatch

from .clocked import START


class Wall:
    """A clock on the wall, and what goes on whatever it shows."""

    def __init__(self):
        self.moment, self.steady = START, 100.0

    def now(self):
        return self.moment

    def pass_by(self, seconds, shown=None):
        self.steady += seconds
        self.moment += timedelta(seconds=seconds if shown is None else shown)


@pytest.fixture
def wall():
    return Wall()


def test_time_that_passes_is_no_jump(wall):
    watch = ClockWatch(wall, lambda: wall.steady)
    for _ in range(1000):
        wall.pass_by(60, shown=60.1)
        assert not watch.look()


@pytest.mark.parametrize(("shown", "said"), [(-3590, "set back by 3600 s"), (7210, "slept, by 7200 s")])
def test_a_jump_is_seen_once_and_told_for_ten_minutes(wall, shown, said, caplog):
    watch = ClockWatch(wall, lambda: wall.steady)
    wall.pass_by(10, shown=shown)
    assert watch.look()
    assert not watch.look()
    assert said in str(watch.lately()[0])
    assert said in caplog.text
    wall.pass_by(601)
    assert watch.lately() == []
    assert len(watch.jumps) == 1


def test_a_clock_that_is_moved_by_hand_never_jumps():
    clock = wt.lab.VirtualClock(START)
    watch = ClockWatch(clock)
    clock.advance(1_000_000)
    assert not watch.look()
