from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, time, timedelta
from decimal import Decimal
from types import UnionType
from typing import Annotated, Any, Final, Generic, TypeVar, get_args, get_origin

from pydantic import GetCoreSchemaHandler, TypeAdapter, ValidationError
from pydantic_core import CoreSchema, core_schema

T = TypeVar("T")
D = TypeVar("D")
Render = Callable[[str], str]
_COLLECTIONS: Final = (list, dict, tuple, set)
# A blank text is no value of these; of any other type it is one, or a fault.
_NEVER_BLANK: Final = (int, float, Decimal, date, time, timedelta, *_COLLECTIONS)


class Property(Generic[T]):
    """
    A value that may be written as itself or as an expression (flag P of the language reference, section 0).

    A literal is checked when the flow is read. A text with an expression in it is rendered when the task runs, and read
    back as a value of type T; of a list or a map, each text in it is rendered by itself, keys too, also where it is
    written as JSON. A blank text, where a number, a truth value, a time, a duration, a list or a map is wanted, is as
    good as a property that is left out.

    Args:
        written: As it stands in the flow.
        adapter: Checks and converts values of the type.
        kind: The type without its annotations; what is no class may be blank.
    """

    __slots__ = ("_adapter", "_kind", "written")

    def __init__(self, written: Any, adapter: TypeAdapter[T], kind: Any) -> None:
        self.written = written
        self._adapter = adapter
        self._kind = kind

    def resolve(self, render: Render) -> T:
        """
        Returns the value, with `render` used on what has an expression in it; of a blank list or map an empty one.

        Raises:
            ValueError: The rendered text is no value of the type, or there is none.
        """
        text = self._text(render)
        if not _is_blank(text, self._kind):
            return self._value(text)
        if issubclass(self._kind, _COLLECTIONS):
            empty: T = self._kind()
            return empty
        raise ValueError(f"`{self.written}` is blank, and a value is needed")

    def resolve_or(self, render: Render, default: D) -> T | D:
        """
        Returns the value, or the default where it is blank.

        Raises:
            ValueError: The rendered text is no value of the type.
        """
        text = self._text(render)
        return default if _is_blank(text, self._kind) else self._value(text)

    def _text(self, render: Render) -> Any:
        if not has_expression(self.written):
            return self.written
        if isinstance(self._kind, type) and not issubclass(self._kind, (*_COLLECTIONS, UnionType)):
            return render(self.written if isinstance(self.written, str) else json.dumps(self.written))
        return _each(_parts(self.written), render)

    def _value(self, text: Any) -> T:
        if not has_expression(self.written):
            return self._adapter.validate_python(text)
        try:
            return self._adapter.validate_python(text)
        except ValidationError as error:
            as_text = error
            if not isinstance(text, str):
                raise ValueError(f"`{self.written}` gives {text!r}: {error.errors()[0]['msg']}") from None  # noqa: TRY004 - the contract
        try:
            return self._adapter.validate_json(text)
        except ValidationError as as_json:
            told = as_json if text.lstrip().startswith(("[", "{")) else as_text
            raise ValueError(f"`{self.written}` gives {text!r}: {told.errors()[0]['msg']}") from None

    def __repr__(self) -> str:
        return f"Property({self.written!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Property) and other.written == self.written

    def __hash__(self) -> int:
        return hash(repr(self.written))

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        adapter: TypeAdapter[Any] = TypeAdapter(get_args(source)[0])
        kind = _class_of(get_args(source)[0])

        def read(written: Any) -> Property[Any]:
            if isinstance(written, Property):
                return written
            if not has_expression(written) and not _is_blank(written, kind):
                adapter.validate_python(written)
            return Property(written, adapter, kind)

        return core_schema.no_info_plain_validator_function(
            read, serialization=core_schema.plain_serializer_function_ser_schema(lambda held: held.written)
        )


def _class_of(kind: Any) -> Any:
    while get_origin(kind) is Annotated:
        kind = get_args(kind)[0]
    return get_origin(kind) or kind


def _is_blank(text: Any, kind: Any) -> bool:
    never = isinstance(kind, type) and issubclass(kind, _NEVER_BLANK)
    return never and isinstance(text, str) and not text.strip()


def _parts(written: Any) -> Any:
    """Returns the list or map that is written as JSON; what becomes one only when it is rendered stays as it is."""
    try:
        parts = json.loads(written) if isinstance(written, str) else written
    except ValueError:
        return written
    return parts if isinstance(parts, dict | list) else written


def _each(written: Any, render: Render) -> Any:
    """Renders a text, or each text in a list or a map."""
    if isinstance(written, dict):
        return {_each(key, render): _each(value, render) for key, value in written.items()}
    if isinstance(written, list):
        return [_each(item, render) for item in written]
    return render(written) if isinstance(written, str) and has_expression(written) else written


def has_expression(written: object) -> bool:
    """Returns whether a piece of an expression (`{{`, `{%` or `{#`) stands anywhere in a written value."""
    if isinstance(written, str):
        return "{" in written and ("{{" in written or "{%" in written or "{#" in written)
    if isinstance(written, dict):
        return any(has_expression(key) or has_expression(value) for key, value in written.items())
    if isinstance(written, list):
        return any(has_expression(item) for item in written)
    return False
