"""A Call as the script task that does the same on a Kestra server."""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wavetank.errors import TaskError
from wavetank.model.property import has_expression
from wavetank.plugins.call.arguments import mentions_frame
from wavetank.plugins.call.call_context import CallContext
from wavetank.plugins.call.cell_function import CellFunction, defined, how_to_define
from wavetank.plugins.call.portable import Portable, packages_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from wavetank.plugins.call.call import Call

TYPE = "io.kestra.plugin.scripts.python.Script"
_ALONE = re.compile(r"\{\{(?P<inside>(?:(?!\}\}).)*)\}\}", re.DOTALL)
_PLAIN = {int: "int({})", float: "float({})", str: "str({})"}
_BY_NAME = {"date": "date.fromisoformat({})", "datetime": "datetime.fromisoformat({})"}
_READ_FRAME = """\
def _frame(path):
    with open(path, "rb") as file:
        head = file.read(64).lstrip()
    if head.startswith(b"PAR1"):
        return pandas.read_parquet(path)
    if head.startswith((b"{", b"[")):
        return pandas.read_json(path, lines=head.startswith(b"{"))
    return pandas.read_csv(path)
"""
_LEAVE = """\
outputs = dict(returned) if isinstance(returned, dict) else {} if returned is None else {"value": returned}
for name, value in list(outputs.items()):
    if hasattr(value, "to_parquet"):
        value.to_parquet(name)
        del outputs[name]


def _plain(value):
    if hasattr(value, "tolist"):
        return value.tolist()
    return value.isoformat() if hasattr(value, "isoformat") else list(value)


print("::" + json.dumps({"outputs": outputs}, default=_plain) + "::")
"""


def as_script(call: Call, outputs: Mapping[str, bool], frames: Callable[[str], bool]) -> dict[str, Any]:
    """
    Returns the properties of the script task, `type` the first, without those that all tasks have.

    Args:
        call: The task.
        outputs: What it leaves, by name, and whether that is a DataFrame.
        frames: Tells whether an expression gives the file of a DataFrame.

    Raises:
        TaskError: The function cannot be written as a script, or takes something that a script cannot be given.
    """
    function = defined(call.function)
    if function is None:
        raise TaskError(f"No function `{call.function}` is defined.", remedy=how_to_define(call.function))
    return _Writing(function, call, outputs, frames).properties()


class _Writing:
    def __init__(
        self, function: CellFunction, call: Call, outputs: Mapping[str, bool], frames: Callable[[str], bool]
    ) -> None:
        self._function = function
        self._call = call
        self._outputs = outputs
        self._frames = frames
        self._portable = Portable(function.name, function.call)
        self._env: dict[str, str] = {}
        self._files: dict[str, str] = {}
        self._reads_frames = False

    def properties(self) -> dict[str, Any]:
        asking = [name for name, annotation in self._function.annotations.items() if annotation is CallContext]
        if asking:
            raise self._refused(asking[0], "is a wt.CallContext, which only the notebook's engine has")
        arguments = [self._argument(name, written) for name, written in self._call.arguments.items()]
        packages = self._packages()
        found = {
            "type": TYPE,
            "dependencies": packages,
            "env": self._env,
            "inputFiles": self._files,
            "outputFiles": [name for name, frame in self._outputs.items() if frame],
            "script": self._script(arguments),
        }
        return {name: value for name, value in found.items() if value}

    def _packages(self) -> list[str]:
        frames = {"pandas", "pyarrow"} if self._reads_frames or any(self._outputs.values()) else set()
        return sorted({*self._portable.packages, *packages_of(frames)})

    def _argument(self, name: str, written: Any) -> str:
        annotation = self._function.annotations.get(name)
        if mentions_frame(annotation) or (annotation is None and self._is_frame(written)):
            self._reads_frames = True
            return f"{name}=_frame({self._file(name, written)!r})"
        if annotation is Path:
            return f"{name}=Path({self._file(name, written)!r})"
        return f"{name}={self._converted(name, annotation, self._value(name, written))}"

    def _is_frame(self, written: Any) -> bool:
        alone = _ALONE.fullmatch(written.strip()) if isinstance(written, str) else None
        return alone is not None and self._frames(alone["inside"].strip())

    def _file(self, name: str, written: Any) -> str:
        self._files[name] = str(written)
        return name

    def _value(self, name: str, written: Any) -> str:
        if not has_expression(written):
            return repr(written)
        variable = f"ARGUMENT_{name.upper()}"
        alone = _ALONE.fullmatch(written.strip()) if isinstance(written, str) else None
        if alone is not None:
            self._env[variable] = f"{{{{ ({alone['inside'].strip()}) | toJson }}}}"
            return f"json.loads(os.environ[{variable!r}])"
        if not isinstance(written, str):
            raise self._refused(name, "is a list or map with expressions in it; write one expression that gives it")
        self._env[variable] = written
        return f"os.environ[{variable!r}]"

    def _converted(self, name: str, annotation: Any, value: str) -> str:
        if annotation in (None, Any, inspect.Parameter.empty, bool, list, dict):
            return value
        if annotation in _PLAIN:
            return _PLAIN[annotation].format(value)
        if getattr(annotation, "__module__", "") == "datetime" and annotation.__name__ in _BY_NAME:
            return f"__import__('datetime').{_BY_NAME[annotation.__name__].format(value)}"
        if getattr(annotation, "__origin__", None) in (list, dict):
            return value
        shown = getattr(annotation, "__name__", str(annotation))
        raise self._refused(name, f"is annotated with {shown}, which a script cannot convert to")

    def _refused(self, name: str, reason: str) -> TaskError:
        return TaskError(f"Function {self._function.name} cannot be called from a script: argument `{name}` {reason}.")

    def _script(self, arguments: list[str]) -> str:
        portable, called = self._portable, f"{self._function.call.__name__}({', '.join(arguments)})"
        frames = ["import pandas"] if self._reads_frames else []
        imports = {"import json", "import os", "from pathlib import Path", *frames, *portable.imports}
        awaited = f"__import__('asyncio').run({called})" if self._function.is_async else called
        pieces = [
            "from __future__ import annotations",
            "\n".join(sorted(imports, key=lambda line: (line.startswith("from"), line))),
            "\n".join(portable.constants),
            *portable.definitions,
            _READ_FRAME.rstrip() if self._reads_frames else "",
            f"returned = {awaited}\n{_LEAVE.rstrip()}",
        ]
        text = "\n\n\n".join(filter(None, pieces))
        return f"{{% verbatim %}}\n{text}\n{{% endverbatim %}}" if has_expression(text) else text


def renamed_outputs(outputs: Mapping[str, bool]) -> dict[str, str]:
    """Returns where a script leaves what a call leaves: from the name of an output, and whether it is a frame."""
    return {name: f"{'outputFiles' if frame else 'vars'}.{name}" for name, frame in outputs.items()}
