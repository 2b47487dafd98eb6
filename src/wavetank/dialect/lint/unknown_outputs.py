from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wavetank.abc.flowable_task import FlowableTask
from wavetank.dialect.codes import Code
from wavetank.dialect.expressions import context_templates
from wavetank.dialect.nearest import did_you_mean, nearest
from wavetank.dialect.path import Path
from wavetank.dialect.template_offsets import template_offsets
from wavetank.model.output import Output
from wavetank.model.task import Task

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yaml.nodes import ScalarNode

    from wavetank.dialect.reading import Reading
    from wavetank.model.diagnostic import Diagnostic
    from wavetank.model.part import Part

_LOOPS = frozenset({"ForEach", "EachSequential", "EachParallel", "LoopUntil", "Loop"})
_EXPRESSION = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_READS = re.compile(
    r"""(?<![\w.'"$])outputs(?:\.(?P<plain>\w+)|\[\s*(?P<quote>['"])(?P<quoted>[^'"{]+)(?P=quote)\s*\])"""
)


def unknown_outputs(reading: Reading) -> Iterator[Diagnostic]:
    """Gives a warning for each expression that reads the outputs of a task that is not there, or of its own."""
    tasks = reading.flow.tasks_by_id if reading.flow is not None else {}
    for path, node, part, around in context_templates(reading):
        if issubclass(part, Task | Output):
            own = _own(reading, part, around)
            for index, end, name in _reads(node.value):
                if name not in tasks or name == own:
                    yield _warning(reading, path, node, (index, end), name, own, tuple(tasks))


def _own(reading: Reading, part: type[Part], path: Path) -> str:
    """Returns the id of a task that has no outputs while it runs; empty for one that may have those of a round."""
    around = [reading.classes.get(Path(path[:length])) for length in range(len(path))]
    loops = any(each is not None and each.__name__ in _LOOPS for each in around)
    if loops or not issubclass(part, Task) or issubclass(part, FlowableTask):
        return ""
    return str(reading.document.value_at(path / "id"))


def _reads(template: str) -> Iterator[tuple[int, int, str]]:
    for expression in _EXPRESSION.finditer(template):
        for match in _READS.finditer(template, expression.start(), expression.end()):
            yield match.start(), match.end(), match["plain"] or match["quoted"]


def _warning(
    reading: Reading, path: Path, node: ScalarNode, span: tuple[int, int], name: str, own: str, tasks: tuple[str, ...]
) -> Diagnostic:
    source = reading.document.source
    offsets = template_offsets(source.text, node)
    if name == own:
        message, remedy = f"Task `{name}` reads its own outputs, which it has only once it has ended.", ""
    else:
        message, remedy = f"The flow has no task `{name}`, so it has no outputs.", _remedy(name, tasks)
    return source.diagnostic(
        Code.UNKNOWN_OUTPUTS,
        (offsets[span[0]], offsets[span[1] - 1] + 1),
        message,
        remedy,
        path=path,
        severity="warning",
    )


def _remedy(name: str, tasks: tuple[str, ...]) -> str:
    dashed = [task for task in tasks if task.startswith(f"{name}-")]
    if dashed:
        return f"Write outputs['{dashed[0]}']: a `-` behind a dot is a minus."
    return did_you_mean(nearest(name, tasks))
