from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from wavetank.abc.runnable_task import Outputs, RunContext, RunnableTask
from wavetank.core.path_matcher import PathMatcher
from wavetank.model.part import Part
from wavetank.model.property import Property
from wavetank.model.task import Task
from wavetank.plugins.core.purged_namespaces import purged_namespaces
from wavetank.plugins.core.resolved import resolved
from wavetank.plugins.core.version_behavior import VersionBehavior

if TYPE_CHECKING:
    from wavetank.engine.key_values import KeyValues


class KeyBehavior(Part):
    """
    Which keys are removed.

    Attributes:
        expired_only: False: keys are removed before their time, too.
    """

    type: Literal["key", "io.kestra.plugin.core.kv.Key"]
    expired_only: Property[bool] | None = None


class KeyVersions(VersionBehavior):
    """Which versions of keys are removed."""

    type: Literal["version", "io.kestra.plugin.core.kv.Version"]


class PurgeKV(Task, RunnableTask):
    """
    Removes expired keys of several namespaces; the output `size` says how many (language reference, section 7.5).

    Attributes:
        namespaces: Which ones; all that have flows, if neither this nor `namespacePattern` is given.
        namespace_pattern: A glob for the names of namespaces.
        key_pattern: A glob for keys.
        expired_only: False: keys are removed before their time, too; counts before `behavior`.
        behavior: The present form of `expired_only`, or which versions are removed.
        include_child_namespaces: Whether those below `namespaces` are meant as well.
    """

    namespaces: Any = None
    namespace_pattern: str | None = None
    key_pattern: str | None = None
    expired_only: Property[bool] | None = None
    behavior: Annotated[KeyBehavior | KeyVersions, Field(discriminator="type")] | None = None
    include_child_namespaces: Property[bool] | None = None

    def run(self, context: RunContext) -> Outputs | None:
        """Removes the keys."""
        if isinstance(self.behavior, KeyVersions) and not self.behavior.keeps_none:
            return {"size": 0}
        expired_only = self._expires_only(context)
        fits = _glob(context.render(self.key_pattern or "*"))
        size = 0
        meant = purged_namespaces(context, self.namespaces, self.namespace_pattern, self.include_child_namespaces)
        for namespace in meant:
            keys = context.namespaces.keys(namespace)
            size += sum(keys.delete(key) for key in _candidates(keys, expired_only=expired_only) if fits.matches(key))
        return {"size": size}

    def _expires_only(self, context: RunContext) -> bool:
        if isinstance(self.behavior, KeyVersions):
            return False
        given = self.expired_only
        if given is None and self.behavior is not None:
            given = self.behavior.expired_only
        return resolved(given, context, default=True)


def _candidates(keys: KeyValues, *, expired_only: bool) -> list[str]:
    return keys.expired() if expired_only else [entry.key for entry in keys.entries()]


def _glob(pattern: str) -> PathMatcher:
    return PathMatcher([f"glob:{pattern}"])
