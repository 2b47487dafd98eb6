"""
How long an answer of completion takes in a cell of a hundred tasks, once warm: keys, types, outputs in an expression.

    python benchmarks/completion.py

The goal is 50 ms. The floor in the same run is one pass of PyYAML's C parser over the same text.
"""

from __future__ import annotations

import statistics
import time
from typing import TYPE_CHECKING

import yaml

import wavetank as wt
from wavetank.notebook.completion.cell import complete_cell
from wavetank.notebook.completion.known import Known

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 50
TASKS = 100
HEAD = "id: many\nnamespace: company.team\ntasks:\n"
TASK = "  - id: task_{n}\n    type: io.kestra.plugin.core.debug.Return\n    format: hello\n"
TEXT = HEAD + "".join(TASK.format(n=n) for n in range(TASKS))
LAST = "  - id: last\n    type: io.kestra.plugin.core.log.Log\n    "
ENDS = {"keys": LAST, "types": "  - id: last\n    type: ", "outputs": f'{LAST}message: "{{{{ outputs.task_7.'}


class Session:
    def __init__(self, engine: wt.Engine) -> None:
        self.engine = engine
        self.known = Known(engine)


def median(work: Callable[[], object]) -> float:
    """Returns the median time of some rounds, in milliseconds; the first is not counted."""
    work()
    spent = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        work()
        spent.append((time.perf_counter() - begun) * 1000)
    return statistics.median(spent)


def main() -> None:
    with wt.Engine() as engine:
        engine.deploy(TEXT)
        engine.run("company.team.many")
        session = Session(engine)
        print(f"floor: PyYAML reads the text in {median(lambda: yaml.load(TEXT, Loader=yaml.CSafeLoader)):.2f} ms")
        for name, end in ENDS.items():
            text = TEXT + end
            line, column = text.count("\n"), len(text.rpartition("\n")[2])
            answer = complete_cell(session, text, line, column)
            took = median(lambda: complete_cell(session, text, line, column).fitting)  # noqa: B023 - called at once
            print(f"{name}: {len(answer.fitting)} offers in {took:.2f} ms")


if __name__ == "__main__":
    main()
