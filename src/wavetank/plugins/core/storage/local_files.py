from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from wavetank.abc.runnable_task import Outputs, RunContext, RunnableTask
from wavetank.core.storage_paths import SCHEME
from wavetank.engine.working_directory import WorkingDirectory
from wavetank.model.task import Task
from wavetank.plugins.core.resolved import listed, mapped

if TYPE_CHECKING:
    from pathlib import Path


class LocalFiles(Task, RunnableTask):
    """
    Puts files into the working directory, and keeps others of it; deprecated (language reference, section 7.8).

    Attributes:
        inputs: From a path to the text of a file, or to the URI of one.
        outputs: Patterns of the files to keep; the output `uris` maps their paths to URIs.
    """

    deprecated: ClassVar[dict[str, str]] = {"type": "Use `inputFiles` and `outputFiles` of the tasks."}
    gone: ClassVar[dict[str, str]] = deprecated

    inputs: Any = None
    outputs: Any = None

    def run(self, context: RunContext) -> Outputs | None:
        """Writes the inputs, then keeps the outputs."""
        with WorkingDirectory(context.directory) as directory:
            for path, content in mapped(self.inputs or {}, context, "inputs").items():
                _write(directory, path, str(content), context)
            found = directory.find(listed(self.outputs or [], context, "outputs"))
            uris = {file.relative_to(directory.path).as_posix(): _kept(file, directory, context) for file in found}
        return {"uris": uris}


def _write(directory: WorkingDirectory, path: str, content: str, context: RunContext) -> None:
    if content.startswith((f"{SCHEME}/", "nsfile://")):
        with context.open(content) as file:
            directory.write(path, file)
    else:
        directory.write(path, content)


def _kept(file: Path, directory: WorkingDirectory, context: RunContext) -> str:
    with file.open("rb") as content:
        return context.put_file(file.relative_to(directory.path).as_posix(), content)
