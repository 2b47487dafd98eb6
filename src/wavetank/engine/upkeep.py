from __future__ import annotations

from typing import TYPE_CHECKING

import anyio.to_thread

from wavetank.core.new_execution import labels_by_hand
from wavetank.engine.live_execution import LiveExecution
from wavetank.errors import StateError
from wavetank.model.records import AnyRecord, ExecutionEntered, LabelsSet

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wavetank.core.progress import Progress
    from wavetank.engine.archive import Archive
    from wavetank.engine.journal import Journal
    from wavetank.engine.surroundings import Surroundings
    from wavetank.model.state import State


class Upkeep:
    """
    What is done to executions that have ended: another state, labels, removal (semantics reference, section 7.7).

    Nothing runs because of it. Each method returns when it is on disk.
    """

    def __init__(self, surroundings: Surroundings, journal: Journal, archive: Archive) -> None:
        self._surroundings = surroundings
        self._journal = journal
        self._archive = archive

    async def change_state(self, execution_id: str, state: State) -> None:
        """
        Gives an execution that has ended another state in which it ends.

        Raises:
            NotFoundError: There is none with this id.
            StateError: It has not ended, or the state is none in which an execution ends.
        """
        async with self._archive.alone(execution_id):
            progress = await self._archive.ended(execution_id)
            if not state.terminated:
                raise StateError(
                    f"Execution {execution_id} has ended, and cannot become {state}.",
                    remedy="Give it a state in which an execution ends, or have it run on with restart or replay.",
                )
            if state is not progress.state.state:
                await self._write(progress, ExecutionEntered(at=self._surroundings.clock.now(), state=state))

    async def set_labels(self, execution_id: str, labels: Mapping[str, str]) -> None:
        """
        Gives an execution that has ended labels; each takes the place of one with the same key.

        Raises:
            NotFoundError: There is none with this id.
            StateError: It has not ended.
            InputError: A key or a value is missing, or the label belongs to the engine.
        """
        given = labels_by_hand(labels)
        async with self._archive.alone(execution_id):
            progress = await self._archive.ended(execution_id)
            await self._write(progress, LabelsSet(at=self._surroundings.clock.now(), labels=given))

    async def delete(self, execution_id: str, *, logs: bool, metrics: bool, storage: bool) -> None:
        """
        Removes an execution that has ended for ever, and what belongs to it as far as that is asked for.

        Raises:
            NotFoundError: There is none with this id.
            StateError: It has not ended.
        """
        summary = self._archive.summary(execution_id)
        self._archive.check_ended(summary)
        self._journal.require()
        await self._journal.kept()
        history = self._surroundings.history

        def remove() -> None:
            if storage:
                history.purge_files([summary])
            history.purge([summary], executions=True, logs=logs, metrics=metrics)

        await anyio.to_thread.run_sync(remove)

    async def _write(self, progress: Progress, record: AnyRecord) -> None:
        self._journal.require()
        live = LiveExecution.of(progress, self._archive.summary(progress.state.id).owner)
        progress.apply(record)
        self._journal.append(live.append_of([record]), live.summary())
        await self._journal.kept()
