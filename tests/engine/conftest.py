from __future__ import annotations

import pytest

import wavetank as wt

from .clocked import START


@pytest.fixture
def clock():
    return wt.lab.VirtualClock(START)


@pytest.fixture
def clocked(clock):
    with wt.Engine(clock=clock) as engine:
        yield engine
