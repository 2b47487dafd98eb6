from __future__ import annotations

import builtins
import contextlib
import io
import logging
import sys
import threading

import pytest

import wavetank as wt
from wavetank.plugins.call import cell_function

TEXT = """\
id: speaking
namespace: company.team
tasks:
  - id: speak
    type: wavetank.Call
    function: speak
"""


@pytest.fixture(autouse=True)
def own_functions(monkeypatch):
    monkeypatch.setattr(cell_function, "_known", {})


@pytest.fixture
def engine():
    with wt.Engine() as engine:
        engine.deploy(TEXT)
        yield engine


@pytest.fixture
def said(engine):
    """Runs a function; returns its log."""

    def run(function):
        wt.task(name="speak")(function)
        return [(entry.level, entry.message) for entry in engine.run("company.team.speaking").logs]

    return run


def test_printed_lines_go_to_the_log_and_nowhere_else(said, capsys):
    def speak():
        print("one", 1)
        print("two", end="")
        sys.stdout.write(" more\nlast")
        print("careful", file=sys.stderr)

    assert said(speak) == [("INFO", "one 1"), ("INFO", "two more"), ("WARN", "careful"), ("INFO", "last")]
    assert capsys.readouterr() == ("", "")


def test_an_async_function_is_heard_too(said, capsys):
    async def speak():
        print("from the loop")

    assert said(speak) == [("INFO", "from the loop")]
    assert capsys.readouterr().out == ""


def test_the_last_state_of_a_progress_bar_is_kept(said):
    assert said(lambda: sys.stderr.write("\r10 %\r100 %\n")) == [("WARN", "100 %")]


def test_records_of_logging_go_to_the_log_and_to_files_but_not_on_the_screen(said, capsys, tmp_path):
    logger = logging.getLogger("company.orders")
    screen, file = logging.StreamHandler(sys.stderr), logging.FileHandler(tmp_path / "orders.log")
    logger.addHandler(screen)
    logger.addHandler(file)

    def speak():
        logger.warning("careful: %s", 1)
        try:
            int("oops")
        except ValueError:
            logger.exception("caught")

    try:
        (first, second) = said(speak)
    finally:
        logger.removeHandler(screen)
        logger.removeHandler(file)
        file.close()
    assert first == ("WARN", "careful: 1")
    assert second[0] == "ERROR"
    assert "invalid literal for int" in second[1]
    assert capsys.readouterr().err == ""
    assert "careful: 1" in (tmp_path / "orders.log").read_text()


def test_a_cell_that_captures_its_output_hears_no_task(engine):
    """A cell that began to capture while the function ran already, as %%capture does."""
    begun, captured = threading.Event(), threading.Event()

    def speak():
        begun.set()
        captured.wait(10)
        print("of the task")

    wt.task(name="speak")(speak)
    execution = engine.run("company.team.speaking", wait=False)
    assert begun.wait(10)
    with contextlib.redirect_stdout(io.StringIO()) as cell:
        print("of the cell")
        captured.set()
        execution.wait(10)
    assert cell.getvalue() == "of the cell\n"
    assert [entry.message for entry in execution.logs] == ["of the task"]


def test_other_threads_are_heard_where_they_were(said, capsys):
    def speak():
        other = threading.Thread(target=print, args=("of another thread",))
        other.start()
        other.join()

    assert said(speak) == []
    assert capsys.readouterr().out == "of another thread\n"


def test_everything_is_as_before_when_no_function_runs(said):
    before = sys.stdout, sys.stderr, builtins.print, logging.Logger.callHandlers
    assert said(lambda: print("hello")) == [("INFO", "hello")]
    assert (sys.stdout, sys.stderr, builtins.print, logging.Logger.callHandlers) == before


def test_two_functions_at_a_time_are_kept_apart(engine):
    engine.deploy(
        """\
id: two
namespace: company.team
tasks:
  - id: both
    type: io.kestra.plugin.core.flow.Parallel
    tasks:
      - {id: a, type: wavetank.Call, function: speak, arguments: {word: a}}
      - {id: b, type: wavetank.Call, function: speak, arguments: {word: b}}
"""
    )
    together = threading.Barrier(2, timeout=10)

    @wt.task
    def speak(word):
        for _ in range(3):
            together.wait()
            print(word)

    logs = engine.run("company.team.two").logs
    assert [entry.message for entry in logs if entry.task_id == "a"] == ["a"] * 3
    assert [entry.message for entry in logs if entry.task_id == "b"] == ["b"] * 3
