from __future__ import annotations

import pytest

from wavetank.core.inputs import examine_inputs, resolve_inputs
from wavetank.errors import InputError
from wavetank.model.input import Input
from wavetank.pebble import Renderer


def render(value, inputs, *, typed=False):
    cities = {"de": ["Bonn", 7, None], "fr": ["Lyon"]}
    return Renderer().render(value, {"inputs": inputs, "cities": cities}, typed=typed)


def text(name, *after, condition=None, **written):
    depends_on = {"inputs": list(after)} | ({"condition": condition} if condition else {})
    return Input(id=name, **{"type": "STRING", **({"dependsOn": depends_on} if after or condition else {})} | written)


def examined(declared, given):
    found = examine_inputs(declared, given, render=render)
    return [(each.id, each.value, each.enabled, each.error) for each in found]


def test_a_condition_lets_an_input_have_a_value_or_not():
    declared = (text("a"), text("b", "a", condition="{{ inputs.a == 'yes' }}"))
    assert resolve_inputs(declared, {"a": "yes", "b": "x"}, render=render) == {"a": "yes", "b": "x"}
    assert resolve_inputs(declared, {"a": "no", "b": "x"}, render=render) == {"a": "no"}
    assert examined(declared, {"a": "no", "b": "x"})[1] == ("b", "x", False, None)


def test_a_disabled_input_may_be_missing_and_wrong():
    declared = (text("a"), text("b", "a", condition="{{ inputs.a == 'yes' }}", type="INT"))
    assert resolve_inputs(declared, {"a": "no"}, render=render) == {"a": "no"}
    assert resolve_inputs(declared, {"a": "no", "b": "x"}, render=render) == {"a": "no"}


def test_what_depends_on_a_disabled_input_is_disabled():
    declared = (text("a"), text("b", "a", condition="{{ false }}"), text("c", "b"))
    assert [enabled for _, _, enabled, _ in examined(declared, {"a": "1", "b": "2", "c": "3"})] == [True, False, False]


def test_the_text_true_enables_nothing():
    declared = (text("a"), text("b", "a", condition="true"))
    assert resolve_inputs(declared, {"a": "1", "b": "2"}, render=render) == {"a": "1"}


def test_an_input_sees_only_those_that_it_depends_on():
    declared = (text("a"), text("b"), text("c", "a", condition="{{ inputs.b is defined }}"))
    assert resolve_inputs(declared, {"a": "1", "b": "2", "c": "3"}, render=render) == {"a": "1", "b": "2"}


def test_the_order_in_which_inputs_are_written_does_not_matter():
    declared = (text("b", "a", defaults="{{ inputs.a }}!"), text("a", defaults="x"))
    assert resolve_inputs(declared, {}, render=render) == {"b": "x!", "a": "x"}


def test_a_condition_sees_typed_values():
    declared = (text("n.max", type="INT"), text("b", "n.max", condition="{{ inputs.n.max > 5 }}"))
    assert resolve_inputs(declared, {"n.max": "7", "b": "x"}, render=render) == {"n": {"max": 7}, "b": "x"}


def test_a_secret_can_be_compared_and_is_not_shown():
    declared = (text("key", type="SECRET"), text("b", "key", condition="{{ inputs.key == 'k' }}"))
    resolved = resolve_inputs(declared, {"key": "k", "b": "x"}, render=render)
    assert resolved["b"] == "x"
    assert "k" not in str(resolved["key"])


def test_all_errors_are_told_at_once():
    declared = (text("a"), text("b", type="INT"), text("c"))
    found = examined(declared, {"b": "x", "c": "fine"})
    assert found[0] == ("a", None, True, "Invalid input for `a`, missing required input, but received `null`.")
    assert found[1][1] == "x"
    assert "whole number" in found[1][3]
    assert found[2] == ("c", "fine", True, None)
    with pytest.raises(InputError) as refusal:
        resolve_inputs(declared, {"b": "x", "c": "fine"}, render=render)
    assert "`a`" in refusal.value.cause
    assert "`b`" in refusal.value.cause


def test_a_condition_without_a_value_is_told_as_an_error_of_its_input():
    declared = (text("a"), text("b", "a", condition="{{ inputs.z == 1 }}"))
    assert "the condition of `dependsOn` cannot be rendered" in examined(declared, {"a": "1", "b": "2"})[1][3]


def test_choices_may_come_from_an_expression():
    declared = (
        text("country", type="SELECT", values=["de", "fr"]),
        text("city", "country", type="SELECT", expression="{{ cities[inputs.country] }}"),
    )
    assert resolve_inputs(declared, {"country": "de", "city": "7"}, render=render) == {"country": "de", "city": "7"}
    error = examined(declared, {"country": "fr", "city": "Bonn"})[1][3]
    assert error == "Invalid input for `city`, it must match the values `[Lyon]`, but received `Bonn`."


def test_an_expression_for_choices_gives_a_list():
    declared = (text("a", type="SELECT", expression="{{ 'x' }}"),)
    assert "must give a list" in examined(declared, {"a": "x"})[0][3]


def test_the_first_choice_may_be_the_default():
    one = text("one", type="SELECT", values=["a", "b"], autoSelectFirst=True)
    several = text("several", type="MULTISELECT", expression="{{ ['x', 'y'] }}", autoSelectFirst=True)
    assert resolve_inputs((one, several), {}, render=render) == {"one": "a", "several": ["x"]}
    assert resolve_inputs((one,), {"one": "b"}, render=render) == {"one": "b"}


def test_what_a_form_begins_with_is_no_default():
    assert resolve_inputs((text("a", required=False, prefill="x"),), {}, render=render) == {"a": None}


def test_inputs_that_depend_on_each_other_are_refused_when_nobody_checked_them():
    errors = [error for _, _, _, error in examined((text("a", "b"), text("b", "a")), {"a": "1", "b": "2"})]
    assert any("it depends on itself" in str(error) for error in errors)


def test_a_trigger_may_leave_required_inputs_out_that_have_a_condition():
    declared = (text("a"), text("b", "a", condition="{{ true }}"))
    assert resolve_inputs(declared, {"a": "1"}, strict=False, render=render) == {"a": "1"}
