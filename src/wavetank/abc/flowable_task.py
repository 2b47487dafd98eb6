from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wavetank.model.input import Input
    from wavetank.model.pausing import Pausing
    from wavetank.model.plan import Plan
    from wavetank.model.state import State
    from wavetank.model.task import Task


class FlowableTask(ABC):
    """
    A task that arranges other tasks; the engine runs it, no worker does.

    - All methods are pure: the same arguments give the same answer, also after a restart.
    - `question` is rendered once, when the task run starts, and the answer is kept with the execution.
    - `plan` raises ValueError, with a sentence for the user, when it can make nothing of the answer.
    """

    @property
    def error_tasks(self) -> tuple[Task, ...]:
        """The tasks of the `errors` block of this level."""
        return ()

    @property
    def final_tasks(self) -> tuple[Task, ...]:
        """The tasks of the `finally` block of this level."""
        return ()

    @property
    def asked_on_resume(self) -> tuple[Input, ...]:
        """The inputs that are asked for when its pause is resumed."""
        return ()

    def question(self) -> Any:
        """Returns what must be rendered before the plan is known: text, a list or a map; None if nothing."""
        return None

    @abstractmethod
    def plan(self, answer: Any) -> Plan:
        """Returns how the children are laid out."""

    def outputs(self, answer: Any) -> dict[str, Any] | None:  # noqa: ARG002 - for those that have outputs
        """Returns the task's own outputs, known once the question is answered."""
        return None

    def pausing(self, answer: Any) -> Pausing | None:  # noqa: ARG002 - for those that pause
        """
        Returns how the task waits before its children begin; None if it does not wait.

        Raises:
            ValueError: The answer says nothing that can be waited for.
        """
        return None

    def conclude(self, state: State) -> State:
        """Returns the state of the task, given the state that its children add up to."""
        return state
