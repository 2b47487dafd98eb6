from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import yaml

from wavetank.errors import ExpressionError


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("string", "string\n"),
        (1, "1\n"),
        (1.5, "1.5\n"),
        (None, "null\n"),
        ("", '""\n'),
        ("true", '"true"\n'),
        ("a: b", '"a: b"\n'),
        ("- a", '"- a"\n'),
        ("a\nb", "|-\n  a\n  b\n"),
        ({}, "{}\n"),
        ({"k": []}, "k: []\n"),
        (["a", 1], " - a\n - 1\n"),
        ({"a": {"b": [1, {"c": 2, "d": 3}]}}, "a:\n  b:\n   - 1\n   - c: 2\n     d: 3\n"),
        (datetime(2013, 9, 8, 16, 19, tzinfo=UTC), "2013-09-08T16:19:00Z\n"),
    ],
)
def test_yaml_is_block_style_with_few_quotes(text, value, expected):
    assert text("{{ v | yaml }}", v=value) == expected


@pytest.mark.parametrize(
    "value", [{"a": ["x\ny\n", {"b": [[1, 2], {}]}, " lead", "#c", "a #b", "é", "tab\t", "x:", "[1]"]}, [[["deep"]]]]
)
def test_yaml_reads_back_as_it_was(text, value):
    assert yaml.safe_load(text("{{ v | yaml }}", v=value)) == value


def test_ion_has_typed_values(text):
    value = {"d": date(2024, 1, 31), "n": Decimal("1.5"), "f": 1.5, "my-key": None}
    assert text("{{ v | toIon }}", v=value) == "{d:2024-01-31,n:1.5,f:1.5e0,'my-key':null}"
    assert text("{{ fromIon(v | toIon).d }}", v=value) == "2024-01-31"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("m | jq('.a')", "[1]"),
        ("'{\"a\": [1, 2]}' | jq('.a[]')", "[1,2]"),
        ("m | jq('.missing')", "[null]"),
        ("m | jq('def f: . + 1; .a | f')", "[2]"),
        ("m | jq('[range(3)]') | first", "[0,1,2]"),
        ("days | jq('.[0]')", '["2024-01-31"]'),
        ("null | jq('.')", ""),
        ("m | jq('.a # comment')", "[1]"),
    ],
)
def test_jq_gives_the_list_of_results(text, expression, expected):
    assert text(f"{{{{ {expression} }}}}", m={"a": 1}, days=[date(2024, 1, 31)]) == expected


@pytest.mark.parametrize(
    "program",
    ["env", "env.PATH", "$ENV", "$ENV.PATH", "input", ".) | env | (.", 'include \\"a\\"; .', "halt", "[", "error"],
)
def test_jq_sees_nothing_of_the_outside(text, program, monkeypatch):
    monkeypatch.setenv("WAVETANK_TEST_MARK", "outside")
    try:
        result = text(f'{{{{ [1] | jq("{program}") }}}}')
    except ExpressionError:
        return
    assert "outside" not in result
    assert "PATH" not in result
    assert result in ("[{}]", "[null]")


@pytest.mark.parametrize("expression", ["'{' | jq('.')", "m | jq('.a.b.c')", "'{not: json}' | jq('.')"])
def test_wrong_jq_is_refused(text, expression):
    with pytest.raises(ExpressionError):
        text(f"{{{{ {expression} }}}}", m={"a": 1})
