"""
Every error that Wavetank raises on purpose, in one tree.

    WavetankError
    ├── FlowError             the text of a flow does not describe a flow; `.diagnostics` says where
    ├── ExpressionError       a `{{ … }}` cannot be parsed or has no value
    │   └── UndefinedError    … because it names something that is not there
    ├── ConditionError        a condition cannot be decided
    ├── InputError            an execution was given inputs that its flow does not accept
    ├── NotFoundError         there is no such flow, trigger, execution, file or key
    ├── StateError            the operation is not possible in the present state
    ├── SecretError           a secret is missing or cannot be read
    ├── PluginError           a task or trigger type cannot be used here
    │   └── MissingExtraError … because its client library is not installed
    ├── TaskError             a task did its work and it failed
    ├── SourceError           the outside system behind a trigger does not answer as it should
    ├── StorageError          internal storage refused a path or a file
    ├── StoreError            the home cannot be read or written
    │   └── ConflictError     … because what is to be written contradicts what stands there
    ├── TimeoutExceededError  something took longer than it was allowed to
    └── EngineStoppedError    the engine is not running

Each carries a stable code, the place, the cause in a sentence and the remedy in a sentence. Faces show those four;
none of them shows a Python traceback for a fault in the user's YAML.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wavetank.model.diagnostic import Diagnostic


class WavetankError(Exception):
    """
    The root of the tree.

    Args:
        cause: One sentence that says what is wrong.
        where: The place in the user's words, as `flow company.team.orders, task load`; empty if there is none.
        remedy: One sentence that says what to do; empty if nothing better than the cause can be said.
    """

    code: ClassVar[str] = "WT-000"

    def __init__(self, cause: str, *, where: str = "", remedy: str = "") -> None:
        super().__init__(cause)
        self.cause = cause
        self.where = where
        self.remedy = remedy

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        advice = f" {self.remedy}" if self.remedy else ""
        return f"{place}{self.cause}{advice}"


class FlowError(WavetankError):
    """The text of a flow does not describe a flow; `diagnostics` are never empty."""

    code = "WT-100"

    def __init__(self, diagnostics: Sequence[Diagnostic], *, source: str = "") -> None:
        self.diagnostics = tuple(diagnostics)
        self.source = source
        first = self.diagnostics[0]
        more = f" (and {len(self.diagnostics) - 1} more)" if len(self.diagnostics) > 1 else ""
        super().__init__(
            f"{first.message}{more}", where=f"line {first.line}, column {first.column}", remedy=first.remedy
        )


class ExpressionError(WavetankError):
    """
    An expression cannot be parsed or has no value.

    Args:
        expression: The whole template.
        line: 1-based line in the template, 0 when unknown.
        column: 1-based column in the template, 0 when unknown.
    """

    code = "WT-200"

    def __init__(self, cause: str, *, expression: str = "", line: int = 0, column: int = 0, remedy: str = "") -> None:
        place = f"line {line}, column {column} of expression {expression!r}" if line else ""
        super().__init__(cause, where=place, remedy=remedy)
        self.expression = expression
        self.line = line
        self.column = column


class UndefinedError(ExpressionError):
    """An expression names a variable, key or attribute that is not there."""

    code = "WT-201"


class ConditionError(WavetankError):
    """A condition cannot be decided: its date is no date, or it asks about an execution where there is none."""

    code = "WT-304"


class InputError(WavetankError):
    """An execution was given inputs that its flow does not accept; nothing was stored."""

    code = "WT-300"


class NotFoundError(WavetankError):
    """There is no such flow, trigger, execution, file or key."""

    code = "WT-301"


class StateError(WavetankError):
    """The operation is not possible in the present state."""

    code = "WT-302"


class SecretError(WavetankError):
    """A secret is missing or cannot be read."""

    code = "WT-303"


class PluginError(WavetankError):
    """A task or trigger type cannot be used here."""

    code = "WT-400"


class MissingExtraError(PluginError):
    """
    The client library of an outside system is not installed.

    Args:
        system: What the flow names, as `Kafka`.
        extra: The extra of this package that brings the library, as `kafka`.
    """

    code = "WT-401"

    def __init__(self, system: str, extra: str) -> None:
        super().__init__(
            f"{system} needs a client library that is not installed.", remedy=f"Run: pip install 'wavetank[{extra}]'"
        )
        self.extra = extra


class TaskError(WavetankError):
    """
    A task did its work and it failed.

    Args:
        outputs: What the task leaves behind although it failed; None for nothing.
    """

    code = "WT-402"

    def __init__(self, cause: str, *, remedy: str = "", outputs: Mapping[str, object] | None = None) -> None:
        super().__init__(cause, remedy=remedy)
        self.outputs = dict(outputs) if outputs is not None else None


class SourceError(WavetankError):
    """The outside system behind a trigger does not answer as it should; the engine tries again."""

    code = "WT-403"


class StorageError(WavetankError):
    """Internal storage refused a path or a file."""

    code = "WT-500"


class StoreError(WavetankError):
    """The home cannot be read or written."""

    code = "WT-501"


class ConflictError(StoreError):
    """What is to be written contradicts what stands there: another engine went on with an execution, or removed it."""

    code = "WT-504"


class TimeoutExceededError(WavetankError):
    """Something took longer than it was allowed to."""

    code = "WT-502"


class EngineStoppedError(WavetankError):
    """The engine is not running."""

    code = "WT-503"
