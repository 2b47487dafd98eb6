from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.model.state import State

if TYPE_CHECKING:
    from wavetank.api.engine import Engine
    from wavetank.model.input import Input


def asked_by(engine: Engine, execution_id: str) -> tuple[Input, ...]:
    """Returns what the first paused task of an execution asks for before it goes on; nothing if none is paused."""
    live = engine.runtime.conductor.live.get(execution_id)
    if live is None:
        return ()
    runs = live.progress.state.runs.values()
    paused = next((run for run in runs if run.state is State.PAUSED), None)
    return live.progress.flowable(paused.id).asked_on_resume if paused is not None else ()
