from __future__ import annotations

import atexit
import os
from pathlib import Path
from types import SimpleNamespace

import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from traitlets.config import Config

from wavetank.notebook.extension import get_engine

SOURCE = Path(__file__).parents[2] / "src"

HELLO = """\
id: hello
namespace: company.team
inputs:
  - id: who
    type: STRING
    defaults: World
tasks:
  - id: greet
    type: io.kestra.plugin.core.debug.Return
    format: "Hello {{ inputs.who }}"
  - id: say
    type: io.kestra.plugin.core.log.Log
    message: "{{ outputs.greet.value }}"
"""

HOOKED = """\
id: hooked
namespace: company.team
triggers:
  - id: hook
    type: io.kestra.plugin.core.trigger.Webhook
    key: a-key-that-is-known
tasks:
  - id: take
    type: io.kestra.plugin.core.debug.Return
    format: "{{ trigger.body }}"
"""


@pytest.fixture
def hello():
    """The text of a flow with two tasks and an input."""
    return HELLO


@pytest.fixture
def hooked():
    """The text of a flow with a webhook."""
    return HOOKED


@pytest.fixture
def shell(tmp_path, monkeypatch):
    """A fresh IPython without a kernel, in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("WAVETANK_HOME", raising=False)
    config = Config()
    config.HistoryManager.enabled = False
    InteractiveShell.clear_instance()
    shell = InteractiveShell.instance(config=config, ipython_dir=str(tmp_path / "ipython"))
    yield shell
    shell.run_line_magic("unload_ext", "wavetank")
    InteractiveShell.clear_instance()
    # At the end of the process each would look through all objects of all tests: a minute for hundreds of shells.
    atexit.unregister(shell.atexit_operations)


@pytest.fixture
def run(shell):
    """Runs a cell in a shell with the extension, and returns what it gave, printed and displayed."""
    with capture_output():
        shell.run_line_magic("load_ext", "wavetank")

    def run_cell(text, ok=True):
        with capture_output() as captured:
            result = shell.run_cell(text)
        assert result.success == ok, captured.stdout
        return SimpleNamespace(
            value=result.result,
            error=result.error_in_exec,
            printed=captured.stdout,
            complained=captured.stderr,
            shown=[output.data for output in captured.outputs],
        )

    return run_cell


@pytest.fixture
def engine(run):
    """The engine that the magics use."""
    return get_engine()


@pytest.fixture(scope="session")
def kernel_environment():
    """The environment in which a kernel finds this package, whether or not it is installed."""
    path = os.pathsep.join(filter(None, [str(SOURCE), os.environ.get("PYTHONPATH")]))
    return os.environ | {"PYTHONPATH": path, "JUPYTER_PLATFORM_DIRS": "1"}
