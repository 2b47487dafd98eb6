from __future__ import annotations

import traceback

import pytest

from wavetank.plugins.scripts.python.prelude import with_prelude


def line_of_fault(script):
    try:
        exec(compile(script, "script", "exec"), {})
    except ZeroDivisionError as error:
        return traceback.extract_tb(error.__traceback__)[-1].lineno
    return None


@pytest.mark.parametrize(
    "first",
    [
        "import os",
        "from os import (\n  path,\n)",
        "# a comment",
        "",
        "   ",
        "#!/usr/bin/env python",
        "import os; x = 1",
    ],
)
def test_the_numbers_of_lines_stay(first):
    script = f"{first}\nvalue = [true, false, null]\nassert value == [True, False, None]\n1 / 0\n"
    assert line_of_fault(with_prelude(script)) == line_of_fault_without(script)


def line_of_fault_without(script):
    return script.split("\n").index("1 / 0") + 1


@pytest.mark.parametrize(
    "first", ["def f():\n  return true", "x = true", "if true:\n  pass", '"""Words."""', "print(null)"]
)
def test_anything_else_comes_in_the_line_after(first):
    script = f"{first}\n1 / 0\n"
    assert line_of_fault(with_prelude(script)) == line_of_fault_without(script) + 1


@pytest.mark.parametrize(
    "first",
    [
        "from __future__ import annotations\n",
        '"""Words."""\nfrom __future__ import annotations\nfrom __future__ import division\n',
        "from __future__ import (\n  annotations,\n)\n",
        "from __future__ import annotations  # why\nimport os\n",
    ],
)
def test_imports_from_the_future_stay_first(first):
    assert line_of_fault(with_prelude(f"{first}x = true\n1 / 0\n")) is not None


@pytest.mark.parametrize("script", ["", "\n", "import os", "# only"])
def test_the_shortest_scripts_can_be_run(script):
    exec(compile(with_prelude(script), "script", "exec"), {})
