from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from anyio import to_thread

from wavetank.api.views.output_view import file_name
from wavetank.engine.input_rendering import InputRendering
from wavetank.errors import WavetankError
from wavetank.notebook.asked_by import asked_by
from wavetank.notebook.widgets.again import again
from wavetank.notebook.widgets.answer import Answer
from wavetank.notebook.widgets.frame_rows import frame_rows
from wavetank.notebook.widgets.input_check import check_form, state_of_form

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd

    from wavetank.api.engine import Engine
    from wavetank.api.execution import Execution
    from wavetank.model.input import Input

_MOST_TEXT = 64 * 1024
_MOST_BYTES = 100 * 1024 * 1024
_PIECE = 4 * 1024 * 1024


class ExecutionRequests:
    """
    What a page asks for about an execution: do something with it, or show what it left behind.

    Each method is a request by its name; the arguments are what the page sends.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._mask = engine.runtime.surroundings.masked

    async def kill(self, execution: str) -> dict[str, str]:
        """Kills it."""
        return _same(await self._engine.kill.on_loop(self._engine, execution))

    async def pause(self, execution: str) -> dict[str, str]:
        """Has it create no more task runs."""
        return _same(await self._engine.pause.on_loop(self._engine, execution))

    async def resume(self, execution: str, inputs: dict[str, Any] | None = None) -> dict[str, str]:
        """Has it go on, with the inputs that its Pause asks for."""
        check_form(asked_by(self._engine, execution), inputs or {}, None)
        return _same(await self._engine.resume.on_loop(self._engine, execution, inputs))

    async def restart(self, execution: str) -> dict[str, str]:
        """Has it begin anew at what failed."""
        return _same(await self._engine.restart.on_loop(self._engine, execution))

    async def replay(
        self, execution: str, run: str | None = None, inputs: dict[str, Any] | None = None
    ) -> dict[str, str]:
        """Does it again, as another execution, from its start or from a task run; `inputs` replace those it had."""
        if inputs is not None:
            declared, given, render = self._replayed(execution, inputs)
            await InputRendering.at(declared, check_form, declared, given, render)
        return _same(await self._engine.replay.on_loop(self._engine, execution, run, inputs))

    async def check_again(self, execution: str, inputs: dict[str, Any]) -> dict[str, Any]:
        """Says of the inputs of a replay what `check` says of those of a run."""
        declared, given, render = self._replayed(execution, inputs)
        return await InputRendering.at(declared, state_of_form, declared, given, render)

    async def table(self, execution: str, task: str, way: Sequence[str] = ()) -> dict[str, Any]:
        """Returns the outputs of a task as rows, or what stands at the end of a way into them."""
        found = self._engine.execution(execution)
        return await to_thread.run_sync(lambda: frame_rows(found[task].df(*way), self._mask))

    async def preview(self, uri: str) -> dict[str, Any]:
        """Returns what a file holds as rows, or the beginning of its text."""
        return await to_thread.run_sync(self._previewed, uri)

    async def download(self, uri: str) -> Answer:
        """Returns the content of a file, in pieces that every connection takes."""
        data = await to_thread.run_sync(self._read, uri)
        if len(data) > _MOST_BYTES:
            raise WavetankError(
                f"The file has {len(data) // 1024**2} MB, more than a page should carry.",
                remedy=f"Read it in a cell: get_engine().storage.read({uri!r}).",
            )
        pieces = [data[start : start + _PIECE] for start in range(0, len(data), _PIECE)]
        return Answer({"name": file_name(uri), "size": len(data)}, pieces)

    def _replayed(
        self, execution: str, inputs: dict[str, Any]
    ) -> tuple[tuple[Input, ...], dict[str, Any], InputRendering | None]:
        found = self._engine.execution(execution)
        runtime = self._engine.runtime
        flow = runtime.revisions.of(found.listed)
        render = InputRendering(runtime.surroundings, flow) if flow is not None else None
        return again(self._engine, found.listed, found.inputs), inputs, render

    def _read(self, uri: str) -> bytes:
        return self._engine.storage.read(uri)

    def _previewed(self, uri: str) -> dict[str, Any]:
        data = self._read(uri)
        try:
            to_frame: Callable[..., pd.DataFrame] = import_module("wavetank.api.frame").to_frame
            return frame_rows(to_frame(uri, self._read), self._mask)
        except WavetankError:
            text = data[:_MOST_TEXT].decode("utf-8", errors="replace")
            return {"text": self._mask(text), "more": max(len(data) - _MOST_TEXT, 0)}


def _same(execution: Execution) -> dict[str, str]:
    return {"execution": execution.id}
