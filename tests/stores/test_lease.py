from __future__ import annotations

import errno
import fcntl
import os
import signal
import subprocess
import sys

import pytest

from wavetank.errors import StoreError
from wavetank.stores.home import Home
from wavetank.stores.lease import Lease, living

HOLDING = """
import os, sys
from pathlib import Path
from wavetank.stores.home import Home
from wavetank.stores.lease import Lease
lease = Lease(Home(Path(sys.argv[1])), "child")
forking = sys.argv[2] == "forking"
forked = forking and os.fork() == 0
if forked:
    lease.release()
if forked == forking:
    print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path / ".wavetank")


@pytest.fixture
def lease(home):
    taken = Lease(home, "own")
    yield taken
    taken.release()


@pytest.fixture(params=["alone", "forking"])
def child(request, home):
    """A process that holds a lease; the one that forks has a child that outlives it."""
    pipe = subprocess.PIPE
    command = [sys.executable, "-c", HOLDING, home.folder, request.param]
    process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True)
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.communicate()


def test_an_engine_of_another_process_is_alive_as_long_as_it_runs(lease, child, home):
    assert [lease.alive("child") for _ in range(3)] == [True] * 3
    child.send_signal(signal.SIGKILL)
    child.wait()
    assert not lease.alive("child")
    assert [one.name for one in home.engines.iterdir()] == ["own.lock"]


def test_a_process_that_was_asked_about_keeps_its_lease(lease, child, home):
    assert lease.alive("child")
    other = Lease(home, "third")
    assert other.alive("child")
    other.release()
    assert not lease.alive("third")
    assert lease.alive("child")


def test_an_engine_is_alive_to_itself_and_to_others_in_its_process(lease, home):
    other = Lease(home, "other")
    assert lease.alive("own")
    assert other.alive("own")
    other.release()


@pytest.mark.parametrize("nobody", ["", "none"])
def test_an_engine_that_never_was_is_not_alive(lease, home, nobody):
    assert not lease.alive(nobody)
    assert [one.name for one in home.engines.iterdir()] == ["own.lock"]


def test_a_released_lease_leaves_nothing(home):
    lease = Lease(home, "own")
    lease.release()
    lease.release()
    assert not lease.alive("own")
    assert [one.name for one in home.engines.iterdir()] == []


def test_a_lease_that_cannot_be_locked_is_an_error(home):
    (home.engines / "own.lock").mkdir()
    with pytest.raises(StoreError, match="cannot be locked"):
        Lease(home, "own")


def test_a_disk_without_locks_is_refused_instead_of_guessing_who_is_alive(home, monkeypatch):
    def no_locks(*_):
        raise OSError(errno.ENOSYS, "Function not implemented")

    monkeypatch.setattr(fcntl, "flock", no_locks)
    with pytest.raises(StoreError, match="has no locks") as caught:
        Lease(home, "one")
    assert "local disk" in caught.value.remedy


def test_a_number_that_another_process_got_meanwhile_keeps_no_dead_engine_alive(home):
    """The lease is the lock, not what stands in its file."""
    lease = Lease(home, "one")
    (home.engines / "dead.lock").write_text(str(os.getpid()))
    assert not lease.alive("dead")
    assert living(home) == ["one"]
    lease.release()
