from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import anyio.to_thread

from wavetank.core.variables import flow_variables

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from wavetank.engine.surroundings import Surroundings
    from wavetank.model.flow import Flow
    from wavetank.model.input import Input

Result = TypeVar("Result")


class InputRendering:
    """
    Renders what the inputs of a flow are written with: defaults, conditions, choices.

    Args:
        surroundings: What functions such as `secret` reach.
        flow: Whose inputs they are.
        variables: What can be seen beside `flow`, `vars` and the inputs that one depends on.
    """

    def __init__(self, surroundings: Surroundings, flow: Flow, variables: Mapping[str, Any] | None = None) -> None:
        self._renderer = surroundings.renderer(flow.namespace)
        self._variables = {**surroundings.variables(), **flow_variables(flow), **(variables or {})}

    def __call__(self, value: Any, inputs: Mapping[str, Any], *, typed: bool = False) -> Any:
        """Returns the rendered value, with the type that an expression gives if `typed`, else as text."""
        return self._renderer.render(value, {**self._variables, "inputs": inputs}, typed=typed)

    @staticmethod
    async def at(inputs: Sequence[Input], work: Callable[..., Result], *arguments: Any) -> Result:
        """Returns what work that renders inputs gives; in a thread, where one of them may wait for the network."""
        if "http(" in repr(inputs):
            return await anyio.to_thread.run_sync(work, *arguments, abandon_on_cancel=True)
        return work(*arguments)
