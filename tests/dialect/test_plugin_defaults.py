from __future__ import annotations

from typing import Any, ClassVar

import pytest

from wavetank.dialect.plugin_defaults import apply_plugin_defaults
from wavetank.dialect.read import read_flow
from wavetank.errors import FlowError
from wavetank.model.part import Part
from wavetank.plugins.catalogue import built_in

LOG = "io.kestra.plugin.core.log.Log"


def applied(defaults, task, configured=()):
    data = {"pluginDefaults": defaults, "tasks": [task]}
    apply_plugin_defaults(data, configured, built_in())
    return data["tasks"][0]


def test_what_is_written_wins_over_a_default():
    task = applied([{"type": LOG, "values": {"level": "WARN", "message": "d"}}], {"type": LOG, "message": "w"})
    assert task == {"type": LOG, "message": "w", "level": "WARN"}


def test_a_forced_default_wins_over_what_is_written():
    task = applied([{"type": LOG, "forced": True, "values": {"message": "d"}}], {"type": LOG, "message": "w"})
    assert task["message"] == "d"


def test_a_prefix_is_for_all_types_below_it_also_nested_ones():
    inner = {"type": LOG, "message": "m"}
    applied([{"type": "io.kestra.plugin.core.log", "values": {"level": "WARN"}}], {"type": "x", "tasks": [inner]})
    assert inner["level"] == "WARN"


def test_a_default_for_an_alias_is_for_the_type_itself():
    task = applied([{"type": "io.kestra.core.tasks.log.Log", "values": {"level": "WARN"}}], {"type": LOG})
    assert task["level"] == "WARN"


def test_maps_are_merged_and_lists_are_joined_the_default_first():
    default = {"type": "t", "values": {"map": {"a": 1, "b": 1}, "list": [1]}}
    task = applied([default], {"type": "t", "map": {"b": 2}, "list": [2]})
    assert task == {"type": "t", "map": {"b": 2, "a": 1}, "list": [1, 2]}


def test_the_defaults_of_the_flow_come_before_those_of_the_engine():
    flow, engine = ({"type": "t", "values": {"a": name}} for name in ("flow", "engine"))
    assert applied([flow], {"type": "t"}, [engine])["a"] == "flow"


def test_of_several_forced_defaults_the_first_wins_those_of_the_flow_before_those_of_the_engine():
    first, second, engine = ({"type": "t", "forced": True, "values": {"a": name}} for name in ("1", "2", "engine"))
    assert applied([first, second], {"type": "t", "a": "w"}, [engine])["a"] == "1"
    assert applied([], {"type": "t", "a": "w"}, [engine])["a"] == "engine"
    filling = {"type": "t", "values": {"a": "filling"}}
    assert applied([filling], {"type": "t", "a": "w"}, [engine])["a"] == "engine"


def test_a_type_that_takes_any_property_takes_any_default():
    class Anything(Part):
        model_config: ClassVar[Any] = Part.model_config | {"extra": "allow"}
        type: str

    registry = built_in()
    registry.register("test.Anything", Anything)
    data = {
        "pluginDefaults": [{"type": "test.Anything", "values": {"some-key": 1}}],
        "tasks": [{"type": "test.Anything"}],
    }
    apply_plugin_defaults(data, (), registry)
    assert data["tasks"] == [{"type": "test.Anything", "some-key": 1}]


def test_a_flow_is_read_with_its_defaults():
    text = f"""
id: f
namespace: n
tasks:
  - id: a
    type: {LOG}
pluginDefaults:
  - type: {LOG}
    values:
      message: from the default
"""
    flow = read_flow(text, built_in())
    assert flow.tasks[0].message == "from the default"
    assert flow.to_dict()["tasks"][0]["message"] == "from the default"


def test_a_default_without_values_is_refused_at_its_place():
    text = f"id: f\nnamespace: n\ntasks:\n- {{id: a, type: {LOG}, message: m}}\npluginDefaults:\n- type: {LOG}\n"
    with pytest.raises(FlowError) as refusal:
        read_flow(text, built_in())
    assert refusal.value.diagnostics[0].path == "pluginDefaults[0].values"


def test_what_a_default_brings_along_gets_no_defaults_itself():
    task = applied([{"type": "acme.Task", "values": {"inner": {"type": "acme.Task"}}}], {"type": "acme.Task"})
    assert task == {"type": "acme.Task", "inner": {"type": "acme.Task"}}


def test_what_a_type_does_not_have_is_left_out_of_its_defaults():
    task = applied([{"type": "io.kestra.plugin.core", "values": {"level": "WARN", "uri": "u"}}], {"type": LOG})
    assert task == {"type": LOG, "level": "WARN"}
