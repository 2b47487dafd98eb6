from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anyio.to_thread
from msgspec.structs import replace

from wavetank.core.inputs import examine_inputs, given_value, resolve_inputs
from wavetank.core.nesting import nest
from wavetank.core.storage_paths import input_file
from wavetank.core.written import as_written
from wavetank.engine.input_rendering import InputRendering
from wavetank.errors import InputError, SecretError, WavetankError
from wavetank.model.file_content import FileContent
from wavetank.model.secret_text import SecretText

if TYPE_CHECKING:
    from collections.abc import Callable

    from wavetank.engine.surroundings import Surroundings
    from wavetank.model.flow import Flow
    from wavetank.model.input import Input
    from wavetank.model.resolved_input import ResolvedInput


class GivenInputs:
    """Typed inputs on their way to disk: secrets are encrypted, files of this machine go to internal storage."""

    def __init__(self, surroundings: Surroundings) -> None:
        self._surroundings = surroundings

    async def typed(self, flow: Flow, given: Mapping[str, Any]) -> dict[str, Any]:
        """
        Returns given inputs in the types that a flow declares, with its defaults.

        Raises:
            InputError: One is missing or not accepted.
        """
        return await InputRendering.at(flow.inputs, self._resolved, flow, flow.inputs, given)

    def _resolved(self, flow: Flow, inputs: Sequence[Input], given: Mapping[str, Any]) -> dict[str, Any]:
        return resolve_inputs(inputs, given, render=InputRendering(self._surroundings, flow))

    async def examined(self, flow: Flow, execution_id: str, given: Mapping[str, Any]) -> list[ResolvedInput]:
        """Returns what would become of each input of an execution, in the order in which they are declared."""
        resolved = await InputRendering.at(flow.inputs, self._examined, flow, given)

        def name(place: str, file: Path | FileContent) -> str:
            return input_file(flow.namespace, flow.id, execution_id, place, _name_of(place, file))

        return [replace(each, value=_replaced(_hidden(each.value), name, each.id)) for each in resolved]

    def _examined(self, flow: Flow, given: Mapping[str, Any]) -> list[ResolvedInput]:
        return examine_inputs(flow.inputs, given, render=InputRendering(self._surroundings, flow))

    async def edited(
        self,
        flow: Flow,
        execution_id: str,
        kept: Mapping[str, Any],
        given: Mapping[str, Any],
        *,
        dry_run: bool = False,
    ) -> dict[str, Any]:
        """
        Returns the inputs of an execution with those that are given in the place of its own.

        Args:
            flow: Declares them.
            execution_id: The execution that gets them.
            kept: Those of the former execution, as they are on disk.
            given: By id.
            dry_run: Files are not stored.

        Raises:
            InputError: One is missing or not accepted.
            StorageError: A file cannot be written.
        """
        flat = {each.id: value for each in flow.inputs if (value := given_value(each.id, kept)) is not None}
        untouched = {name: value for name, value in flat.items() if given_value(name, given) is None}
        asked = tuple(each for each in flow.inputs if each.id not in untouched)
        typed = await InputRendering.at(asked, self._resolved, flow, asked, given)
        stored = await self.stored(flow, execution_id, typed, dry_run=dry_run)
        return nest({**untouched, **{each.id: given_value(each.id, stored) for each in asked}})

    async def stored(
        self, flow: Flow, execution_id: str, inputs: Mapping[str, Any], *, dry_run: bool = False
    ) -> dict[str, Any]:
        """
        Returns inputs as they are kept with an execution; files are stored below it, unless it is a `dry_run`.

        Raises:
            InputError: One cannot be kept.
            StorageError: A file cannot be written.
        """

        def put(place: str, file: Path | FileContent) -> str:
            uri = input_file(flow.namespace, flow.id, execution_id, place, _name_of(place, file))
            return uri if dry_run else self._put(uri, place, file)

        if _holds_file(inputs):
            inputs = await anyio.to_thread.run_sync(_replaced, inputs, put)
        return self.written(inputs)

    def _put(self, uri: str, place: str, file: Path | FileContent) -> str:
        storage = self._surroundings.storage
        if isinstance(file, FileContent):
            return storage.put(uri, _bytes_of(uri, place, file))
        try:
            with file.open("rb") as content:
                return storage.put(uri, content)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise InputError(f"Invalid input for `{place}`: {file} cannot be read: {reason}.") from error

    def written(self, inputs: Mapping[str, Any]) -> dict[str, Any]:
        """
        Returns inputs as they are kept.

        Raises:
            InputError: One cannot be kept: a secret, and the engine has no key; or a file of this machine.
        """
        if not inputs:
            return {}
        try:
            sealed = self._surroundings.encryption.sealed(inputs)
            written: dict[str, Any] = as_written(sealed)
        except SecretError as error:
            raise InputError(f"A SECRET input cannot be taken. {error.cause}", remedy=error.remedy) from error
        except ValueError as error:
            raise InputError(f"An input is lost. {error}") from error
        return written


def _hidden(value: Any) -> Any:
    return "******" if isinstance(value, SecretText) else value


def _name_of(place: str, file: Path | FileContent) -> str:
    return file.name if isinstance(file, Path) else f"{place.rpartition('.')[2]}{file.ending}"


def _bytes_of(uri: str, place: str, file: FileContent) -> bytes:
    if isinstance(file.content, bytes):
        return file.content
    try:
        write_rows: Callable[[Any, str], bytes] = import_module("wavetank.core.tabular").write_rows
        return write_rows(file.content, uri)
    except (WavetankError, ValueError, TypeError) as error:
        raise InputError(f"Invalid input for `{place}`: its rows cannot be written: {error}") from error


def _holds_file(value: Any) -> bool:
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ()
    return isinstance(value, Path | FileContent) or any(_holds_file(each) for each in inner)


def _replaced(value: Any, put: Any, place: str = "") -> Any:
    if isinstance(value, Path | FileContent):
        return put(place, value)
    if isinstance(value, Mapping):
        return {key: _replaced(each, put, f"{place}.{key}" if place else str(key)) for key, each in value.items()}
    return [_replaced(each, put, place) for each in value] if isinstance(value, list | tuple) else value
