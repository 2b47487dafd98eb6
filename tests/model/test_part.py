from __future__ import annotations

import pytest
from pydantic import ValidationError

from wavetank.model.labels import read_labels
from wavetank.model.part import Duration, Part


class Piece(Part):
    long_name: str = ""
    wait: Duration | None = None


def test_fields_are_written_in_camel_case_and_in_no_other_way():
    assert Piece(longName="x").long_name == "x"
    assert Piece.property_names() == ("longName", "wait")
    with pytest.raises(ValidationError):
        Piece(long_name="x")


def test_what_is_not_known_is_refused():
    with pytest.raises(ValidationError):
        Piece(other=1)


def test_a_part_never_changes():
    with pytest.raises(ValidationError):
        Piece().long_name = "x"


def test_a_number_where_a_text_belongs_is_its_text():
    assert Piece(longName=12).long_name == "12"


@pytest.mark.parametrize("written", ["soon", "P999999999999D", True, []])
def test_what_is_no_duration_is_an_error_of_its_own_kind(written):
    with pytest.raises(ValidationError) as refusal:
        Piece(wait=written)
    assert [each["type"] for each in refusal.value.errors()] == ["duration"]


def test_only_what_was_written_is_given_back():
    assert Piece(longName="x").to_dict() == {"longName": "x"}


def test_labels_are_ordered_texts():
    assert list(read_labels({"b": 1, "a": True, "c": 1.5}).items()) == [("b", "1"), ("a", "true"), ("c", "1.5")]
    assert read_labels([{"key": "a", "value": "x"}]) == {"a": "x"}


@pytest.mark.parametrize("written", ["a", [{"key": "a"}], [1], {"a": None}, {"a": ["x"]}])
def test_labels_of_another_shape_are_refused(written):
    with pytest.raises(ValueError, match="label"):
        read_labels(written)
