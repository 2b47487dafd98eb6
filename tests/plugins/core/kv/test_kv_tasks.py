from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

import wavetank as wt
from wavetank.lab import VirtualClock

START = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def clock():
    return VirtualClock(START)


@pytest.fixture
def engine(clock):
    with wt.Engine(clock=clock) as engine:
        yield engine


def kept(engine, key="key"):
    return engine.kv("company.team").get(key)


def test_set_keeps_the_type_of_a_single_expression(engine, run):
    run("kv.Set", key="{{ 'k' ~ 'ey' }}", value="{{ {'a': [1, 2]} }}")
    assert kept(engine) == {"a": [1, 2]}


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("STRING", "12", "12"),
        ("NUMBER", "12.5", 12.5),
        ("BOOLEAN", "True", True),
        ("DATETIME", "2026-01-02T03:04:05Z", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("DATE", "2026-01-02", date(2026, 1, 2)),
        ("DURATION", "P1DT5S", timedelta(days=1, seconds=5)),
        ("JSON", '[{"a": null}]', [{"a": None}]),
    ],
)
def test_a_text_is_read_as_its_kv_type(engine, run, kind, text, value):
    run("kv.Set", key="key", value=text, kvType=kind)
    assert kept(engine) == value
    assert engine.kv("company.team").entry("key").type == kind


def test_numbers_may_stand_within_a_text(engine, run):
    run("kv.Set", key="key", value='{"share": {{ 1 / 4.0 }}, "n": {{ 3 }}{{ 4 }}}', kvType="JSON")
    assert kept(engine) == {"share": 0.25, "n": 34}


def test_a_map_that_an_expression_alone_makes_stays_a_map(engine, run):
    run("kv.Set", key="key", value="{{ {'a': {'b': 1}} }}")
    assert kept(engine) == {"a": {"b": 1}}


@pytest.mark.parametrize(("kind", "text"), [("NUMBER", "twelve"), ("NUMBER", "true"), ("DATETIME", "2026-01-01T00:00")])
def test_a_text_that_is_not_of_its_kv_type_fails_the_task(failure, kind, text):
    assert f"no {kind}" in failure("kv.Set", key="key", value=text, kvType=kind)


def test_a_value_is_gone_after_its_ttl(engine, clock, run, failure):
    run("kv.Set", key="key", value="v", ttl="PT5M")
    assert engine.kv("company.team").entry("key").expires == START + timedelta(minutes=5)
    clock.advance(300)
    assert "expired" in failure("kv.Get", key="key")


def test_without_overwrite_a_value_that_is_there_stays(engine, run, failure):
    run("kv.Set", key="key", value="first")
    assert "exists" in failure("kv.Set", key="key", value="second", overwrite=False)
    assert kept(engine) == "first"


def test_get_gives_the_value_with_its_type(engine, outputs):
    engine.kv("company.team").put("key", {"n": 1})
    assert outputs("kv.Get", key="key") == {"value": {"n": 1}}


def test_get_writes_a_duration_as_java_does(engine, outputs):
    engine.kv("company.team").put("key", timedelta(days=1, seconds=5))
    assert outputs("kv.Get", key="key") == {"value": "PT24H5S"}


def test_get_without_a_namespace_looks_upwards_and_with_one_it_does_not(engine, outputs, run):
    engine.kv("company").put("key", "of the company")
    assert outputs("kv.Get", key="key") == {"value": "of the company"}
    engine.kv("company.other").put("another", 1)
    assert outputs("kv.Get", key="key", namespace="company.other") == {}


def test_a_missing_key_gives_nothing_unless_it_is_an_error(outputs, failure):
    assert outputs("kv.Get", key="key") == {}
    assert "no key 'key'" in failure("kv.Get", key="key", errorOnMissing=True)


def test_the_keys_that_begin_with_a_prefix_are_listed_without_expired_ones(engine, clock, outputs):
    for key, ttl in (("a-1", None), ("a-2", "PT1S"), ("b-1", None)):
        engine.kv("company.team").put(key, 1, ttl)
    clock.advance(1)
    assert outputs("kv.GetKeys", {"start": "a"}, prefix="{{ inputs.start }}-") == {"keys": ["a-1"]}


def test_delete_says_whether_there_was_a_key(engine, outputs, failure):
    engine.kv("company.team").put("key", 1)
    assert outputs("kv.Delete", key="key") == {"deleted": True}
    assert outputs("kv.Delete", key="key") == {"deleted": False}
    assert "no key 'key'" in failure("kv.Delete", key="key", errorOnMissing=True)


def test_a_namespace_that_does_not_exist_is_refused_unless_it_holds_a_key(engine, outputs, failure):
    assert "'elsewhere' does not exist" in failure("kv.GetKeys", namespace="elsewhere")
    engine.kv("elsewhere").put("key", 1)
    assert outputs("kv.GetKeys", namespace="elsewhere") == {"keys": ["key"]}


def test_a_flow_may_write_to_the_namespaces_above_its_own(engine, run):
    assert run("kv.Set", key="key", value="v", namespace="company").state == "SUCCESS"
    assert engine.kv("company").get("key") == "v"


def test_purge_removes_expired_keys_of_a_namespace_and_those_below_it(engine, clock, outputs):
    engine.kv("company.team").put("old", 1, "PT1S")
    engine.kv("company.team").put("new", 1, "PT1H")
    engine.kv("company").put("old", 1, "PT1S")
    clock.advance(1)
    assert outputs("kv.PurgeKV", namespaces=["company"]) == {"size": 2}
    assert engine.kv("company.team").keys() == ["new"]


def test_purge_keeps_to_patterns_and_removes_before_the_time_when_told_to(engine, outputs):
    for key in ("tmp-1", "tmp-2", "other"):
        engine.kv("company.team").put(key, 1)
    properties = {"namespacePattern": "company.*", "keyPattern": "tmp-*", "expiredOnly": False}
    assert outputs("kv.PurgeKV", **properties) == {"size": 2}
    assert engine.kv("company.team").keys() == ["other"]


@pytest.mark.parametrize(("expired_only", "size"), [(True, 0), (False, 1)])
def test_purge_may_be_told_by_its_behavior(engine, outputs, expired_only, size):
    engine.kv("company.team").put("key", 1)
    behavior = {"type": "key", "expiredOnly": expired_only}
    assert outputs("kv.PurgeKV", namespaces=["company.team"], behavior=behavior) == {"size": size}


@pytest.mark.parametrize(
    ("given", "size"), [({"keepAmount": 1}, 0), ({"keepAmount": 0}, 1), ({"before": "2020-01-01T00:00:00Z"}, 0)]
)
def test_purge_of_versions_removes_a_key_only_where_none_is_kept(engine, outputs, given, size):
    engine.kv("company.team").put("key", 1)
    behavior = {"type": "version", **given}
    assert outputs("kv.PurgeKV", namespaces=["company.team"], behavior=behavior) == {"size": size}


def test_kv_of_an_expression_looks_upwards_and_says_what_to_do_about_a_missing_key(engine, outputs, failure):
    engine.kv("company").put("key", {"field": 7})
    assert outputs("debug.Return", format="{{ kv('key').field + 1 }}") == {"value": "8"}
    assert outputs("debug.Return", format="{{ kv('none', errorOnMissing=false) ?? 'x' }}") == {"value": "x"}
    assert "engine.kv('company.team')" in failure("debug.Return", format="{{ kv('none') }}")
