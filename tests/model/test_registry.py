from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from wavetank.errors import PluginError
from wavetank.model.registry import TypeRegistry
from wavetank.model.task import AnyTask, Task

TASK = TypeAdapter(AnyTask)
NAMES = (
    "io.kestra.plugin.core.log.Log",
    "io.kestra.plugin.core.flow.If",
    "io.kestra.plugin.core.flow.Sequential",
    "io.kestra.plugin.aws.s3.Trigger",
    "io.kestra.plugin.kafka.RealtimeTrigger",
)


class Plain(Task):
    text: str = ""


@pytest.fixture
def registry():
    registry = TypeRegistry({}, {})
    registry.register("acme.Plain", Plain, "acme.Old")
    return registry


def test_a_class_is_found_by_its_name_and_by_its_aliases(registry):
    assert registry.find("acme.Plain") is Plain
    assert registry.find("acme.Old") is Plain
    assert registry.find("acme.Other") is None
    assert registry.canonical("acme.Old") == "acme.Plain"
    assert next(iter(registry)) == "acme.Plain"


def test_a_place_is_imported_when_it_is_first_asked_for():
    registry = TypeRegistry({"acme.Task": "wavetank.model.task:Task"})
    assert registry.find("acme.Task") is Task


@pytest.mark.parametrize("place", ["wavetank_no_such_module:Task", "wavetank.model.task:NoSuchTask"])
def test_a_place_that_does_not_exist_is_a_plugin_error(place):
    with pytest.raises(PluginError, match=r"acme\.Task cannot be loaded"):
        TypeRegistry({"acme.Task": place}).find("acme.Task")


def test_a_map_is_read_as_the_class_that_its_type_names(registry):
    seen = []
    written = {"id": "a", "type": "acme.Old", "text": "x"}
    task = TASK.validate_python(written, context={"registry": registry, "seen": seen})
    assert isinstance(task, Plain)
    assert task.type == "acme.Plain"
    assert seen == [(Plain, written)]


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("x", "not_a_mapping"),
        ({}, "type_missing"),
        ({"type": 1}, "type_missing"),
        ({"type": "acme.No"}, "type_unknown"),
    ],
)
def test_what_names_no_class_is_refused_by_kind(registry, written, kind):
    with pytest.raises(ValidationError) as refusal:
        TASK.validate_python(written, context={"registry": registry})
    assert refusal.value.errors()[0]["type"] == kind


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("io.kestra.plugin.core.log.Lgo", ("io.kestra.plugin.core.log.Log",)),
        ("io.kestra.plugin.core.Log", ("io.kestra.plugin.core.log.Log",)),
        ("Log", ("io.kestra.plugin.core.log.Log",)),
        ("sequental", ("io.kestra.plugin.core.flow.Sequential",)),
        ("io.kestra.plugin.kafka.RealTimeTriger", ("io.kestra.plugin.kafka.RealtimeTrigger",)),
        ("io.kestra.plugin.core.flow.Dag", ()),
        ("io.kestra.plugin.gcp.gcs.Trigger", ()),
        ("io.kestra.plugin.gcp.bigquery.Query", ()),
        ("io.kestra.plugin.kafka.Trigger", ()),
        ("io.kestra.plugin.kakfa.RealtimeTrigger", ("io.kestra.plugin.kafka.RealtimeTrigger",)),
        ("", ()),
    ],
)
def test_only_types_that_may_be_meant_are_offered(name, meant):
    assert TypeRegistry(dict.fromkeys(NAMES, "x:Y")).nearest(name) == meant
