from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from wavetank.abc.runnable_task import RunnableTask

if TYPE_CHECKING:
    from wavetank.model.output import Output
    from wavetank.model.task import Task


class LoopingTask(RunnableTask):
    """
    A task that runs the tasks inside it in executions of their own, one for each round.

    - The flow of a round has the task's `tasks`, `errors`, `finally_` and `outputs`, and the variables around it.
    - It is known by the id of the flow around, a slash and the task's id, which no flow can be named.
    """

    tasks: tuple[Task, ...]
    errors: tuple[Task, ...]
    finally_: tuple[Task, ...]
    outputs: tuple[Output, ...]

    @property
    @abstractmethod
    def reads(self) -> frozenset[str]:
        """The ids of the tasks whose outputs a round may see."""
