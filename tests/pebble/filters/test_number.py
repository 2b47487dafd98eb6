from __future__ import annotations

import pytest

from wavetank.errors import ExpressionError


@pytest.mark.parametrize(
    ("value", "pattern", "expected"),
    [
        (1234567.891, "#,##0.00", "1,234,567.89"),
        (0.5, "#", "0"),
        (1.5, "#", "2"),
        (2.5, "#", "2"),
        (0.25, "#.#", ".2"),
        (-1234.5, "#,##0.0;(#,##0.0)", "(1,234.5)"),
        (-3, "0000", "-0003"),
        (0.256, "#%", "26%"),
        (12345, "0.###E0", "1.234E4"),
        (5, "'#'0", "#5"),
        (1e20, "#,##0", "100,000,000,000,000,000,000"),
        (1.005, "0.00", "1.00"),
        (7, "$#,##0.00 'left'", "$7.00 left"),
    ],
)
def test_numbers_are_formatted_as_by_decimal_format(text, value, pattern, expected):
    assert text("{{ n | numberFormat(p) }}", n=value, p=pattern) == expected


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("'%5s|%-5s|' | format('a', 'b')", "    a|b    |"),
        ("'%05d %,d %+d %x' | format(42, 1234567, 5, 255)", "00042 1,234,567 +5 ff"),
        ("'%2$s %1$s' | format('a', 'b')", "b a"),
        ("'%.3f %e %s%%' | format(2.0005, 12345.678, true)", "2.001 1.234568e+04 true%"),
        ("'%S %b %c' | format('up', null, 'x')", "UP null x"),
    ],
)
def test_format_is_that_of_java(text, template, expected):
    assert text(f"{{{{ {template} }}}}") == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("'12' | number", "12"),
        ("'1.5' | number", "1.5"),
        ("'12' | number('DOUBLE')", "12.0"),
        ("'1.50' | number('BIGDECIMAL')", "1.50"),
        ("'0.1' | number('FLOAT')", "0.1"),
        ("'99999999999999999999' | number('BIGINTEGER')", "99999999999999999999"),
        ("'0x1F' | number", "31"),
        ("null | number", ""),
    ],
)
def test_numbers_are_read_from_text(text, expression, expected):
    assert text(f"{{{{ {expression} }}}}") == expected


@pytest.mark.parametrize(
    "expression",
    [
        "'x' | number",
        "12 | number",
        "'3000000000' | number('INT')",
        "'1' | number('BYTE')",
        "'a' | numberFormat",
        "1 | numberFormat('##.##.##')",
        "'%d' | format(1.5)",
        "'%f' | format(1)",
        "'%s' | format",
        "'%q' | format(1)",
        "'%99999s' | format(1)",
        "'%' | format",
    ],
)
def test_wrong_input_is_refused(text, expression):
    with pytest.raises(ExpressionError):
        text(f"{{{{ {expression} }}}}")
