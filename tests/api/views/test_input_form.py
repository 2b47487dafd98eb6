from __future__ import annotations

import re

import pytest

from wavetank.api.views.input_form import input_form
from wavetank.model.input import Input
from wavetank.model.input_type import InputType

CHOICES = {"values": ["red", "blue"]}


def field(**written):
    declared = Input.model_validate({"id": "x", **written})
    return input_form([declared], "run", "Run", key="f")


@pytest.mark.parametrize(
    ("written", "markup"),
    [
        ({"type": "STRING"}, 'type="text"'),
        ({"type": "INT"}, 'type="number" step="1"'),
        ({"type": "FLOAT"}, 'step="any"'),
        ({"type": "BOOLEAN"}, "<select"),
        ({"type": "DATETIME"}, 'type="datetime-local"'),
        ({"type": "DATE"}, 'type="date"'),
        ({"type": "TIME"}, 'type="time"'),
        ({"type": "DURATION"}, 'placeholder="PT1H30M"'),
        ({"type": "JSON"}, "<textarea"),
        ({"type": "YAML"}, "<textarea"),
        ({"type": "ARRAY", "itemType": "INT"}, "<textarea"),
        ({"type": "URI"}, 'type="url"'),
        ({"type": "EMAIL"}, 'type="email"'),
        ({"type": "SECRET"}, 'type="password"'),
        ({"type": "FILE", "allowedFileExtensions": [".csv"]}, 'type="file" accept=".csv"'),
        ({"type": "SELECT", **CHOICES}, '<option value="red">red</option>'),
        ({"type": "SELECT", "isRadio": True, **CHOICES}, 'type="radio"'),
        ({"type": "SELECT", "allowCustomValue": True, **CHOICES}, "<datalist"),
        ({"type": "ENUM", **CHOICES}, "<select"),
        ({"type": "MULTISELECT", **CHOICES}, 'type="checkbox"'),
    ],
)
def test_every_type_of_input_has_its_field(written, markup):
    shown = field(**written)
    assert markup in shown
    assert 'data-input="x"' in shown
    assert f'data-type="{written["type"]}"' in shown


def test_no_type_of_input_is_without_a_field():
    for kind in InputType:
        more = CHOICES if kind in ("SELECT", "ENUM", "MULTISELECT") else {}
        more = {"itemType": "INT"} if kind == "ARRAY" else more
        assert f'data-type="{kind}"' in field(type=kind, **more)


@pytest.mark.parametrize(
    ("written", "markup"),
    [
        ({"type": "STRING", "defaults": "a <b>"}, 'value="a &lt;b&gt;"'),
        ({"type": "INT", "defaults": 3}, 'value="3"'),
        ({"type": "BOOLEAN", "defaults": True}, 'selected="">true'),
        ({"type": "JSON", "defaults": {"a": 1}}, "&quot;a&quot;: 1"),
        ({"type": "DURATION", "defaults": "PT5M"}, 'value="PT5M"'),
        ({"type": "SELECT", "defaults": "blue", **CHOICES}, 'selected="">blue'),
        ({"type": "MULTISELECT", "defaults": ["blue"], **CHOICES}, 'value="blue" checked=""'),
        ({"type": "STRING", "prefill": "p", "required": False}, 'value="p"'),
        ({"type": "SELECT", "autoSelectFirst": True, **CHOICES}, 'selected="">red'),
    ],
)
def test_a_field_begins_with_the_default(written, markup):
    assert markup in field(**written)


@pytest.mark.parametrize(
    ("written", "markup"),
    [
        ({"type": "SELECT"}, "<select"),
        ({"type": "SELECT", "defaults": "b"}, 'selected="">b'),
        ({"type": "SELECT", "isRadio": True}, 'data-boxes="radio"'),
        ({"type": "SELECT", "allowCustomValue": True}, "<datalist"),
        ({"type": "MULTISELECT"}, 'data-boxes="checkbox"'),
    ],
)
def test_what_an_expression_offers_is_a_choice_that_the_page_fills(written, markup):
    shown = field(expression="{{ ['a', 'b'] }}", **written)
    assert markup in shown
    assert "data-offered" in shown


def test_a_default_that_the_kernel_renders_is_told_and_not_filled_in():
    shown = field(type="STRING", defaults="{{ now() }}")
    assert "default: {{ now() }}" in shown
    assert "value=" not in shown


def test_a_default_that_is_secret_stays_in_the_kernel():
    assert "open-sesame" not in field(type="SECRET", defaults="open-sesame")


def test_what_is_wrong_has_its_place_below_the_field_and_is_read_with_it():
    shown = field(type="INT", min=1)
    (about,) = re.findall(r'aria-describedby="([^"]+)"', shown)
    for place in about.split():
        assert f'id="{place}"' in shown
    assert 'data-error="x"' in shown
    assert "min 1" in shown
