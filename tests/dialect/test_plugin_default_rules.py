from __future__ import annotations

import pytest

import wavetank as wt

LOG = "io.kestra.plugin.core.log.Log"


def found(default):
    text = f"id: f\nnamespace: n\ntasks:\n  - {{id: a, type: {LOG}, message: m}}\npluginDefaults:\n  - {default}\n"
    return [(each.code, each.path) for each in wt.check(text)]


def test_a_property_that_its_type_does_not_have_is_refused():
    assert found(f"{{type: {LOG}, values: {{massage: x}}}}") == [("WT-158", "pluginDefaults[0].values.massage")]


@pytest.mark.parametrize("name", ["io.kestra.plugin.core.log", "io.kestra.plugin.gcp.gcs.Upload", "io.kestra.plugin"])
def test_a_prefix_or_an_unknown_type_may_have_any(name):
    assert found(f"{{type: {name}, values: {{projectId: x, level: WARN}}}}") == []


def test_a_default_has_a_value():
    assert found("{type: acme, values: {a: {b: ~}}}") == [("WT-158", "pluginDefaults[0].values.a.b")]
