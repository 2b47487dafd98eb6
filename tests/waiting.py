"""Waiting for what other threads and processes bring about."""

from __future__ import annotations

import time


def until(true, seconds=60):
    """Returns when `true()` holds; fails after so many seconds."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"It did not come about within {seconds} s."
        time.sleep(0.01)
