from __future__ import annotations

import hashlib
import json
import re
import shlex
import shutil
from typing import TYPE_CHECKING, Any

from wavetank.engine.working_directory import WorkingDirectory
from wavetank.errors import TaskError
from wavetank.ids import encode

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from wavetank.abc.runnable_task import RunContext
    from wavetank.plugins.scripts.namespace_files import ChosenFiles

Texts = tuple[str | None, ...] | str
TextMap = dict[str, Any] | str

_STORED = ("kestra://", "nsfile://")
# Linux takes no argument of more than 128 KiB.
_LONGEST_ARGUMENT = 100_000
_URI = re.compile(r"kestra://[-a-zA-Z0-9%._+~#=/]*")
_UNWANTED = re.compile(r"[^-a-zA-Z0-9._+~=]")
_NAME = re.compile(r"(?!/|\./).+")


class Workplace:
    """
    The working directory of one attempt: what stands in it, and what expressions know of it.

    Its own things, which are no results, lie in a folder that is gone when the attempt has ended.

    Attributes:
        context: What the attempt reaches the outside through.
        directory: The working directory.
        variables: What expressions see beside what all tasks see.
        results: The folder from which everything is kept, if the task asks for one.
    """

    def __init__(self, context: RunContext, *, has_results: bool = False) -> None:
        self.context = context
        self.directory = WorkingDirectory(context.directory)
        self._own = self.directory.path / f".task-{context.task_run_id}"
        self._scripts: dict[Path, str] = {}
        self.results = self._own / "results" if has_results else None
        self.variables = {"workingDir": str(self.directory.path)}
        if self.results is not None:
            self.variables["outputDir"] = str(self.results)

    @property
    def environment(self) -> dict[str, str]:
        """Returns what commands see of it."""
        results = {} if self.results is None else {"OUTPUT_DIR": str(self.results)}
        return {"WORKING_DIR": str(self.directory.path), **results}

    def text(self, written: Any) -> str:
        """Returns what is written, rendered, as a text."""
        return _as_text(self.context.render(written, extra=self.variables))

    def texts(self, written: Texts) -> list[str]:
        """
        Returns a written list, each item rendered; one text may stand for a list that it renders to.

        Raises:
            TaskError: The text is no list.
        """
        if isinstance(written, str):
            return [_as_text(item) for item in _json(self.text(written), list)]
        return [self.text(item) for item in written if item is not None]

    def map(self, written: TextMap) -> dict[str, str]:
        """
        Returns a written map, names and values rendered; one text may stand for a map that it renders to.

        Raises:
            TaskError: The text is no map.
        """
        found = written if isinstance(written, dict) else _json(self.text(written), dict)
        rendered = self.context.render(found, extra=self.variables) if isinstance(written, dict) else found
        return {str(name): _as_text(value) for name, value in rendered.items() if value is not None}

    def own_folder(self, name: str) -> Path:
        """Returns the path of a folder among the attempt's own things; whoever writes there makes it."""
        return self._own / name

    def script(self, suffix: str, text: str) -> Path:
        """Returns the path of a script that `prepare` writes, beside the files that it may import or open."""
        path = self.directory.resolve(f"{self.context.task_run_id}{suffix}")
        self._scripts[path] = text
        return path

    def prepare(self, files: Mapping[str, str], chosen: ChosenFiles | None, text: str) -> str:
        """
        Writes the files of namespaces, the input files, then the scripts; it blocks.

        Returns:
            The text of the commands with the paths of local copies for URIs; a call of a file that holds it, if it is
            longer than the system takes an argument.

        Raises:
            TaskError: The name of a file leads elsewhere.
            NotFoundError: A URI names no file.
        """
        if self.results is not None:
            self.results.mkdir(parents=True, exist_ok=True)
        if chosen is not None:
            chosen.put_into(self.directory, self.context)
        self.give(files)
        for path, script in self._scripts.items():
            self.directory.write(path, self.localized(script))
        text = self.localized(text)
        if len(text.encode(errors="replace")) <= _LONGEST_ARGUMENT:
            return text
        return f". {shlex.quote(str(self.directory.write(self._own / 'commands', text)))}"

    def give(self, files: Mapping[str, str]) -> None:
        """
        Writes input files, each from its content or the URI of one in internal storage; it blocks.

        Raises:
            TaskError: The name of a file leads elsewhere.
            NotFoundError: A URI names no file.
        """
        for name, content in files.items():
            if not _NAME.fullmatch(name) or ".." in name.split("/"):
                raise TaskError(
                    f"The input file {name!r} cannot be written.",
                    remedy="Use a name relative to the working directory, as `data/orders.csv`.",
                )
            self._give_one(name, content)

    def _give_one(self, name: str, content: str) -> None:
        if content.startswith(_STORED):
            with self.context.open(content.strip()) as file:
                self.directory.write(name, file)
        elif content.startswith("file://"):
            raise TaskError(
                f"The input file {name!r} cannot be taken from {content}: that is no file of internal storage.",
                remedy="Upload it to the namespace and write `nsfile:///…`, or have a command read it where it is.",
            )
        else:
            self.directory.write(name, content)

    def localized(self, text: str) -> str:
        """Returns a text with each URI of internal storage replaced by the path of a copy of that file."""
        return _URI.sub(lambda found: self._copy(found[0]), text)

    def _copy(self, uri: str) -> str:
        name = f"{_digest(uri)}/{uri.rpartition('/')[2] or 'file'}"
        copy = self._own / name
        if not copy.exists():
            copy.parent.mkdir(parents=True, exist_ok=True)
            with self.context.storage.open(uri) as file, copy.open("wb") as out:
                shutil.copyfileobj(file, out)
        return str(copy)

    def collect(self, patterns: Sequence[str]) -> dict[str, str]:
        """Keeps the files that fit the patterns, and all results, in internal storage; returns path → URI."""
        found = {
            file.relative_to(self.directory.path).as_posix(): file
            for file in self.directory.find(patterns)
            if file not in self._scripts and not file.is_relative_to(self._own)
        }
        if self.results is not None:
            found |= {
                file.relative_to(self.results).as_posix(): file
                for file in self.directory.files()
                if file.is_relative_to(self.results)
            }
        return {path: self._keep(path, file) for path, file in found.items()}

    def _keep(self, path: str, file: Path) -> str:
        with file.open("rb") as content:
            uri = self.context.put_file(f"{_digest(path)}-{_UNWANTED.sub('_', file.name)}", content)
        # As on a Kestra server: a task that works in the same folder later gets it by its URI.
        file.unlink()
        return uri

    def leave(self) -> None:
        """Removes what was the attempt's own, and the working directory unless others share it."""
        self.directory.remove()
        if self.directory.is_shared:
            shutil.rmtree(self._own, ignore_errors=True)
            for script in self._scripts:
                script.unlink(missing_ok=True)


def _digest(text: str) -> str:
    return encode(int.from_bytes(hashlib.sha256(text.encode(errors="replace")).digest()[:16], "big"))


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, default=str, ensure_ascii=False)


def _json(text: str, kind: type[Any]) -> Any:
    name = "list" if kind is list else "map"
    try:
        value = json.loads(text)
    except ValueError as error:
        raise TaskError(f"{text!r} is no {name} in JSON: {error}.") from error
    if not isinstance(value, kind):
        raise TaskError(f"{text!r} is JSON, but no {name}.")
    return value
