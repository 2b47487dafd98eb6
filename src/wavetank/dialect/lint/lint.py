from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.dialect.lint.boolean_word import boolean_words
from wavetank.dialect.lint.deprecated_property import deprecated_properties
from wavetank.dialect.lint.deprecated_type import deprecated_types
from wavetank.dialect.lint.type_alias import type_aliases
from wavetank.dialect.lint.unconditional_flow_trigger import unconditional_flow_triggers
from wavetank.dialect.lint.unfit_call import unfit_calls
from wavetank.dialect.lint.unknown_inputs import unknown_inputs
from wavetank.dialect.lint.unknown_names import unknown_names
from wavetank.dialect.lint.unknown_outputs import unknown_outputs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from wavetank.dialect.reading import Reading
    from wavetank.model.diagnostic import Diagnostic

RULES: tuple[Callable[[Reading], Iterator[Diagnostic]], ...] = (
    boolean_words,
    deprecated_properties,
    deprecated_types,
    type_aliases,
    unfit_calls,
    unconditional_flow_triggers,
    unknown_inputs,
    unknown_names,
    unknown_outputs,
)


def lint(reading: Reading) -> list[Diagnostic]:
    """Returns advice on a flow; none while something is wrong with it."""
    if reading.flow is None:
        return []
    return [diagnostic for rule in RULES for diagnostic in rule(reading)]
