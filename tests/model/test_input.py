from __future__ import annotations

import pytest
from pydantic import ValidationError

from wavetank.model.input import Input


def reason(**written):
    with pytest.raises(ValidationError) as refusal:
        Input(**{"id": "i", "type": "STRING"} | written)
    return refusal.value.errors()[0]["msg"]


def test_name_is_a_former_name_of_id():
    declared = Input(name="day", type="DATE")
    assert (declared.id, declared.name) == ("day", "day")


def test_an_input_is_required_unless_it_says_otherwise():
    assert Input(id="i", type="STRING").required


def test_an_array_names_the_type_of_its_elements_and_holds_no_arrays():
    assert "itemType" in reason(type="ARRAY")
    assert "itemType" in reason(type="ARRAY", itemType="ARRAY")
    assert Input(id="i", type="ARRAY", itemType="INT", defaults=["1"]).item_type == "INT"


@pytest.mark.parametrize("kind", ["SELECT", "ENUM", "MULTISELECT"])
def test_a_choice_lists_what_may_be_chosen(kind):
    assert "values" in reason(type=kind)


def test_what_a_required_input_begins_with_is_its_default():
    assert "prefill" in reason(prefill="x")
    assert Input(id="i", type="STRING", required=False, prefill="x").prefill == "x"


def test_a_validator_is_a_regular_expression():
    assert "validator" in reason(validator="[a-")


@pytest.mark.parametrize(
    ("kind", "written"),
    [("INT", "ten"), ("DATE", "today"), ("BOOLEAN", None), ("DURATION", "long"), ("URI", "here"), ("JSON", "{")],
)
def test_a_default_is_of_the_type_of_its_input(kind, written):
    if written is None:
        assert Input(id="i", type=kind, defaults=written).defaults is None
    else:
        assert f"`defaults: {written}` does not suit the type {kind}" in reason(type=kind, defaults=written)


def test_a_default_may_be_an_expression():
    assert Input(id="i", type="INT", defaults="{{ 1 + 1 }}").defaults == "{{ 1 + 1 }}"


def test_a_default_of_yaml_may_be_a_text_or_a_value():
    assert Input(id="i", type="YAML", defaults="a: 1").defaults == "a: 1"
    assert Input(id="i", type="YAML", defaults={"a": 1}).defaults == {"a": 1}


@pytest.mark.parametrize(
    ("written", "types"),
    [
        ({"values": ["a"]}, "the types ENUM, MULTISELECT and SELECT, not for STRING"),
        ({"type": "INT", "validator": "1"}, "the types SECRET and STRING, not for INT"),
        ({"itemType": "INT"}, "the types ARRAY and MULTISELECT"),
        ({"allowedFileExtensions": [".csv"]}, "the type FILE, not for STRING"),
        ({"type": "MULTISELECT", "values": ["a"], "isRadio": True}, "the type SELECT, not for MULTISELECT"),
    ],
)
def test_a_property_belongs_to_its_types(written, types):
    name = list(written)[-1]
    assert f"`{name}` is for {types}" in reason(**written)


def test_options_is_a_former_name_of_values():
    assert Input(id="i", type="MULTISELECT", options=["a"]).choices == ("a",)
    assert "only one of them" in reason(type="MULTISELECT", options=["a"], values=["a"])


def test_what_a_form_begins_with_is_of_the_type_of_its_input():
    assert "`prefill: x` does not suit the type INT" in reason(type="INT", required=False, prefill="x")


def test_limits_suit_the_type():
    assert "`min` is for the types" in reason(min=1)
    assert "`after` is for the types" in reason(type="INT", after=1)
    assert "`max: x` does not suit" in reason(type="FLOAT", max="x")
    assert Input(id="i", type="DATE", after="2024-01-01", before="2024-12-31").after == "2024-01-01"
