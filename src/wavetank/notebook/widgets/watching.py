from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wavetank.notebook.widgets.watched import Watched

if TYPE_CHECKING:
    from collections.abc import Callable

    from wavetank.api.engine import Engine

_MOST_VIEWS = 8


class Watching:
    """
    Which view of a page has which execution open; each has at most one.

    A view that is gone says nothing: what it watched is forgotten when many others came.

    Attributes:
        push: Tells the page something.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._views: dict[str, Watched] = {}
        self.push: Callable[[str, Any], None] = lambda _name, _content: None

    async def watch(self, view: str, execution: str) -> dict[str, str]:
        """Opens an execution in a view."""
        self._engine.execution(execution)
        await self.unwatch(view)
        self._views[view] = Watched(self._engine, execution, view, self.push)
        for oldest in list(self._views)[:-_MOST_VIEWS]:
            await self.unwatch(oldest)
        return {"execution": execution}

    async def unwatch(self, view: str) -> dict[str, str]:
        """Closes what a view has open."""
        watched = self._views.pop(view, None)
        if watched is not None:
            watched.close()
        return {}

    def close(self) -> None:
        """Closes all; it may be called from any thread."""
        for watched in tuple(self._views.values()):
            watched.close_soon()

    async def expand(self, view: str, run: str) -> dict[str, str]:
        """Shows all rounds of a loop."""
        if view in self._views:
            self._views[view].expand(run)
        return {}
