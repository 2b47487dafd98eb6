"""What two executions, and the texts of two flows, are compared by."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING, Any

from wavetank.core.difference import Difference, differences
from wavetank.errors import WavetankError
from wavetank.model.labels import SYSTEM_PREFIX

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from wavetank.api.execution import Execution
    from wavetank.core.execution_state import ExecutionState
    from wavetank.model.task_run import TaskRun

_URI = "kestra:///"
_IDS = re.compile(r"[0-9A-Za-z]{10,}")


def compared(first: Execution, second: Execution, read: Callable[[str], bytes]) -> list[Difference]:
    """
    Returns the places in which two executions differ; ids and dates do not count, the content of files does.

    Args:
        first: One.
        second: The other.
        read: Returns the content of a file by its URI.
    """
    before, after = _Told(first), _Told(second)
    found: list[Difference] = []
    for part in dict.fromkeys((*before.parts, *after.parts)):
        found += differences(part, before.parts.get(part), after.parts.get(part))
    return [*found, *_files(before, after, read)]


def timings(first: Execution, second: Execution) -> list[Difference]:
    """Returns how long two executions took, and each of their tasks, in seconds."""
    before, after = _durations(first), _durations(second)
    return [Difference(part, before.get(part), after.get(part)) for part in dict.fromkeys((*before, *after))]


def texts_compared(before: str, after: str, names: tuple[str, str]) -> str:
    """Returns the lines in which two texts differ, as `diff -u` writes them."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), *names, lineterm="")
    return "\n".join(lines)


class _Told:
    """
    An execution as plain values that are the same for another one that did the same.

    Attributes:
        parts: By what they are called.
        files: The URIs that stand in outputs, by the place where they stand.
    """

    def __init__(self, execution: Execution) -> None:
        state = execution.folded
        self._own = {state.id: "<execution>", **{run.id: "<task run>" for run in state.runs.values()}}
        self.files: dict[str, str] = {}
        self.parts: dict[str, Any] = {"state": str(state.state.value), "error": self._plain("", execution.error)}
        self.parts |= {f"input {name}": self._plain("", value) for name, value in execution.inputs.items()}
        self.parts |= {
            f"label {name}": value for name, value in execution.labels.items() if not name.startswith(SYSTEM_PREFIX)
        }
        if execution.trigger is not None:
            self.parts["trigger: "] = self._plain("", execution.trigger.variables)
        for name, run in _named_runs(state):
            self.parts[f"task {name}"] = f"{run.state.value}{_tries(run)}"
            self.parts[f"outputs of {name}: "] = self._plain(f"outputs of {name}: ", run.outputs or {})
        self.parts["outputs: "] = self._plain("outputs: ", execution.outputs)

    def _plain(self, place: str, value: Any) -> Any:
        if isinstance(value, dict):
            return {key: self._plain(f"{place}{key}.", held) for key, held in value.items()}
        if isinstance(value, list):
            return [self._plain(f"{place}{index}.", held) for index, held in enumerate(value)]
        if not isinstance(value, str):
            return value
        if value.startswith(_URI):
            self.files[place.removesuffix(".")] = value
            return "<file>"
        return _IDS.sub(lambda found: self._own.get(found[0], found[0]), value)


def _tries(run: TaskRun) -> str:
    return f" at attempt {len(run.attempts)}" if len(run.attempts) > 1 else ""


def _named_runs(state: ExecutionState) -> Iterator[tuple[str, TaskRun]]:
    for run in state.runs.values():
        rounds = [each.value for each in (run, *state.ancestors(run)) if each.value is not None]
        yield f"{run.task_id}{''.join(f'[{value}]' for value in reversed(rounds))}", run


def _files(before: _Told, after: _Told, read: Callable[[str], bytes]) -> Iterator[Difference]:
    for place in before.files.keys() & after.files.keys():
        first, second = (_content(told.files[place], read) for told in (before, after))
        if first != second:
            yield Difference(f"{place} (content)", _size(first), _size(second))


def _content(uri: str, read: Callable[[str], bytes]) -> bytes | None:
    try:
        return read(uri)
    except WavetankError:
        return None


def _size(content: bytes | None) -> str:
    return "gone" if content is None else f"{len(content):,} bytes"


def _durations(execution: Execution) -> dict[str, float | None]:
    tasks = {f"task {name}": run.duration for name, run in _named_runs(execution.folded)}
    return {"execution": execution.duration, **tasks}
