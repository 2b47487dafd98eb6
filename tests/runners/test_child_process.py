"""With real processes; each waits for a line of the command before it does something to it."""

from __future__ import annotations

import asyncio
import os

import anyio
import pytest

from wavetank.runners.child_process import ChildProcess

LIMIT = 20


class Shell:
    """A shell command with a mark, and the lines that it wrote."""

    def __init__(self, folder, script, mark, grace=5.0):
        self._mark = mark
        self.lines = []
        self.ready = asyncio.Event()
        environment = {**os.environ, mark.name: mark.value}
        self.child = ChildProcess(("/bin/sh", "-c", script), folder, environment, self._take, grace=grace)

    def _take(self, line, *, error):
        self.lines.append((line, error))
        if line == "ready":
            self.ready.set()
        if line == "bad":
            raise LookupError("refused")

    @property
    def running(self):
        return self._mark.running


@pytest.fixture
def in_loop(tmp_path, mark):
    def run(script, work, **options):
        async def limited():
            async with asyncio.timeout(LIMIT):
                shell = Shell(tmp_path, script, mark, **options)
                return shell, await work(shell)

        return asyncio.run(limited())

    return run


async def to_its_end(shell):
    return await shell.child.run()


async def cancelled_when_ready(shell):
    task = asyncio.create_task(shell.child.run())
    await shell.ready.wait()
    assert shell.running
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


def test_lines_and_status_are_handed_over(in_loop, tmp_path):
    shell, status = in_loop("echo one; echo two >&2; printf three; pwd; exit 3", to_its_end)
    assert status == 3
    assert [line for line, error in shell.lines if not error] == ["one", f"three{tmp_path}"]
    assert [line for line, error in shell.lines if error] == ["two"]


def test_a_flood_of_lines_arrives_whole_and_in_order(in_loop):
    shell, status = in_loop("seq 50000", to_its_end)
    assert status == 0
    assert [line for line, _ in shell.lines] == [str(number) for number in range(1, 50001)]


def test_the_loop_has_its_turn_during_a_flood(in_loop):
    async def beside(shell):
        turns, running = 0, asyncio.create_task(shell.child.run())
        while not running.done():
            await asyncio.sleep(0)
            turns += 1
        return turns

    shell, turns = in_loop("seq 50000", beside)
    assert turns > len(shell.lines) / 100


def test_a_command_has_no_standard_input(in_loop):
    shell, _ = in_loop("cat; echo done", to_its_end)
    assert shell.lines == [("done", False)]


def test_a_command_that_a_signal_ends_has_the_status_of_shells(in_loop):
    _, status = in_loop("kill -9 $$", to_its_end)
    assert status == 137


def test_a_program_that_is_not_there_cannot_be_started(tmp_path):
    async def start():
        child = ChildProcess(("/no/such/program",), tmp_path, {}, lambda _line, *, error: None)
        await child.run()

    with pytest.raises(FileNotFoundError):
        asyncio.run(start())


def test_cancelling_ends_all_that_was_started(in_loop):
    shell, _ = in_loop("sleep 100 & (sleep 200; true) & echo ready; sleep 300; echo never", cancelled_when_ready)
    assert not shell.running
    assert shell.lines == [("ready", False)]


def test_what_ignores_the_request_to_end_is_killed(in_loop):
    shell, _ = in_loop("trap '' TERM; sleep 100 & echo ready; sleep 100; sleep 100", cancelled_when_ready, grace=0.05)
    assert not shell.running


def test_what_tidies_up_when_it_is_asked_to_end_may_do_so(in_loop, tmp_path):
    script = "trap 'echo tidy; touch tidied; exit 0' TERM; echo ready; sleep 100 & wait"
    shell, _ = in_loop(script, cancelled_when_ready)
    assert ("tidy", False) in shell.lines
    assert (tmp_path / "tidied").exists()


def test_cancelling_again_and_again_leaves_nothing_behind(in_loop):
    async def impatient(shell):
        task = asyncio.create_task(shell.child.run())
        await shell.ready.wait()
        while not task.done():
            task.cancel()
            await asyncio.sleep(0)
        assert task.cancelled()

    shell, _ = in_loop("trap '' TERM; echo ready; sleep 100; sleep 100", impatient, grace=0.05)
    assert not shell.running


def test_a_cancel_scope_that_has_run_out_waits_for_the_end(in_loop):
    async def scoped(shell):
        with anyio.CancelScope() as scope:
            async with anyio.create_task_group() as group:
                group.start_soon(shell.child.run)
                await shell.ready.wait()
                scope.cancel()

    shell, _ = in_loop("trap '' TERM; echo ready; sleep 100; sleep 100", scoped, grace=0.05)
    assert not shell.running


def test_a_cancellation_during_the_start_leaves_nothing_behind(in_loop):
    async def at_once(shell):
        task = asyncio.create_task(shell.child.run())
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    shell, _ = in_loop("sleep 100", at_once)
    assert not shell.running


def test_what_a_command_leaves_running_ends_with_it(in_loop):
    shell, status = in_loop("sleep 100 & sleep 100 >/dev/null 2>&1 & echo done", to_its_end)
    assert status == 0
    assert shell.lines == [("done", False)]
    assert not shell.running


def test_a_listener_that_fails_ends_the_command(in_loop):
    async def failing(shell):
        with pytest.raises(LookupError):
            await shell.child.run()

    shell, _ = in_loop("echo bad; sleep 100; sleep 100", failing)
    assert not shell.running


def test_an_end_is_noticed_where_the_system_has_no_descriptors_for_processes(in_loop, monkeypatch):
    monkeypatch.delattr(os, "pidfd_open")
    shell, status = in_loop("echo one; exit 4", to_its_end)
    assert (status, shell.lines) == (4, [("one", False)])
    shell, _ = in_loop("echo ready; sleep 100; sleep 100", cancelled_when_ready)
    assert not shell.running
