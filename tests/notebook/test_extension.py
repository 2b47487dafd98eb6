from __future__ import annotations

import subprocess
import sys
import threading
from datetime import timedelta

import pytest
from IPython.utils.capture import capture_output

import wavetank
from wavetank.errors import NotFoundError, StoreError
from wavetank.notebook.extension import get_engine


def loaded(shell, magic="load_ext"):
    with capture_output() as captured:
        shell.run_line_magic(magic, "wavetank")
    return captured.stdout


def engine_threads():
    return [thread for thread in threading.enumerate() if thread.name.startswith("wavetank")]


def test_loading_says_in_a_line_what_was_found(shell):
    assert loaded(shell).splitlines() == ["Wavetank listens: no flows in .wavetank."]


def test_the_home_stands_beside_the_notebook(shell, tmp_path):
    loaded(shell)
    assert get_engine().home == tmp_path / ".wavetank"


def test_the_home_can_be_elsewhere(shell, tmp_path, monkeypatch):
    monkeypatch.setenv("WAVETANK_HOME", str(tmp_path / "other"))
    loaded(shell)
    assert get_engine().home == tmp_path / "other"
    assert not (tmp_path / ".wavetank").exists()


def test_settings_come_from_the_environment(shell, monkeypatch):
    monkeypatch.setenv("WAVETANK_RETENTION", "P30D")
    loaded(shell)
    assert get_engine().runtime.surroundings.retention == timedelta(days=30)


def test_a_home_that_cannot_be_read_is_told_in_a_sentence(shell, tmp_path):
    (tmp_path / ".wavetank").mkdir()
    (tmp_path / ".wavetank" / "history.db").write_bytes(b"no history" * 1000)
    with pytest.raises(StoreError, match="damaged") as caught:
        loaded(shell)
    assert "wt.doctor" in "".join(caught.value._render_traceback_())


def test_flows_are_there_again_after_a_restart(run, shell, hello):
    run(f"%%flow --quiet\n{hello}")
    assert loaded(shell, "reload_ext") == "Wavetank listens: 1 flow in .wavetank.\n"
    assert run("%flow run hello").value.state == "SUCCESS"


def test_loading_twice_is_harmless(run, shell):
    engine = get_engine()
    wavetank.load_ipython_extension(shell)
    assert get_engine() is engine
    assert len(engine_threads()) == 1


def test_unloading_takes_everything_back(shell):
    matchers, transformers = list(shell.Completer.custom_matchers), list(shell.input_transformers_cleanup)
    loaded(shell)
    loaded(shell, "unload_ext")
    assert shell.find_cell_magic("flow") is None
    assert shell.find_line_magic("flow") is None
    assert shell.Completer.custom_matchers == matchers
    assert shell.input_transformers_cleanup == transformers
    assert engine_threads() == []
    with pytest.raises(NotFoundError, match="%load_ext wavetank"):
        get_engine()


def test_a_flow_shows_itself_while_the_extension_is_loaded(run, shell, engine, hello):
    run(f"%%flow --quiet --name flow\n{hello}")
    data, _ = shell.display_formatter.format(shell.user_ns["flow"])
    assert "greet" in data["text/html"]
    assert "task greet: io.kestra.plugin.core.debug.Return" in data["text/plain"]
    loaded(shell, "unload_ext")
    assert "text/html" not in shell.display_formatter.format(shell.user_ns["flow"])[0]


SCRIPT = """\
import sys
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
shell.run_line_magic("load_ext", "wavetank")
assert shell.run_cell(sys.argv[1]).success
shell.run_line_magic("unload_ext", "wavetank")
print([name for name in ("pandas", "matplotlib", "boto3", "aiokafka") if name in sys.modules])
"""


def test_neither_loading_nor_running_a_flow_costs_pandas(tmp_path, kernel_environment, hello):
    command = [sys.executable, "-c", SCRIPT, f"%%flow --run\n{hello}"]
    done = subprocess.run(command, env=kernel_environment, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_demonstration_shows_the_same_ids_and_dates_each_time(shell, monkeypatch, hello):
    monkeypatch.setenv("WAVETANK_DEMO", "2025-01-06T09:00:00Z")
    seen = []
    for _ in range(2):
        with capture_output() as captured:
            shell.run_line_magic("load_ext", "wavetank")
            shell.run_cell(f"%%flow --run --quiet --name execution\n{hello}")
        assert "A demonstration: it is 2025-01-06 09:00 UTC until engine.clock is moved." in captured.stdout
        execution = shell.user_ns["execution"]
        seen.append((execution.id, [run.id for run in execution.task_runs], execution.created.isoformat()))
        with capture_output():
            shell.run_line_magic("unload_ext", "wavetank")
            shell.run_line_magic("reload_ext", "wavetank")
            shell.run_line_magic("unload_ext", "wavetank")
    assert seen[0] == seen[1]
    assert seen[0][2] == "2025-01-06T09:00:00+00:00"
