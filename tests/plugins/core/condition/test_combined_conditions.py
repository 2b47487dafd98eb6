from __future__ import annotations

import pytest

import wavetank as wt

CORE = "io.kestra.plugin.core.condition."
TRUE = {"type": CORE + "Expression", "expression": "{{ true }}"}
FALSE = {"type": CORE + "Expression", "expression": "{{ false }}"}
BROKEN = {"type": CORE + "Expression", "expression": "{{ no.such.thing }}"}
CONTEXT = {"flow": {"namespace": "n", "id": "f"}}


@pytest.mark.parametrize(
    ("conditions", "any_of", "none_of"),
    [([TRUE], True, False), ([FALSE], False, True), ([FALSE, TRUE], True, False), ([FALSE, FALSE], False, True)],
)
def test_or_is_true_when_one_is_and_not_when_none_is(conditions, any_of, none_of):
    assert wt.holds({"type": CORE + "Or", "conditions": conditions}, CONTEXT) is any_of
    assert wt.holds({"type": CORE + "Not", "conditions": conditions}, CONTEXT) is none_of


def test_conditions_are_nested():
    inner = {"type": CORE + "Not", "conditions": [FALSE]}
    assert not wt.holds({"type": CORE + "Not", "conditions": [inner]}, CONTEXT)


def test_what_is_already_decided_is_not_asked_further():
    assert wt.holds({"type": CORE + "Or", "conditions": [TRUE, BROKEN]}, CONTEXT)
    with pytest.raises(wt.ExpressionError):
        wt.holds({"type": CORE + "Or", "conditions": [FALSE, BROKEN]}, CONTEXT)


@pytest.mark.parametrize("kind", ["Or", "Not"])
def test_nothing_to_combine_is_refused(kind):
    with pytest.raises(wt.WavetankError, match="conditions"):
        wt.holds({"type": CORE + kind, "conditions": []}, CONTEXT)


def test_by_itself_a_multiple_condition_needs_all_at_once():
    both = {"type": CORE + "MultipleCondition", "id": "both", "conditions": {"a": TRUE, "b": FALSE}}
    assert not wt.holds(both, CONTEXT)
    assert wt.holds({**both, "conditions": {"a": TRUE}}, CONTEXT)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("{{ flow.id }}", True), ("{{ '' }}", False), ("  ", False), ("{{ false }}", False), ("{{ 0 }}", True)],
)
def test_an_expression_is_false_when_it_renders_to_blank_or_false(text, expected):
    assert wt.holds({"type": CORE + "Expression", "expression": text}, CONTEXT) is expected


@pytest.mark.parametrize(
    "name",
    [
        "io.kestra.core.models.conditions.types.DayWeekCondition",
        "io.kestra.plugin.core.condition.DayWeekCondition",
        "io.kestra.plugin.core.condition.DayWeek",
    ],
)
def test_a_condition_is_known_by_its_former_names(name):
    assert wt.holds({"type": name, "date": "2013-09-08", "dayOfWeek": "SUNDAY"}, CONTEXT)


def test_former_names_that_differ_are_known_too():
    old = "io.kestra.core.models.conditions.types."
    assert wt.holds({"type": old + "VariableCondition", "expression": "x"}, CONTEXT)
    assert wt.holds({"type": old + "FlowCondition", "namespace": "n", "flowId": "f"}, CONTEXT)


def test_what_is_no_condition_is_refused():
    with pytest.raises(wt.WavetankError, match="is no condition"):
        wt.holds({"type": "io.kestra.plugin.core.log.Log", "message": "x"}, CONTEXT)
    with pytest.raises(wt.WavetankError, match="Unknown type"):
        wt.holds({"type": "NoSuchCondition"}, CONTEXT)
