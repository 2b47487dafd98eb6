from __future__ import annotations

import pytest

from wavetank.core.coercion import coerce_input, coerce_output
from wavetank.errors import InputError
from wavetank.model.input import Input
from wavetank.model.output import Output


def declared(**written):
    return Input(**{"id": "i"} | written)


def test_outputs_are_typed_as_inputs_are():
    assert coerce_output(Output(id="o", type="INT", value="x"), "42") == 42
    assert coerce_output(Output(id="o", type="ARRAY", value="x"), ["a"]) == ["a"]
    assert coerce_output(Output(id="o", type="ARRAY", value="x", itemType="INT"), '["1"]') == [1]
    assert coerce_output(Output(id="o", type="JSON", value="x", required=False), None) is None
    assert coerce_output(Output(id="o", type="ION", value="x"), "{a: 1.5}") == {"a": 1.5}


def test_an_output_of_another_type_or_without_a_value_is_refused_by_name():
    with pytest.raises(InputError, match="Invalid output for `o`, it must be a whole number"):
        coerce_output(Output(id="o", type="INT", value="x"), "many")
    with pytest.raises(InputError, match="Invalid output for `o`, it has no value"):
        coerce_output(Output(id="o", type="INT", value="x"), None)


def test_the_elements_of_a_choice_of_several_are_texts_unless_it_says_otherwise():
    assert coerce_input(declared(type="MULTISELECT", values=["1", "2"]), [1, "2"], ("1", "2")) == ["1", "2"]
    numbers = declared(type="MULTISELECT", itemType="INT", options=["1", "2"])
    assert coerce_input(numbers, '["1"]', ("1", "2")) == [1]
    with pytest.raises(InputError, match=r"must match the values `\[1, 2\]`"):
        coerce_input(numbers, [3], ("1", "2"))


def test_the_name_of_a_file_ends_as_the_input_says():
    csv = declared(type="FILE", allowedFileExtensions=[".CSV", ".tsv"])
    assert coerce_input(csv, "kestra:///a/b.csv") == "kestra:///a/b.csv"
    with pytest.raises(InputError, match=r"one of the extensions `\[.csv, .tsv\]`"):
        coerce_input(csv, "kestra:///a/b.json")


@pytest.mark.parametrize(("text", "value"), [("{a: 1.5, b: [x]}", {"a": 1.5, "b": ["x"]}), ("1 2", [1, 2])])
def test_ion_is_read_from_its_text(text, value):
    assert coerce_input(declared(type="ION"), text) == value


def test_what_is_no_ion_is_refused():
    with pytest.raises(InputError, match="it must be Ion"):
        coerce_input(declared(type="ION"), "{a:")
