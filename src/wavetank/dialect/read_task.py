from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError

from wavetank.errors import TaskError
from wavetank.model.task import AnyTask

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wavetank.model.registry import TypeRegistry
    from wavetank.model.task import Task

_ADAPTER: TypeAdapter[Task] = TypeAdapter(AnyTask)


def read_task(written: Mapping[str, Any], registry: TypeRegistry) -> Task:
    """
    Returns the task that a map describes, as one that an execution makes up while it runs.

    Raises:
        TaskError: It describes none; the message names the first property that is wrong.
    """
    try:
        task = _ADAPTER.validate_python(dict(written), context={"registry": registry})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise TaskError(f"It is no task: {f'`{place}`: ' if place else ''}{first['msg']}.") from error
    unknown = sorted(type(task).not_yet & set(written))
    if unknown:
        raise TaskError(f"This version of Wavetank cannot act on the property `{unknown[0]}` of {task.type}.")
    return task
