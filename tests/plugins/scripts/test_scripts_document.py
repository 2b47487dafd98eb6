from __future__ import annotations

import re
from pathlib import Path

from wavetank.model.state import State

DOCUMENT = Path(__file__).parents[3] / "docs" / "scripts.md"


def test_the_flows_of_the_document_run(engine):
    first, second = re.findall(r"```yaml\n(.*?)```", DOCUMENT.read_text(), re.DOTALL)
    engine.deploy(first)
    execution = engine.run("company.team.words")
    assert execution.state is State.SUCCESS
    assert execution["count"]["vars"] == {"words": 3}
    assert list(execution["count"]["outputFiles"]) == ["lengths.csv"]
    engine.deploy(second)
    execution = engine.run("company.team.report")
    assert [entry.message.strip() for entry in execution.logs if entry.task_id == "tell"] == ["2"]
    assert list(execution["together"]["outputFiles"]) == ["total.txt"]
