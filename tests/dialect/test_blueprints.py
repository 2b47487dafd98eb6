"""
Flows in the shapes in which people publish theirs give no wrong diagnostic.

Known types validate in silence, or with the advice that comments of the flow list, as `# WT-181 tasks[0].docker`. An
unknown type gives one diagnostic that names it.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

import wavetank as wt
from wavetank.dialect.unknown_types import names_a_plugin
from wavetank.plugins.catalogue import built_in

FLOWS = sorted(Path(__file__).with_name("blueprints").glob("*.yaml"))
KNOWN = built_in()
LISTED = re.compile(r"^# (WT-\d+) (\S+)$", re.MULTILINE)
ADVICE = "WT-180"
# What they use, most of all; each has to stand somewhere in the flows.
USED = [
    "condition.DateTimeBetween",
    "condition.DayWeek",
    "condition.DayWeekInMonth",
    "condition.ExecutionFlow",
    "condition.ExecutionLabels",
    "condition.ExecutionNamespace",
    "condition.ExecutionStatus",
    "condition.Expression",
    "condition.HasRetryAttempt",
    "condition.MultipleCondition",
    "condition.Not",
    "condition.Or",
    "condition.PublicHoliday",
    "condition.TimeBetween",
    "condition.Weekend",
    "debug.Return",
    "execution.Assert",
    "execution.Fail",
    "execution.PurgeExecutions",
    "flow.AllowFailure",
    "flow.ForEach",
    "flow.If",
    "flow.Parallel",
    "flow.Pause",
    "flow.Sequential",
    "flow.Subflow",
    "flow.Switch",
    "flow.WorkingDirectory",
    "http.Download",
    "http.Request",
    "kv.Get",
    "kv.PurgeKV",
    "kv.Set",
    "log.Log",
    "log.PurgeLogs",
    "namespace.DeleteFiles",
    "namespace.UploadFiles",
    "output.OutputValues",
    "runner.Process",
    "storage.Concat",
    "storage.Write",
    "trigger.Flow",
    "trigger.Schedule",
    "trigger.Webhook",
]


def typed(value, around=""):
    """Gives the types that are written in a document, but for assets, which are declared for a catalogue."""
    if isinstance(value, dict):
        if isinstance(value.get("type"), str):
            yield value["type"]
        for key, inner in value.items():
            if key not in ("assets", "pluginDefaults", "taskDefaults", "extend"):
                yield from typed(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from typed(inner, around)


def unknown_types(text):
    found = set(typed(yaml.safe_load(text)))
    return sorted(name for name in found if names_a_plugin(name) and KNOWN.find(name) is None)


@pytest.mark.parametrize("path", FLOWS, ids=lambda path: path.stem)
def test_a_flow_has_exactly_the_diagnostics_that_it_deserves(path):
    text = path.read_text()
    found = wt.check(text)
    unknown = unknown_types(text)
    named = sorted(re.search("`([^`]+)`", each.message)[1] for each in found if each.code == "WT-140")
    assert named == unknown
    # While something is wrong there is no advice.
    listed = sorted(each for each in LISTED.findall(text) if not unknown or each[0] < ADVICE)
    assert sorted((each.code, each.path) for each in found if each.code != "WT-140") == listed


def test_there_are_flows_for_all_that_people_use():
    assert len(FLOWS) >= 60
    everything = "\n".join(path.read_text() for path in FLOWS)
    missing = [name for name in USED if f"type: io.kestra.plugin.core.{name}\n" not in everything.replace("}", "\n")]
    assert missing == []


@pytest.mark.parametrize("path", FLOWS, ids=lambda path: path.stem)
def test_what_can_run_here_is_deployed(path):
    text = path.read_text()
    errors = [each for each in wt.check(text) if each.severity == "error"]
    with wt.Engine() as engine:
        if errors:
            with pytest.raises(wt.FlowError):
                engine.deploy(text, paused=True)
        else:
            assert engine.deploy(text, paused=True).id == path.stem
