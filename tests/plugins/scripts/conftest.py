from __future__ import annotations

import textwrap

import pytest

import wavetank as wt

_FLOW = """
id: scripts
namespace: company.team
tasks:
  - id: task
    type: io.kestra.plugin.scripts.{type}
{properties}
"""


@pytest.fixture
def engine():
    with wt.Engine(config={"wavetank.docker": "process"}) as engine:
        yield engine


@pytest.fixture
def run(engine):
    """Runs a flow of one script task, as a process of this machine."""

    def run(type, properties, more="", **options):  # noqa: A002 - as the language names it
        flow = _FLOW.format(type=type, properties=textwrap.indent(textwrap.dedent(properties).strip(), " " * 4))
        engine.deploy(flow + more)
        return engine.run("company.team.scripts", **options)

    return run
