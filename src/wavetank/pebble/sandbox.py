from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jinja2.sandbox import ImmutableSandboxedEnvironment

from wavetank.pebble.attributes import attribute, item
from wavetank.pebble.catalogue import BUILTINS
from wavetank.pebble.codegen import PebbleCodeGenerator
from wavetank.pebble.operations import OPERATIONS
from wavetank.pebble.printing import joined
from wavetank.pebble.strict_undefined import StrictUndefined

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


_BUILTINS = {builtin.key: builtin for builtin in BUILTINS}


class _Callables(dict[str, "Callable[..., object]"]):
    """What compiled templates may call; a builtin comes to the operations when the first of them does."""

    def __missing__(self, key: str) -> Callable[..., object]:
        call = self[key] = _BUILTINS[key].call
        return call

    def get(self, key: str, default: Any = None) -> Any:
        # Jinja2's compiler asks so how a filter is called.
        return self[key] if key in self or key in _BUILTINS else default


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
        self.filters = _Callables(OPERATIONS)

    getattr = staticmethod(attribute)  # type: ignore[assignment]
    getitem = staticmethod(item)  # type: ignore[assignment]

    @staticmethod
    def concat(pieces: Iterable[object]) -> str:
        """Returns the text inside a filter block."""
        return joined(list(pieces))


ENVIRONMENT = PebbleEnvironment()
