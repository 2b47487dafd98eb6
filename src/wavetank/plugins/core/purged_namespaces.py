from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wavetank.core.path_matcher import PathMatcher
from wavetank.errors import TaskError
from wavetank.plugins.core.resolved import listed

if TYPE_CHECKING:
    from wavetank.abc.runnable_task import RunContext
    from wavetank.model.property import Property


def purged_namespaces(
    context: RunContext, namespaces: Any, pattern: str | None, include_child_namespaces: Property[bool] | None
) -> list[str]:
    """
    Returns the namespaces that a task purges: those named, with those below them, those that fit a glob, or all.

    Raises:
        TaskError: Some are named, and there is a glob.
    """
    known = context.namespaces.known()
    if pattern is not None:
        if namespaces is not None:
            raise TaskError("`namespaces` and `namespacePattern` cannot stand together.")
        fits = PathMatcher([f"glob:{context.render(pattern)}"])
        return [namespace for namespace in known if fits.matches(namespace)]
    if namespaces is None:
        return known
    named = listed(namespaces, context, "namespaces")
    if not context.resolve_or(include_child_namespaces, default=True):
        return named
    below = [each for each in known if any(each.startswith(f"{name}.") for name in named)]
    return list(dict.fromkeys([*named, *below]))
