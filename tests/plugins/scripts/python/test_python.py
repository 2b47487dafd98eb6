from __future__ import annotations

import importlib.util
import sys
import zipfile

import pytest

from wavetank.model.level import Level
from wavetank.model.state import State

SCRIPT = "python.Script"
COMMANDS = "python.Commands"


def messages(execution, level=Level.INFO):
    return [entry.message for entry in execution.logs if entry.level is level]


@pytest.fixture
def wheel(tmp_path, monkeypatch):
    """A package that nothing else has; what is installed goes to a cache of this test."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    file = tmp_path / "tankdemo-1.0-py3-none-any.whl"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("tankdemo.py", "VALUE = 42\n")
        archive.writestr("tankdemo-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: tankdemo\nVersion: 1.0\n")
        archive.writestr(
            "tankdemo-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr("tankdemo-1.0.dist-info/RECORD", "")
    return file


def test_a_script_runs_in_the_python_of_the_engine(run):
    script = "script: |\n  import sys, msgspec\n  print(sys.executable)"
    assert messages(run(SCRIPT, script)) == [sys.executable]


def test_commands_find_that_python_by_its_name(run):
    assert messages(run(COMMANDS, "commands: ['python -c \"import sys; print(sys.executable)\"']")) == [sys.executable]


def test_an_environment_that_was_activated_before_comes_first(run, tmp_path):
    tmp_path.joinpath("activate").write_text(f"PATH={tmp_path}:$PATH")
    fake = tmp_path / sys.executable.rpartition("/")[2]
    fake.write_text("#!/bin/sh\necho activated")
    fake.chmod(0o755)
    assert messages(run(SCRIPT, f"beforeCommands: ['. {tmp_path}/activate']\nscript: print(1)")) == ["activated"]


def test_rendered_json_is_python(run):
    more = 'variables: {data: {"a": [true, null]}}'
    execution = run(SCRIPT, 'script: "print({{ vars.data }})"', more)
    assert messages(execution) == ["{'a': [True, None]}"]


def test_a_script_imports_and_opens_what_stands_beside_it(run):
    properties = """
        inputFiles: {helper.py: "VALUE = 3", a.txt: hello}
        script: |
          import helper
          print(helper.VALUE, open("a.txt").read())
        outputFiles: ["*.py"]
    """
    execution = run(SCRIPT, properties)
    assert messages(execution) == ["3 hello"]
    assert list(execution["task"]["outputFiles"]) == ["helper.py"], "the script itself is no result"


def test_a_traceback_fails_the_task_and_names_the_line(run):
    execution = run(SCRIPT, "script: |\n  import os\n\n  raise LookupError('gone')")
    assert execution.state is State.FAILED
    assert any("line 3" in line for line in messages(execution, Level.ERROR))
    assert "LookupError: gone" in messages(execution, Level.ERROR)


def test_lines_are_not_held_back(run):
    script = "script: |\n  import os\n  print('early')\n  os._exit(0)"
    assert messages(run(SCRIPT, script)) == ["early"]


@pytest.mark.skipif(importlib.util.find_spec("kestra") is not None, reason="the real package is installed here")
def test_the_companion_tells_outputs_metrics_and_log_entries(run):
    script = """
        script: |
          from kestra import Kestra
          Kestra.outputs({"a": 1})
          Kestra.outputs({"b": [True, None]})
          Kestra.counter("rows", 3, {"table": "t"})
          Kestra.timer("took", 1.5)
          Kestra.timer("called", lambda: None)
          Kestra.gauge("load", 0.5)
          Kestra.logger().warning("careful")
          Kestra.logger().info("plain")
    """
    execution = run(SCRIPT, script)
    assert execution["task"]["vars"] == {"a": 1, "b": [True, None]}
    assert [(metric.name, metric.type) for metric in execution.metrics] == [
        ("rows", "counter"),
        ("took", "timer"),
        ("called", "timer"),
        ("load", "gauge"),
    ]
    assert (messages(execution, Level.WARN), messages(execution)) == (["careful"], ["plain"])


def test_the_companion_steps_aside_for_the_real_package(run, tmp_path):
    package = tmp_path / "kestra"
    package.mkdir()
    package.joinpath("__init__.py").write_text("from kestra.inside import Kestra\n")
    package.joinpath("inside.py").write_text("Kestra = 'real'\n")
    script = f"script: |\n  import sys\n  sys.path.append('{tmp_path}')\n  from kestra import Kestra\n  print(Kestra)"
    assert messages(run(SCRIPT, script)) == ["real"]


def test_dependencies_are_installed_once_and_beside_what_is_there(run, wheel, tmp_path):
    properties = f"dependencies: ['{wheel}']\nscript: |\n  import tankdemo, msgspec\n  print(tankdemo.VALUE)"
    assert messages(run(SCRIPT, properties)) == ["42"]
    wheel.unlink()
    assert messages(run(SCRIPT, properties)) == ["42"]
    assert len(list(tmp_path.glob("cache/wavetank/python/*"))) == 1
    assert importlib.util.find_spec("tankdemo") is None


def test_without_the_cache_dependencies_are_gone_with_the_task(run, wheel, tmp_path):
    properties = (
        f"dependencyCacheEnabled: false\ndependencies: ['{wheel}']\nscript: |\n  import tankdemo\n  print('there')"
    )
    assert messages(run(SCRIPT, properties)) == ["there"]
    assert not list(tmp_path.glob("cache/wavetank/python/*"))


def test_dependencies_that_cannot_be_installed_fail_the_task(run, wheel, tmp_path):
    execution = run(SCRIPT, f"dependencies: ['{tmp_path}/none.whl']\nscript: print(1)")
    assert execution.state is State.FAILED
    assert "none.whl" in execution.error
    assert not list(tmp_path.glob("cache/wavetank/python/*"))


def test_the_version_of_the_engine_is_its_own_python(run):
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    properties = f"pythonVersion: '{version}'\nscript: |\n  import sys\n  print(sys.executable)"
    assert messages(run(SCRIPT, properties)) == [sys.executable]


def test_a_version_that_is_not_here_is_named(run):
    execution = run(SCRIPT, "pythonVersion: '2.1'\nscript: print(1)")
    assert "no Python 2.1" in execution.error


def test_variables_of_the_kernels_display_do_not_reach_a_script(run, monkeypatch):
    monkeypatch.setenv("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    assert messages(run(SCRIPT, "script: |\n  import os\n  print(os.environ.get('MPLBACKEND'))")) == ["None"]


def test_a_python_path_of_the_task_is_kept(run):
    properties = "env: {PYTHONPATH: /some/where}\nscript: |\n  import sys\n  print('/some/where' in sys.path)"
    assert messages(run(SCRIPT, properties)) == ["True"]
