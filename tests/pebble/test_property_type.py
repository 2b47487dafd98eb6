from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from wavetank.errors import ExpressionError
from wavetank.pebble import render


@pytest.mark.parametrize(
    ("template", "as_type", "expected"),
    [
        ("{{ n }}", "Integer", 9),
        ("{{ n }}", "String", "9"),
        ("PT1M", "Duration", timedelta(minutes=1)),
        ("{{ n }}", "Duration", timedelta(seconds=9)),
        ("INFO", "Level", "INFO"),
        ("TRUE", "Boolean", True),
        ("1.5", "Double", 1.5),
        ("1.50", "BigDecimal", Decimal("1.50")),
        ("{{ l }}", "List<String>", ["1", "2"]),
        ("{{ l }}", "List<Integer>", [1, 2]),
        (["{{ n }}", "x"], "List<String>", ["9", "x"]),
        ({"{{ n }}": "{{ n }}"}, "Map<String,String>", {"9": "9"}),
        ({"a": "{{ q }}"}, "Map<String,String>", {"a": '"'}),
        ('["{{ q }}"]', "List<String>", ['"']),
        ('{"a": {{ l }}}', "Map<String,Object>", {"a": [1, 2]}),
        ('[{"a": {"b": 1}}]', "List<Map<String,Object>>", [{"a": {"b": 1}}]),
        (None, "String", None),
        (None, "List<String>", []),
        (None, "Map<String,String>", {}),
        (True, "Boolean", True),
        ("", "Integer", None),
        ("{{ '' }} ", "Boolean", None),
        ("", "Duration", None),
        ("", "String", ""),
        ('["", "1"]', "List<Integer>", [None, 1]),
    ],
)
def test_a_property_gets_the_type_it_is_declared_with(template, as_type, expected):
    assert render(template, {"n": 9, "l": [1, 2], "q": '"'}, as_type=as_type) == expected


@pytest.mark.parametrize(
    ("template", "as_type"),
    [
        ("x", "Integer"),
        ("soon", "Duration"),
        ("LOUD", "Level"),
        ("", "Level"),
        ("", "Nonsense"),
        ("maybe", "Boolean"),
        ("{", "List<String>"),
        ("{}", "List<String>"),
        ("[]", "Map<String,String>"),
        ("x", "Nonsense"),
        ("{{ missing }}", "String"),
        ("x", "<>"),
    ],
)
def test_what_is_not_of_the_type_is_refused(template, as_type):
    with pytest.raises(ExpressionError):
        render(template, {}, as_type=as_type)
