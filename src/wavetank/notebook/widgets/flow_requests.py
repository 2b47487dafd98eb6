from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from anyio import to_thread

from wavetank.api.recent_event import recent_event
from wavetank.api.views.labels_row import LABELS
from wavetank.engine.input_rendering import InputRendering
from wavetank.errors import InputError
from wavetank.notebook.pairs import read_pairs
from wavetank.notebook.widgets.input_check import FormError, check_form, state_of_form
from wavetank.notebook.widgets.uploads import Uploads
from wavetank.notebook.words import split_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wavetank.api.engine import Engine
    from wavetank.api.verdict_view import VerdictView
    from wavetank.model.flow import Flow
    from wavetank.model.trigger import Trigger


class FlowRequests:
    """
    What the page of a flow asks for: run it, fire and switch its triggers.

    Each method is a request by its name; the arguments are what the page sends.
    """

    def __init__(self, engine: Engine, flow: Flow) -> None:
        self._engine = engine
        self._flow = flow
        self._render = InputRendering(engine.runtime.surroundings, flow)
        self._uploads = Uploads()

    async def run(
        self, inputs: dict[str, Any], files: Mapping[str, str] | None = None, labels: str = ""
    ) -> dict[str, str]:
        """Starts an execution; `files` says which upload is which input, `labels` are words `key=value`."""
        given_labels = _labels(labels)
        with self._uploads.taken(files or {}) as paths:
            given = {**inputs, **paths}
            await InputRendering.at(self._flow.inputs, check_form, self._flow.inputs, given, self._render)
            execution = await self._engine.run.on_loop(self._engine, self._flow.key, given, given_labels, wait=False)
        return {"execution": execution.id}

    async def check(self, inputs: dict[str, Any]) -> dict[str, Any]:
        """Says what is wrong with which input, and which cannot have a value now."""
        return await InputRendering.at(self._flow.inputs, state_of_form, self._flow.inputs, inputs, self._render)

    async def upload(self, upload: str, name: str, buffers: list[Any], *, first: bool) -> dict[str, int]:
        """Takes a piece of a file."""
        return {"size": self._uploads.take(upload, name, buffers[0], first=first)}

    async def sample(self, trigger: str) -> dict[str, str | None]:
        """Returns the newest event of a trigger, as text to be edited and fired; None if there is none to show."""
        found = await to_thread.run_sync(recent_event, self._engine.runtime, self._flow, self._trigger(trigger))
        return {"event": json.dumps(found, ensure_ascii=False, indent=2) if found is not None else None}

    async def fire(self, trigger: str, event: str) -> dict[str, str | None]:
        """Fires a trigger with an event that is JSON, or text that is not."""
        try:
            sample = json.loads(event) if event.strip() else None
        except ValueError as error:
            raise InputError(f"The event is no JSON: {error}.") from None
        fired = await self._engine.fire.on_loop(self._engine, self._flow.key, trigger, sample, wait=False)
        return _told(fired)

    async def pause_trigger(self, trigger: str) -> dict[str, str]:
        """Has a trigger stop listening."""
        await self._engine.pause_trigger.on_loop(self._engine, self._flow.key, trigger)
        return {}

    async def resume_trigger(self, trigger: str) -> dict[str, str]:
        """Has a trigger listen again."""
        await self._engine.resume_trigger.on_loop(self._engine, self._flow.key, trigger)
        return {}

    def _trigger(self, trigger_id: str) -> Trigger:
        return next(each for each in self._flow.triggers if each.id == trigger_id)

    def close(self) -> None:
        """Removes what was uploaded and not used."""
        self._uploads.close()


def _labels(text: str) -> dict[str, str]:
    try:
        return read_pairs(split_words(text))
    except ValueError as error:
        told = str(error)
        raise FormError({LABELS: f"{told[:1].upper()}{told[1:]}."}) from None


def _told(verdict: VerdictView) -> dict[str, str | None]:
    return {
        "outcome": verdict.outcome.value,
        "stage": verdict.stage,
        "reason": verdict.reason,
        "execution": verdict.execution_id,
    }
