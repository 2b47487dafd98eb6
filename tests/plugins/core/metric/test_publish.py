from __future__ import annotations


def test_each_metric_is_added_with_its_tags(run):
    metrics = [
        {"type": "counter", "name": "rows", "value": "{{ 1 + 1 }}", "tags": {"table": "{{ flow.id }}"}},
        {"type": "timer", "name": "took", "value": "PT1.5S"},
        {"type": "gauge", "name": "level", "value": 0.5},
    ]
    found = run("metric.Publish", metrics=metrics).metrics
    assert [(one.type, one.name, one.value, one.tags) for one in found] == [
        ("counter", "rows", 2, {"table": "flow"}),
        ("timer", "took", 1.5, {}),
        ("gauge", "level", 0.5, {}),
    ]


def test_the_list_may_be_an_expression(run):
    found = run("metric.Publish", metrics="{{ [{'type': 'counter', 'name': 'n', 'value': 3}] }}").metrics
    assert [(one.name, one.value) for one in found] == [("n", 3)]


def test_what_is_no_metric_is_refused(failure):
    assert "histogram" in failure("metric.Publish", metrics=[{"type": "histogram", "name": "n", "value": 1}])
    assert "'n' is no counter" in failure("metric.Publish", metrics=[{"type": "counter", "name": "n", "value": "many"}])
    assert "`name`" in failure("metric.Publish", metrics=[{"type": "counter", "value": 1}])
