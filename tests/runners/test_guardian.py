from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from wavetank.runners.guardian import Guardian

PARENT = """
import subprocess, sys, os
from wavetank.runners.guardian import GUARDIAN
for _ in range(3):
    child = subprocess.Popen(["/bin/sh", "-c", "sleep 600 & sleep 600"], start_new_session=True)
    GUARDIAN.watch_group(child.pid)
{more}
print("ready", flush=True)
sys.stdin.read()
"""


def until(condition, seconds=10):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.fixture
def parent(mark):
    started = []

    def start(more=""):
        environment = {**os.environ, mark.name: mark.value}
        process = subprocess.Popen(
            [sys.executable, "-c", PARENT.format(more=more)],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        assert process.stdout.readline() == "ready\n"
        return process

    yield start
    for running in mark.running:
        os.kill(running, signal.SIGKILL)
    for process in started:
        process.communicate()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_groups_end_with_the_process_that_watches_them(parent, mark, number):
    process = parent()
    assert len(mark.running) >= 7
    process.send_signal(number)
    process.wait(10)
    until(lambda: not mark.running)


def test_a_group_that_was_released_is_left_alone(parent, mark):
    process = parent("GUARDIAN.release_group(child.pid)")
    process.kill()
    process.wait(10)
    until(lambda: len(mark.running) <= 3)
    assert mark.running


def test_a_fork_that_lives_on_does_not_keep_groups_alive(parent, mark):
    process = parent("if os.fork() == 0: import time; sys.stdout.close(); sys.stdin.close(); time.sleep(600)")
    process.kill()
    process.wait(10)
    until(lambda: len(mark.running) == 1)


def test_commands_are_run_as_they_are_written(parent, tmp_path):
    more = f"""
place, write = "{tmp_path}/", 'printf "%s|" "$@" > "$0"'
for number, words in enumerate((["one"], ["two words", "$HOME", "it's"], ["gone"])):
    GUARDIAN.watch("c" + str(number), ["/bin/sh", "-c", write, place + str(number), *words])
GUARDIAN.release("c2")
"""
    process = parent(more)
    process.kill()
    process.wait(10)
    until(lambda: (tmp_path / "1").exists() and (tmp_path / "1").read_text() == "two words|$HOME|it's|")
    assert (tmp_path / "0").read_text() == "one|"
    assert not (tmp_path / "2").exists()


def test_a_guardian_that_was_killed_is_replaced(tmp_path):
    guardian = Guardian()
    for name in ("first", "second"):
        guardian.watch(name, ["touch", str(tmp_path / name)])
        if name == "first":
            os.close(guardian._pipe)
            heard, guardian._pipe = os.pipe()
            os.close(heard)
    (tmp_path / "first").unlink(missing_ok=True)
    os.close(guardian._pipe)
    guardian._pipe = None
    until(lambda: (tmp_path / "first").exists() and (tmp_path / "second").exists())
