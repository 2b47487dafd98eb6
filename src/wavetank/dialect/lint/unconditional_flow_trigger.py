from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.dialect.codes import Code

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wavetank.dialect.reading import Reading
    from wavetank.model.diagnostic import Diagnostic

_FLOW = "io.kestra.plugin.core.trigger.Flow"
_CHOOSE = frozenset({"conditions", "preconditions", "when", "dependsOn"})


def unconditional_flow_triggers(reading: Reading) -> Iterator[Diagnostic]:
    """Gives a warning for each Flow trigger that would fire for the executions of all flows."""
    document = reading.document
    for path, _, written in reading.parts:
        if reading.registry.canonical(str(written.get("type"))) == _FLOW and not any(map(written.get, _CHOOSE)):
            yield document.source.diagnostic(
                Code.UNCONDITIONAL_TRIGGER,
                document.span(path / "type"),
                f"The trigger `{written.get('id')}` fires for every execution of every other flow.",
                "Choose flows with `preconditions` or `conditions`.",
                path=path,
                severity="warning",
            )
