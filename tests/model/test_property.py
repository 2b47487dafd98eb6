from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

import pytest
from pydantic import Field, ValidationError

from wavetank.model.part import Duration, Part
from wavetank.model.property import Property, has_expression


class Settings(Part):
    wait: Property[Duration] | None = None
    names: Property[list[str]] | None = None
    anything: Property[dict[str, Any]] | None = None
    count: Property[Annotated[int, Field(gt=0)]] | None = None
    title: Property[str] | None = None
    counts: Property[dict[str, int]] | None = None


def test_a_literal_is_checked_when_it_is_read():
    assert Settings(wait="PT2S").wait.resolve(str) == timedelta(seconds=2)
    with pytest.raises(ValidationError) as refusal:
        Settings(wait="soon")
    assert refusal.value.errors()[0]["type"] == "duration"


def test_an_expression_is_checked_when_it_is_rendered():
    wait = Settings(wait="{{ x }}").wait
    assert wait.resolve(lambda _: "PT5S") == timedelta(seconds=5)
    with pytest.raises(ValueError, match=r"not a duration|JSON"):
        wait.resolve(lambda _: "soon")


def test_each_text_of_a_list_or_map_is_rendered_by_itself():
    rendered = {"{{ x }}": 'say "hi"\n', "{{ y }}": "a\\b"}.__getitem__
    assert Settings(names=["a", "{{ x }}"]).names.resolve(rendered) == ["a", 'say "hi"\n']
    nested = Settings(anything={"{{ y }}": {"k": ["{{ x }}", 1, None]}}).anything
    assert nested.resolve(rendered) == {"a\\b": {"k": ['say "hi"\n', 1, None]}}


def test_each_text_of_a_map_that_is_written_as_json_is_rendered_by_itself():
    written = Settings(anything='{"a": "{{ x }}"}').anything
    assert written.resolve({"{{ x }}": '"'}.__getitem__) == {"a": '"'}


def test_what_is_json_only_when_it_is_rendered_is_rendered_as_one_text():
    written = Settings(anything='{"a": {{ x }}}').anything
    assert written.resolve(lambda text: text.replace("{{ x }}", "[1]")) == {"a": [1]}


def test_a_map_where_a_text_belongs_is_rendered_as_one_text():
    title = Settings(title={"a": "{{ x }}"}).title
    assert title.resolve(lambda text: text.replace("{{ x }}", "b")) == '{"a": "b"}'


def test_an_item_that_is_no_value_of_its_type_is_told():
    with pytest.raises(ValueError, match=r"gives {'a': 'many'}: Input should be a valid integer"):
        Settings(counts={"a": "{{ x }}"}).counts.resolve(lambda _: "many")
    assert Settings(counts={"a": "{{ x }}"}).counts.resolve(lambda _: "7") == {"a": 7}


def test_a_template_may_produce_a_whole_list():
    assert Settings(names="{{ x }}").names.resolve(lambda _: '["a", "b"]') == ["a", "b"]


def test_what_was_written_is_given_back():
    written = {"wait": "PT2S", "names": ["{{ x }}"]}
    assert Settings(**written).to_dict() == written
    assert Settings(**written) == Settings(**written)


def test_pieces_of_expressions_are_seen_at_any_depth():
    assert has_expression({"a": [1, {"{{ k }}": "x"}]})
    assert has_expression("{% if x %}")
    assert not has_expression({"a": ["{", "}}", 1, None]})


@pytest.mark.parametrize("blank", ["", "  ", "\n"])
def test_a_blank_number_or_duration_is_as_good_as_left_out(blank):
    settings = Settings(wait="{{ x }}", count="{{ x }}")
    assert settings.count.resolve_or(lambda _: blank, 7) == 7
    assert settings.wait.resolve_or(lambda _: blank, None) is None
    assert Settings(count=blank).count.resolve_or(str, 7) == 7


def test_a_blank_list_is_an_empty_one():
    assert Settings(names="{{ x }}").names.resolve(lambda _: "") == []


def test_a_blank_text_is_a_text():
    assert Settings(title="{{ x }}").title.resolve_or(lambda _: " ", "default") == " "


def test_a_blank_value_that_is_needed_is_refused_with_its_expression():
    with pytest.raises(ValueError, match=r"`{{ x }}` is blank, and a value is needed"):
        Settings(wait="{{ x }}").wait.resolve(lambda _: "")


def test_what_an_expression_gives_is_told_in_one_line():
    with pytest.raises(ValueError, match=r"^`{{ x }}` gives '0': Input should be greater than 0$"):
        Settings(count="{{ x }}").count.resolve_or(lambda _: "0", None)
