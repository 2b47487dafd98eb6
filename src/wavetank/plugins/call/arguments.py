"""From what expressions give to what a function's annotations ask for."""

from __future__ import annotations

import inspect
import shutil
import typing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic.errors import PydanticSchemaGenerationError, PydanticUserError

from wavetank.errors import TaskError
from wavetank.plugins.call import frames
from wavetank.plugins.call.call_context import CallContext

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wavetank.abc.runnable_task import RunContext
    from wavetank.plugins.call.cell_function import CellFunction

_STORED = ("kestra:///", "nsfile:///")
_NOTHING = inspect.Parameter.empty


class Arguments:
    """
    The arguments of one call.

    Args:
        function: What is called.
        context: Of the attempt; it blocks where files are read.
        folder: Where files are put that a parameter wants as a path; it exists.
    """

    def __init__(self, function: CellFunction, context: RunContext, folder: Path) -> None:
        self._function = function
        self._context = context
        self._folder = folder

    def bound(self, given: Mapping[str, Any]) -> inspect.BoundArguments:
        """
        Returns the arguments of the call: those that are given, converted, and the context where it is asked for.

        Raises:
            TaskError: The function takes others, or one cannot be converted.
        """
        function = self._function
        extra = {name: CallContext(self._context) for name in function.signature.parameters if self._is_context(name)}
        converted = {name: self._converted(name, value) for name, value in given.items()}
        try:
            return function.bind({**converted, **extra})
        except TypeError as error:
            raise TaskError(
                f"Function {function.shown} cannot be called so: {error}.",
                remedy="Correct `arguments`, or the function.",
            ) from error

    def _is_context(self, name: str) -> bool:
        return self._function.annotations.get(name) is CallContext

    def _converted(self, name: str, value: Any) -> Any:
        annotation = self._function.annotations.get(name, self._of_the_rest())
        if annotation in (_NOTHING, Any):
            return frames.read(value, self._context.storage) if frames.is_frame_file(value) else value
        if mentions_frame(annotation):
            return None if value is None else self._frame(name, value)
        if annotation is Path and isinstance(value, str) and value.startswith(_STORED):
            return self._file(name, value)
        return self._typed(name, value, annotation)

    def _of_the_rest(self) -> Any:
        rest = next(
            (each.name for each in self._function.signature.parameters.values() if each.kind is each.VAR_KEYWORD), ""
        )
        return self._function.annotations.get(rest, _NOTHING)

    def _frame(self, name: str, value: Any) -> Any:
        import pandas as pd  # noqa: PLC0415 - costs 1.5 s, and only some functions ask

        rows = self._rows(value) if isinstance(value, str) else value
        if frames.is_frame(rows):
            return rows
        try:
            return pd.DataFrame(rows)
        except (ValueError, TypeError) as error:
            raise self._refused(name, value, "no table", str(error)) from error

    def _rows(self, text: str) -> Any:
        if frames.is_frame_file(text):
            return frames.read(text, self._context.storage)
        content = text.encode()
        if text.startswith(_STORED):
            with self._context.open(text) as file:
                content = file.read()
        return frames.rows_of(content, text)

    def _file(self, name: str, uri: str) -> Path:
        copy = self._folder / name / (uri.rpartition("/")[2] or "file")
        copy.parent.mkdir()
        with self._context.open(uri) as source, copy.open("wb") as target:
            shutil.copyfileobj(source, target)
        return copy

    def _typed(self, name: str, value: Any, annotation: Any) -> Any:
        adapter = _adapter(annotation)
        try:
            return adapter.validate_python(value)
        except ValidationError as error:
            if isinstance(value, str):
                # A map or list that an expression gave as its text.
                try:
                    return adapter.validate_json(value)
                except ValidationError:
                    pass
            reason = error.errors(include_url=False)[0]["msg"]
            raise self._refused(name, value, f"no {_name_of(annotation)}", reason) from error

    def _refused(self, name: str, value: Any, what: str, reason: str) -> TaskError:
        shown = repr(value)[:100]
        return TaskError(f"Argument `{name}` of function {self._function.shown} is {shown}, which is {what}: {reason}.")


def _adapter(annotation: Any) -> TypeAdapter[Any]:
    try:
        return TypeAdapter(annotation, config=ConfigDict(arbitrary_types_allowed=True, coerce_numbers_to_str=True))
    except PydanticUserError as error:
        # Models, dataclasses and typed maps say themselves how they are read.
        if isinstance(error, PydanticSchemaGenerationError):
            raise TaskError(f"Nothing can be converted to {_name_of(annotation)}: {error.message}") from error
        return TypeAdapter(annotation)


def mentions_frame(annotation: Any) -> bool:
    """Returns whether an annotation is pandas' DataFrame, or one of several is."""
    if isinstance(annotation, type):
        return annotation.__name__ == "DataFrame" and annotation.__module__.partition(".")[0] == "pandas"
    return any(mentions_frame(part) for part in typing.get_args(annotation))


def _name_of(annotation: Any) -> str:
    return annotation.__name__ if isinstance(annotation, type) else str(annotation).replace("typing.", "")
