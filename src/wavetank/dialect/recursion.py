from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.dialect.codes import Code

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wavetank.dialect.reading import Reading
    from wavetank.model.diagnostic import Diagnostic

_CALLS = frozenset({"io.kestra.plugin.core.flow.Subflow", "io.kestra.plugin.core.flow.ForEachItem"})


def recursion(reading: Reading) -> Iterator[Diagnostic]:
    """Gives a diagnostic for each task that runs the flow it is in: directly, and by its literal name."""
    document = reading.document
    own = document.data.get("namespace"), document.data.get("id")
    for path, _, written in reading.parts:
        calls = "flowId" in written and reading.registry.canonical(str(written.get("type"))) in _CALLS
        if calls and None not in own and (written.get("namespace"), written.get("flowId")) == own:
            yield document.source.diagnostic(
                Code.RECURSION,
                document.span(path / "flowId"),
                f"Recursive call to flow [{own[0]}.{own[1]}]: it would run itself again and again.",
                "Run another flow, or loop with ForEach or LoopUntil.",
                path=path / "flowId",
            )
