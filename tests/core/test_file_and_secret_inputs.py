from __future__ import annotations

from pathlib import Path

import pytest

from wavetank.core.coercion import coerce_output
from wavetank.core.inputs import resolve_inputs
from wavetank.errors import InputError
from wavetank.model.input import Input
from wavetank.model.output import Output
from wavetank.model.secret_text import SecretText


def resolved(given, **written):
    return resolve_inputs((Input(**{"id": "i"} | written),), {"i": given})["i"]


def refused(given, **written):
    with pytest.raises(InputError) as refusal:
        resolved(given, **written)
    return str(refusal.value)


def test_a_file_is_a_path_to_store_or_the_uri_of_a_stored_one():
    assert resolved(Path("a.csv"), type="FILE") == Path("a.csv")
    assert resolved("kestra:///a/b.csv", type="FILE") == "kestra:///a/b.csv"
    assert resolved("nsfile:///b.csv", type="FILE") == "nsfile:///b.csv"


@pytest.mark.parametrize("given", ["a.csv", "file:///etc/passwd", "https://example.com/a.csv", "kestra:///", 1])
def test_what_is_no_file_is_refused(given):
    assert "pathlib.Path" in refused(given, type="FILE")


def test_a_file_may_have_to_end_with_an_extension():
    assert resolved("kestra:///a/B.CSV", type="FILE", allowedFileExtensions=[".csv", ".txt"]) == "kestra:///a/B.CSV"
    assert "[.csv, .txt]" in refused(Path("a.zip"), type="FILE", allowedFileExtensions=[".csv", ".txt"])


def test_a_secret_is_no_text_that_could_be_written():
    value = resolved("hush", type="SECRET")
    assert value == SecretText("hush")
    assert "hush" not in f"{value} {value!r} {[value]}"


def test_a_secret_is_validated_and_a_refusal_does_not_tell_it():
    assert resolved("A1", type="SECRET", validator=r"A\d").text == "A1"
    message = refused("hush", type="SECRET", validator=r"A\d")
    assert "must match the pattern" in message
    assert "hush" not in message


def test_a_secret_output_is_one_too():
    assert coerce_output(Output(id="o", type="SECRET", value="x"), "hush") == SecretText("hush")
