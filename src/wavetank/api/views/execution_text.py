from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.api.views.cells import Mask, shortened
from wavetank.api.views.mapping_view import mapping_text
from wavetank.api.views.moments import moment_text, span_text
from wavetank.api.views.table_view import more_text
from wavetank.api.views.task_run_lines import Rest, task_run_lines
from wavetank.api.views.task_run_table import MOST_LINES, label_of
from wavetank.api.views.task_states import after_end

if TYPE_CHECKING:
    from wavetank.api.views.shown_execution import ShownExecution
    from wavetank.api.views.task_run_lines import Line


def execution_text(execution: ShownExecution, mask: Mask = str) -> str:
    """Returns an execution as lines of text; see `execution_html`."""
    took, waits = span_text(execution.duration), after_end(execution.state, execution.task_runs)
    runs = list(task_run_lines(execution.task_runs))
    more = more_text(MOST_LINES, max(len(runs) - MOST_LINES, 0))
    lines = [
        f"{execution.namespace}.{execution.flow_id} {execution.state.value}{f' in {took}' if took else ''}",
        f"execution {execution.id}, revision {execution.flow_revision}, {moment_text(execution.created)}",
        *filter(None, [mask(execution.error), mask(execution.place), waits]),
        *(_run_line(line, mask) for line in runs[:MOST_LINES]),
        *filter(None, [more]),
    ]
    for name, values in (("inputs", execution.inputs), ("outputs", execution.outputs)):
        if values:
            lines += [f"{name}:", *(f"  {line}" for line in mapping_text(values, mask).splitlines())]
    return "\n".join(lines)


def _run_line(line: Line, mask: Mask) -> str:
    run, depth = line
    indent = "  " * (depth + 1)
    if isinstance(run, Rest):
        return f"{indent}… {run.rounds} more rounds: {run.states}"
    end = f": {shortened(mask(run.error), 160)}" if run.error else ""
    return f"{indent}{label_of(run, mask)} {run.state.value} {span_text(run.duration)}".rstrip() + end
