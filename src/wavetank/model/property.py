from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Generic, TypeVar, get_args

from pydantic import GetCoreSchemaHandler, TypeAdapter
from pydantic_core import CoreSchema, core_schema

T = TypeVar("T")
Render = Callable[[str], str]


class Property(Generic[T]):
    """
    A value that may be written as itself or as an expression (flag P of the language reference, section 0).

    A literal is checked when the flow is read. Anything with an expression in it is rendered as one text when the task
    runs, and the text is read back as a value of type T.
    """

    __slots__ = ("_adapter", "written")

    def __init__(self, written: Any, adapter: TypeAdapter[T]) -> None:
        self.written = written
        self._adapter = adapter

    def resolve(self, render: Render) -> T:
        """
        Returns the value, with `render` used on what has an expression in it.

        Raises:
            ValueError: The rendered text is no value of the type.
        """
        if not has_expression(self.written):
            return self._adapter.validate_python(self.written)
        if isinstance(self.written, str):
            return self._read(render(self.written))
        return self._read(render(json.dumps(self.written)))

    def _read(self, text: str) -> T:
        try:
            return self._adapter.validate_python(text)
        except ValueError:
            return self._adapter.validate_json(text)

    def __repr__(self) -> str:
        return f"Property({self.written!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Property) and other.written == self.written

    def __hash__(self) -> int:
        return hash(repr(self.written))

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        adapter: TypeAdapter[Any] = TypeAdapter(get_args(source)[0])

        def read(written: Any) -> Property[Any]:
            if isinstance(written, Property):
                return written
            if not has_expression(written):
                adapter.validate_python(written)
            return Property(written, adapter)

        return core_schema.no_info_plain_validator_function(
            read, serialization=core_schema.plain_serializer_function_ser_schema(lambda held: held.written)
        )


def has_expression(written: object) -> bool:
    """Returns whether a piece of an expression (`{{`, `{%` or `{#`) stands anywhere in a written value."""
    if isinstance(written, str):
        return "{{" in written or "{%" in written or "{#" in written
    if isinstance(written, dict):
        return any(has_expression(key) or has_expression(value) for key, value in written.items())
    if isinstance(written, list):
        return any(has_expression(item) for item in written)
    return False
