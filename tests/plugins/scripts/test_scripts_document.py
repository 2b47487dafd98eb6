from __future__ import annotations

import re
from pathlib import Path

from wavetank.model.state import State

DOCUMENT = Path(__file__).parents[3] / "docs" / "scripts.md"


def test_the_flow_of_the_document_runs(engine):
    [flow] = re.findall(r"```yaml\n(.*?)```", DOCUMENT.read_text(), re.DOTALL)
    engine.deploy(flow)
    execution = engine.run("company.team.words")
    assert execution.state is State.SUCCESS
    assert execution["count"]["vars"] == {"words": 3}
    assert list(execution["count"]["outputFiles"]) == ["lengths.csv"]
