from __future__ import annotations

import sys

import pytest
from pydantic import ValidationError

from wavetank.errors import MissingExtraError, PluginError

ADDRESS = "localhost:9092"


def test_a_sample_goes_through_bytes_and_back(trigger, context):
    event = trigger(ADDRESS, "orders", keyDeserializer="LONG").event_of(
        {"key": 7, "value": {"id": 1}, "headers": {"source": "shop"}, "partition": 2, "offset": 9}, context
    )
    assert event.fault == ""
    assert event.variables == {
        "key": 7,
        "value": {"id": 1},
        "headers": [{"source": "shop"}],
        "topic": "orders",
        "partition": 2,
        "timestamp": "2025-03-01T12:00:00Z",
        "offset": 9,
    }


def test_a_sample_may_be_the_value_alone(trigger, context):
    event = trigger(ADDRESS, "orders").event_of({"id": 1, "key": "not the record's"}, context)
    assert event.variables["value"] == {"id": 1, "key": "not the record's"}
    assert event.variables["key"] is None


def test_a_sample_that_cannot_be_read_has_the_fault_of_a_real_record(trigger, context):
    event = trigger(ADDRESS, "orders").event_of({"value": "{broken"}, context)
    assert event.stage == "deserialise"
    assert event.fault.startswith("The value cannot be read as JSON")
    assert event.variables["value"] == "{broken"


def test_each_sample_is_a_new_event_unless_it_says_which(trigger, context):
    orders = trigger(ADDRESS, "orders")
    first, second = orders.event_of(1, context), orders.event_of(1, context)
    assert first.identities != second.identities
    assert orders.event_of({"value": 1, "identity": "mine"}, context).identities == ("mine",)


@pytest.mark.parametrize("sample", [{"value": 1, "heders": {}}, {"value": 1, "headers": "a"}])
def test_a_sample_of_another_shape_is_refused(trigger, context, sample):
    with pytest.raises(ValueError, match="headers"):
        trigger(ADDRESS, "orders").event_of(sample, context)


def test_a_sample_without_the_headers_asked_for_is_refused(trigger, context):
    orders = trigger(ADDRESS, "orders", headerFilters={"source": "shop"})
    with pytest.raises(ValueError, match="passes over"):
        orders.event_of({"value": 1, "headers": [{"source": "shop"}, {"source": "bank"}]}, context)


def test_types_may_stand_beside_the_serde_properties_or_in_them(trigger, context):
    inside = trigger(ADDRESS, "orders", serdeProperties={"valueDeserializer": "INTEGER"})
    beside = trigger(ADDRESS, "orders", serdeProperties={}, valueDeserializer="INTEGER")
    assert inside.event_of({"value": 5}, context).variables["value"] == 5
    assert beside.event_of({"value": 5}, context).variables["value"] == 5


def test_values_are_strings_when_nothing_is_said(trigger, context):
    assert trigger(ADDRESS, "orders", serdeProperties={}).event_of({"value": "5"}, context).variables["value"] == "5"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"topic": None}, "exactly one of"),
        ({"topicPattern": "a.*"}, "exactly one of"),
        ({"valueDeserializer": "STRING"}, "write it once"),
        ({"valueDeserializer": "AVRO", "serdeProperties": {}}, "schema registry"),
        ({"serdeProperties": {"valueDeserialiser": "JSON"}}, "did you mean `valueDeserializer`"),
        ({"serdeProperties": {"valueDeserializer": "YAML"}}, "no type of a deserializer"),
        ({"properties": {"bootstrap.server": ADDRESS}}, "did you mean `bootstrap.servers`"),
        ({"groupType": "SHARE"}, "SHARE"),
        ({"groupId": None}, "groupId"),
        ({"onSerdeError": {"type": "DLQ"}}, "needs the `topic`"),
    ],
)
def test_what_cannot_work_is_refused_when_the_flow_is_read(trigger, more, said):
    with pytest.raises(ValidationError, match=said):
        trigger(ADDRESS, "orders", **more)


def test_what_is_only_known_after_rendering_is_refused_then(trigger, context):
    orders = trigger(ADDRESS, "orders", serdeProperties={"valueDeserializer": "{{ vars.type }}"})
    with pytest.raises(PluginError, match="no type of a deserializer"):
        orders.event_of({"value": 1}, context)


def test_without_its_client_library_the_plugin_names_the_extra(monkeypatch):
    name = "wavetank.plugins.kafka.realtime_trigger"
    monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "aiokafka", None)
    with pytest.raises(MissingExtraError, match=r"wavetank\[kafka\]"):
        __import__(name)
