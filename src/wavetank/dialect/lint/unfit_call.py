from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.dialect.codes import Code
from wavetank.model.task import Task

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wavetank.dialect.reading import Reading
    from wavetank.model.diagnostic import Diagnostic


def unfit_calls(reading: Reading) -> Iterator[Diagnostic]:
    """Gives a warning for each task that doubts whether it could run in this process."""
    document, tasks = reading.document, reading.flow.tasks_by_id if reading.flow is not None else {}
    for around, part, written in reading.parts:
        if issubclass(part, Task) and (task := tasks.get(str(written.get("id")))) is not None:
            for doubt in task.doubts():
                path = around
                for step in doubt.path:
                    path = path / step
                yield document.source.diagnostic(
                    Code.UNFIT_CALL, document.span(path), doubt.message, doubt.remedy, path=path, severity="warning"
                )
