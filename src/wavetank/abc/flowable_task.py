from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime

    from wavetank.model.input import Input
    from wavetank.model.outline import Outline
    from wavetank.model.pausing import Pausing
    from wavetank.model.plan import Plan
    from wavetank.model.sequel import Sequel
    from wavetank.model.state import State
    from wavetank.model.task import Task


class FlowableTask(ABC):
    """
    A task that arranges other tasks; the engine runs it, no worker does.

    It is a question, and a plan that follows from the answer: its children, one round of them. Perhaps there is a
    question after the round, too; then what follows from that answer is its end, or a wait and the same plan again.

    - All methods are pure: the same arguments give the same answer, also after a restart.
    - `question` is rendered once, when the task run starts, and the answer is kept with the execution.
    - `plan` raises ValueError, with a sentence for the user, when it can make nothing of the answer.
    - `question_after` is rendered after each round in which no child failed; what follows from it is kept.
    """

    @property
    def error_tasks(self) -> tuple[Task, ...]:
        """The tasks of the `errors` block of this level."""
        return ()

    @property
    def final_tasks(self) -> tuple[Task, ...]:
        """The tasks of the `finally` block of this level."""
        return ()

    @abstractmethod
    def outline(self) -> Outline:
        """Returns its children as they are written, whatever the answer will be, for those who draw the flow."""

    @property
    def asked_on_resume(self) -> tuple[Input, ...]:
        """The inputs that are asked for when its pause is resumed."""
        return ()

    @property
    def tasks_on_pause(self) -> tuple[Task, ...]:
        """The tasks that run when its pause begins; the execution is PAUSED meanwhile."""
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

    def question_after(self) -> Any:
        """Returns what must be rendered after a round before it is known how it goes on; None: there is one round."""
        return None

    def outputs_after(self, rounds: int) -> dict[str, Any] | None:  # noqa: ARG002 - for those that have rounds
        """Returns the task's own outputs in the round that follows so many; None: those that it has."""
        return None

    def sequel(self, answer: Any, rounds: int, began: datetime, now: datetime) -> Sequel:
        """
        Returns what follows a round.

        Args:
            answer: What the question after the round rendered to.
            rounds: How many rounds there were.
            began: When the task run was created, or began anew by hand.
            now: The present moment.

        Raises:
            ValueError: The answer makes no sense.
        """
        raise NotImplementedError

    def conclude(self, state: State) -> State:
        """Returns the state of the task, given the state that its children add up to."""
        return state
