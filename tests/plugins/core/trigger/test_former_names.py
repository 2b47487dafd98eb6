from __future__ import annotations

import wavetank as wt

FLOW = """
id: f
namespace: n
tasks: [{id: a, type: io.kestra.plugin.core.debug.Return, format: x}]
triggers:
  - {id: t, type: io.kestra.plugin.core.trigger.Schedule, cron: "@daily", minLogLevel: WARN}
"""


def test_the_former_name_of_the_log_level_counts():
    with wt.Engine() as engine:
        assert engine.deploy(FLOW, paused=True).triggers[0].log_level == "WARN"
