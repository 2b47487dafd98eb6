"""What is imported when: a cell that imports Wavetank waits for nothing that it does not use."""

from __future__ import annotations

import json
import subprocess
import sys

LATER = {"anyio", "asyncio", "jinja2", "msgspec", "psycopg", "pydantic", "sqlite3", "yaml"}
SERVER = {"httptools", "starlette", "uvicorn"}
SELDOM = (
    *(
        "filelock",
        "importlib.metadata",
        "jinja2",
        "wavetank.lab",
        "wavetank.notebook",
        "wavetank.runners",
        "wavetank.server",
    ),
    *("wavetank.api.comparing", "wavetank.api.diff_view", "wavetank.api.explanations", "wavetank.api.views.cells"),
    *("wavetank.core.tabular", "wavetank.engine.key_values", "wavetank.model.drawing", "wavetank.model.ion"),
    *("wavetank.api.exporting", "wavetank.dialect", "wavetank.pebble.dates", "wavetank.pebble.functions"),
    *(
        "wavetank.plugins.call.call",
        "wavetank.plugins.core",
        "wavetank.stores.home_check",
        "wavetank.stores.lease",
        "yaml",
    ),
)
MOST = 270
"""How many modules of its own an engine may need before it does anything."""
WORKER_THREADS = {"anyio._backends._asyncio", "anyio.from_thread"}
NEVER_BY_AN_ENGINE = {"aiokafka", "anywidget", "boto3", "botocore", "IPython", "ipywidgets", "numpy", "pandas"}

ENGINE = """
import wavetank as wt
FLOW = '''
id: hello
namespace: company.team
tasks:
  - id: greet
    type: io.kestra.plugin.core.debug.Return
    format: "hello {{ flow.id }}"
'''
HOOK = FLOW + '''
triggers:
  - id: hook
    type: io.kestra.plugin.core.trigger.Webhook
    key: open-sesame
'''
engine = wt.Engine(config={"wavetank.server.port": 0}).start()
engine.deploy(FLOW)
assert engine.run("company.team.hello")["greet"]["value"] == "hello hello"
"""
HOOK = "engine.deploy(HOOK)\n"


def modules_after(code):
    """Returns the names of the modules that a fresh process has imported after some code."""
    script = f"{code}\nimport json, sys\nprint(json.dumps(list(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], stdout=subprocess.PIPE, check=True, timeout=60)
    return set(json.loads(done.stdout))


def packages_after(code):
    """Returns the names of the top-level packages that a fresh process has imported after some code."""
    return {name.partition(".")[0] for name in modules_after(code)}


def test_importing_wavetank_imports_no_library_at_all():
    packages = packages_after("import wavetank")
    assert "wavetank" in packages
    assert packages & (LATER | SERVER | NEVER_BY_AN_ENGINE) == set()


def test_importing_the_engine_imports_neither_types_nor_what_only_some_calls_need():
    modules = modules_after("import wavetank; wavetank.Engine")
    assert [name for name in modules if name.startswith(SELDOM)] == []
    assert len([name for name in modules if name.partition(".")[0] == "wavetank"]) < MOST


def test_a_filter_is_imported_with_the_first_template_that_names_it():
    modules = modules_after("import wavetank as wt; wt.render('{{ 1 | numberFormat }}', {})")
    assert {name for name in modules if name.startswith("wavetank.pebble.filters.")} == {
        "wavetank.pebble.filters.number"
    }
    assert "wavetank.pebble.functions" not in modules


def test_jinja2_is_imported_with_the_first_expression():
    plain = ENGINE.replace("{{ flow.id }}", "hello")
    assert "jinja2" not in packages_after(plain)
    assert "jinja2" in packages_after(ENGINE)


def test_an_engine_that_ran_a_flow_imported_no_server_and_no_client_library_and_no_worker_threads():
    modules = modules_after(ENGINE)
    packages = {name.partition(".")[0] for name in modules}
    assert packages >= LATER - {"psycopg"}
    assert packages & (SERVER | NEVER_BY_AN_ENGINE | {"psycopg"}) == set()
    assert modules & WORKER_THREADS == set()


def test_the_server_is_imported_with_the_first_webhook():
    packages = packages_after(ENGINE + HOOK)
    assert packages >= SERVER
    assert packages & NEVER_BY_AN_ENGINE == set()
