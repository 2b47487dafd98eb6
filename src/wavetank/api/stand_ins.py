from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, BinaryIO

from wavetank.core.references import entries_read
from wavetank.core.storage_paths import execution_folder, slug
from wavetank.core.written import as_written
from wavetank.errors import InputError
from wavetank.model.stand_in import StandIn
from wavetank.plugins.call.leavings import left_by

if TYPE_CHECKING:
    from wavetank.abc.file_storage import FileStorage
    from wavetank.model.flow import Flow
    from wavetank.model.level import Level

# Under this name, tasks leave rows and not the file that holds them.
_ROWS = "rows"


class StandIns:
    """
    Turns Python values into what may stand in the place of tasks of an execution; DataFrames become its files.

    Args:
        storage: Takes the files.
        flow: What will run.
        execution_id: The execution, which need not be there yet.
    """

    def __init__(self, storage: FileStorage, flow: Flow, execution_id: str) -> None:
        self._storage = storage
        self._flow = flow
        self._execution_id = execution_id

    def of(self, given: Mapping[str, Any]) -> dict[str, StandIn]:
        """
        Returns a stand-in for each task.

        Raises:
            InputError: A value is nothing that a task could leave behind.
        """
        return {task_id: StandIn(self._outputs(task_id, value)) for task_id, value in given.items()}

    def _outputs(self, task_id: str, value: Any) -> dict[str, Any]:
        named = dict(value) if isinstance(value, Mapping) else dict.fromkeys(self._names(task_id), value)
        rows = {_ROWS: named[_ROWS].to_dict("records")} if hasattr(named.get(_ROWS), "to_dict") else {}
        try:
            outputs: dict[str, Any] = as_written(left_by({**named, **rows}, _Place(self, task_id)) or {})
        except ValueError as error:
            raise InputError(f"What is given for task {task_id} is nothing that a task leaves. {error}.") from error
        return outputs

    def _names(self, task_id: str) -> list[str]:
        read = entries_read([task.to_dict() for task in self._flow.walk()], "outputs", task_id)
        return sorted(read) or ["value"]

    @property
    def storage(self) -> FileStorage:
        """Internal storage."""
        return self._storage

    def put(self, task_id: str, name: str, content: bytes | BinaryIO) -> str:
        """Keeps a file of the execution; returns its URI."""
        folder = execution_folder(self._flow.namespace, self._flow.id, self._execution_id)
        return self._storage.put(f"{folder}tasks/{slug(task_id)}/given/{name}", content)


class _Place:
    """Where the files of one stand-in are put."""

    def __init__(self, stand_ins: StandIns, task_id: str) -> None:
        self.storage = stand_ins.storage
        self._stand_ins = stand_ins
        self._task_id = task_id

    def put_file(self, name: str, content: bytes | BinaryIO) -> str:
        return self._stand_ins.put(self._task_id, name, content)

    def log(self, level: Level, message: str) -> None:
        """Says nothing: whoever gives a value has it."""
