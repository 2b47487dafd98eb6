from __future__ import annotations

from datetime import date, timedelta

import pytest

from wavetank.core.inputs import resolve_inputs
from wavetank.errors import InputError
from wavetank.model.input import Input


def declared(**written):
    return (Input(**{"id": "i", "type": "STRING"} | written),)


def refused(given, **written):
    with pytest.raises(InputError) as refusal:
        resolve_inputs(declared(**written), {"i": given})
    return refusal.value.cause


def test_values_are_typed_and_what_is_not_declared_is_dropped():
    inputs = (Input(id="day", type="DATE"), Input(id="n", type="INT"))
    assert resolve_inputs(inputs, {"day": "2024-01-31", "n": "3", "other": 1}) == {"day": date(2024, 1, 31), "n": 3}


def test_a_default_stands_in_for_nothing_and_for_null():
    assert resolve_inputs(declared(type="INT", defaults="7"), {}) == {"i": 7}
    assert resolve_inputs(declared(type="INT", defaults=7), {"i": None}) == {"i": 7}
    assert resolve_inputs(declared(defaults=""), {}) == {"i": ""}


def test_an_optional_input_without_a_value_is_null():
    assert resolve_inputs(declared(required=False), {}) == {"i": None}


def test_a_required_input_without_a_value_is_refused_by_name():
    with pytest.raises(InputError) as refusal:
        resolve_inputs(declared(), {})
    assert refusal.value.cause == "Invalid input for `i`, missing required input, but received `null`."


def test_a_trigger_may_leave_required_inputs_out():
    inputs = (*declared(), Input(id="n", type="INT", defaults=1))
    assert resolve_inputs(inputs, {}, strict=False) == {"n": 1}


def test_a_value_that_does_not_suit_is_refused_also_for_a_trigger():
    with pytest.raises(InputError):
        resolve_inputs(declared(type="INT"), {"i": "x"}, strict=False)


def test_dotted_ids_are_nested():
    inputs = (Input(id="a.b", type="INT"), Input(id="a.c.d", type="STRING", required=False))
    assert resolve_inputs(inputs, {"a.b": "1"}) == {"a": {"b": 1, "c": {"d": None}}}


def test_values_of_dotted_ids_may_be_given_nested():
    inputs = (Input(id="a.b", type="INT"), Input(id="a.c.d", type="INT"))
    assert resolve_inputs(inputs, {"a": {"b": 1, "c": {"d": 2}}}) == {"a": {"b": 1, "c": {"d": 2}}}
    assert resolve_inputs(inputs, {"a": {"b": 1, "c.d": 2}}) == {"a": {"b": 1, "c": {"d": 2}}}


def test_a_default_with_an_expression_is_rendered():
    inputs = declared(type="INT", defaults="{{ 1 + 1 }}")
    assert resolve_inputs(inputs, {}, render=lambda template, inputs, typed=False: "2") == {"i": 2}
    with pytest.raises(InputError, match="are not rendered here"):
        resolve_inputs(inputs, {})
    assert resolve_inputs(inputs, {"i": 5}) == {"i": 5}


@pytest.mark.parametrize(
    ("given", "written", "words"),
    [
        ("x", {"type": "INT"}, ["whole number", "`x`"]),
        ("B12", {"validator": r"A\d+"}, ["must match the pattern", r"A\d+"]),
        ("A1x", {"validator": r"A\d+"}, ["must match the pattern"]),
        ("9", {"type": "INT", "min": 10}, ["more than `10`", "`9`"]),
        ("21", {"type": "INT", "max": 20}, ["less than `20`", "`21`"]),
        ("0.01", {"type": "FLOAT", "min": 0.1}, ["more than `0.1`", "`0.01`"]),
        ("PT30S", {"type": "DURATION", "max": "PT20S"}, ["less than `PT20S`", "`PT30S`"]),
        (timedelta(seconds=1), {"type": "DURATION", "min": "PT10S"}, ["more than `PT10S`", "`PT1S`"]),
        ("2022-01-01", {"type": "DATE", "after": "2023-01-01"}, ["after `2023-01-01`", "`2022-01-01`"]),
        ("14:00:00", {"type": "TIME", "before": "11:59:59"}, ["before `11:59:59`", "`14:00:00`"]),
        ("http:/bla", {"type": "URI"}, ["`URI`", "`http:/bla`"]),
        ("C", {"type": "SELECT", "values": ["A", "B"]}, ["must match the values `[A, B]`", "`C`"]),
        ("C", {"type": "ENUM", "values": ["A", "B"]}, ["must match the values `[A, B]`"]),
        (["A", "C"], {"type": "MULTISELECT", "values": ["A"], "required": False}, ["values `[A]`", '`["A", "C"]`']),
        ('["s1"]', {"type": "ARRAY", "itemType": "INT"}, ["`s1`", "INT", '`["s1"]`']),
        ("a: b: c", {"type": "YAML"}, ["must be YAML"]),
    ],
)
def test_a_refusal_names_input_reason_and_value(given, written, words):
    cause = refused(given, **written)
    assert cause.startswith("Invalid input for `i`, ")
    for word in words:
        assert word in cause


def test_limits_belong_to_what_is_allowed():
    assert resolve_inputs(declared(type="INT", min=1, max=3), {"i": 3}) == {"i": 3}
    assert resolve_inputs(declared(type="DATE", after="2024-01-01"), {"i": "2024-01-01"}) == {"i": date(2024, 1, 1)}


def test_a_choice_is_free_if_it_says_so_or_is_optional():
    choice = {"type": "SELECT", "values": ["A"]}
    assert resolve_inputs(declared(**choice, allowCustomValue=True), {"i": "C"}) == {"i": "C"}
    assert resolve_inputs(declared(**choice, required=False), {"i": "C"}) == {"i": "C"}


def test_yaml_is_read_as_flows_are():
    assert resolve_inputs(declared(type="YAML"), {"i": "on: 2024-01-31"}) == {"i": {"on": "2024-01-31"}}


def test_a_long_value_is_shortened_in_the_refusal():
    assert len(refused("x" * 10_000, type="INT")) < 400
