from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from wavetank.errors import ExpressionError
from wavetank.pebble.catalogue import BUILTINS

DOCUMENT = (Path(__file__).parents[2] / "docs" / "expressions.md").read_text(encoding="utf-8")
VARIABLES = json.loads(re.search(r"```json\n(.*?)```", DOCUMENT, re.DOTALL)[1])
ROWS = [re.split(r"(?<!\\) ?\| ", row.strip("| ")) for row in re.findall(r"^\| .* \|$", DOCUMENT, re.MULTILINE)][1:]


def plain(cell):
    return cell.strip("`").replace("\\|", "|").replace("⏎", "\n")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_each_example_of_the_table_gives_what_it_says(renderer, row):
    _, _, _, example, gives = row
    if gives.strip() == "error":
        with pytest.raises(ExpressionError):
            renderer.text(plain(example), VARIABLES)
    else:
        assert renderer.text(plain(example), VARIABLES) == plain(gives)


def test_every_builtin_has_a_row_with_its_origin():
    documented = {
        (re.match(r"`(\w+)", row[0])[1], row[1], row[2]) for row in ROWS if row[1] in ("filter", "function", "test")
    }
    assert documented == {(builtin.name, builtin.kind, builtin.since.value) for builtin in BUILTINS}
