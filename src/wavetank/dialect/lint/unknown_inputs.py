from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wavetank.dialect.codes import Code
from wavetank.dialect.expressions import context_templates
from wavetank.dialect.nearest import did_you_mean, nearest
from wavetank.dialect.template_offsets import template_offsets
from wavetank.model.output import Output
from wavetank.model.task import Task

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wavetank.dialect.reading import Reading
    from wavetank.model.diagnostic import Diagnostic

_EXPRESSION = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
# What asks whether it is there may ask for one that is not.
_READS = re.compile(r"""(?<![\w.'"$])inputs\.(?P<name>\w+)\b(?![\w.\[\]'"]*\s*(?:\?\?|\bis\b))""")


def unknown_inputs(reading: Reading) -> Iterator[Diagnostic]:
    """Gives a warning for each expression of a task or output that reads another input than those that are declared."""
    declared = [each.id for each in reading.flow.inputs] if reading.flow is not None else []
    if not declared:
        # A piece of a flow that is still to get its inputs.
        return
    known = {name.partition(".")[0] for name in declared}
    for path, node, part, _ in context_templates(reading):
        if not issubclass(part, Task | Output):
            continue
        for expression in _EXPRESSION.finditer(node.value):
            for read in _READS.finditer(node.value, expression.start(), expression.end()):
                if read["name"] not in known:
                    offsets = template_offsets(reading.document.source.text, node)
                    yield reading.document.source.diagnostic(
                        Code.UNKNOWN_INPUT,
                        (offsets[read.start()], offsets[read.end() - 1] + 1),
                        f"The flow has no input `{read['name']}`.",
                        _remedy(read["name"], declared),
                        path=path,
                        severity="warning",
                    )


def _remedy(name: str, declared: list[str]) -> str:
    dashed = [each for each in declared if each.startswith(f"{name}-")]
    if dashed:
        return f"Write inputs['{dashed[0]}']: a `-` behind a dot is a minus."
    return did_you_mean(nearest(name, declared)) or "Declare it below `inputs:`."
