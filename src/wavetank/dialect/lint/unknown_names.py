from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wavetank.dialect.codes import Code
from wavetank.dialect.expressions import context_templates
from wavetank.dialect.nearest import did_you_mean, nearest
from wavetank.dialect.template_offsets import template_offsets
from wavetank.pebble.free_names import free_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wavetank.dialect.reading import Reading
    from wavetank.model.diagnostic import Diagnostic

_KNOWN = (
    *("inputs", "outputs", "trigger", "vars", "labels", "envs", "globals", "flow", "execution", "task", "tasks"),
    *("taskrun", "workerTaskrun", "parent", "parents", "schedule", "loop", "response", "count", "error"),
    # Of tasks that run commands or queries, on a server also of those that no plugin here has.
    *("inputFiles", "outputFiles", "workingDir", "outputDir"),
)
# What people write in the place of a name that is too short, or too far, to be found by its likeness.
_MEANT = {"var": "vars", "variable": "vars", "variables": "vars", "env": "envs", "label": "labels", "flows": "flow"}
_SHORTEST = 5
_LOOKS_INTO = re.compile(r"""(?<![\w.'"$])(?P<name>[A-Za-z_]\w*)\s*[.\[]""")


def unknown_names(reading: Reading) -> Iterator[Diagnostic]:
    """
    Gives a warning for each expression that looks into a variable whose name is a slip of one that there is.

    Any other unknown name stays without a word: who gives it a value cannot be seen from here.
    """
    for path, node, _, _ in context_templates(reading):
        slips = {found["name"] for found in _LOOKS_INTO.finditer(node.value)} - set(_KNOWN)
        if not any(map(_meant, slips)):
            continue
        for name, offset in free_names(node.value):
            meant = _meant(name) if name in slips else ()
            if meant:
                offsets = template_offsets(reading.document.source.text, node)
                yield reading.document.source.diagnostic(
                    Code.UNKNOWN_NAME,
                    (offsets[offset], offsets[offset + len(name) - 1] + 1),
                    f"Expressions have no variable `{name}`.",
                    did_you_mean(meant),
                    path=path,
                    severity="warning",
                )


def _meant(name: str) -> tuple[str, ...]:
    if name in _MEANT:
        return (_MEANT[name],)
    return nearest(name, _KNOWN)[:1] if len(name) >= _SHORTEST else ()
