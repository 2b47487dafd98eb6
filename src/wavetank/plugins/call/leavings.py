from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from wavetank.errors import TaskError
from wavetank.plugins.call import frames

if TYPE_CHECKING:
    from wavetank.abc.runnable_task import Outputs
    from wavetank.plugins.call.keeping import Keeping


def left_by(returned: Any, context: Keeping) -> Outputs | None:
    """
    Returns the outputs that a returned value means: a map's entries, a dataclass's or model's fields, else `value`.

    DataFrames and files (`Path`) in it are put into internal storage, and their URIs stand in their place; arrays
    become lists. It blocks.

    Raises:
        TaskError: A DataFrame cannot be written, or there is no such file.
    """
    fields = _fields(returned)
    named = {"value": returned} if fields is None else {str(name): value for name, value in fields.items()}
    return {name: _plain(value, name, context) for name, value in named.items()} or None


def _fields(value: Any) -> Mapping[Any, Any] | None:
    if value is None:
        return {}
    if isinstance(value, Mapping):
        return value
    if isinstance(value, BaseModel):
        return {name: getattr(value, name) for name in type(value).model_fields}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    return None


def _plain(value: Any, name: str, context: Keeping) -> Any:
    if frames.is_frame(value):
        return _kept(value, name, context)
    if isinstance(value, Path):
        return _stored(value, name, context)
    fields = None if value is None else _fields(value)
    if fields is not None:
        return {str(key): _plain(held, f"{name}-{key}", context) for key, held in fields.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(held, f"{name}-{index}", context) for index, held in enumerate(value)]
    if hasattr(value, "tolist"):
        return _plain(value.tolist(), name, context)
    # A subclass, as pandas' Timestamp, is written as what it is one of.
    return value.isoformat() if hasattr(value, "isoformat") else value


def _kept(frame: Any, name: str, context: Keeping) -> str:
    try:
        return frames.keep(frame, name, context)
    except (ValueError, TypeError, OverflowError) as error:
        raise TaskError(
            f"The DataFrame in output `{name}` cannot be written: {error}.",
            remedy="Return columns of texts, numbers, dates or booleans, each with a name of its own.",
        ) from error


def _stored(path: Path, name: str, context: Keeping) -> str:
    try:
        with path.open("rb") as file:
            return context.put_file(f"{name}{path.suffix}", file)
    except OSError as error:
        raise TaskError(f"The file in output `{name}` cannot be read: {error}.") from error
