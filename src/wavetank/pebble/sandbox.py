from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2.sandbox import ImmutableSandboxedEnvironment

from wavetank.pebble.attributes import attribute, item
from wavetank.pebble.catalogue import BUILTINS
from wavetank.pebble.codegen import PebbleCodeGenerator
from wavetank.pebble.missing import StrictUndefined
from wavetank.pebble.operations import OPERATIONS
from wavetank.pebble.printing import joined

if TYPE_CHECKING:
    from collections.abc import Iterable


class PebbleEnvironment(ImmutableSandboxedEnvironment):
    """
    Jinja2's sandbox, closed further: attributes and keys are read by our own list of what may be read.

    Compiled templates call nothing but the operations and builtins that stand in `filters`; there is no way to an
    attribute of a Python object.
    """

    code_generator_class = PebbleCodeGenerator

    def __init__(self) -> None:
        super().__init__(autoescape=False, undefined=StrictUndefined, optimized=False, cache_size=0)
        self.globals.clear()
        self.tests.clear()
        self.filters.clear()
        self.filters.update(OPERATIONS)
        self.filters.update({builtin.key: builtin.call for builtin in BUILTINS})

    getattr = staticmethod(attribute)  # type: ignore[assignment]
    getitem = staticmethod(item)  # type: ignore[assignment]

    @staticmethod
    def concat(pieces: Iterable[object]) -> str:
        """Returns the text inside a filter block."""
        return joined(list(pieces))


ENVIRONMENT = PebbleEnvironment()
