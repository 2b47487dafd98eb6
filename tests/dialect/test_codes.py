from __future__ import annotations

import re
from pathlib import Path

from wavetank.dialect.codes import Code

PAGE = (Path(__file__).parents[2] / "docs" / "diagnostics.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (WT-\d+) \| (.+?) \| (.+) \|$", PAGE, re.MULTILINE)


def test_the_page_lists_every_code_once_with_its_cause_and_a_remedy():
    assert [(code, cause) for code, cause, _ in ROWS] == [(code.value, code.cause) for code in Code]
    assert all(remedy.strip() for _, _, remedy in ROWS)


def test_codes_are_stable_texts():
    assert Code.TAB == "WT-111"
    assert Code("WT-160") is Code.EXPRESSION
    assert all(re.fullmatch(r"WT-1\d\d", code) for code in Code)
    assert all(code.cause.endswith(".") for code in Code)
