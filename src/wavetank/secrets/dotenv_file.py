from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.errors import SecretError
from wavetank.secrets.encoding import PREFIX, decoded
from wavetank.secrets.secret_place import SecretPlace

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_Mark = tuple[int, int, int]


class DotenvSecrets(SecretPlace):
    """
    Secrets in a `.env` file, as `NAME=value`, or as `SECRET_NAME=<base64>` where the file is made for Kestra.

    It is read again when it was changed. `${…}` in a value is not replaced: a password may hold it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._mark: _Mark | None = None
        self._values: dict[str, str] = {}

    def get(self, name: str) -> str | None:  # noqa: D102
        values = self._read()
        variable = f"{PREFIX}{name.upper()}"
        if variable in values:
            remedy = f"Encode it, or write it plain as {name.upper()}=… in the file."
            return decoded(variable, values[variable], where=str(self._path), remedy=remedy)
        return None if name.upper().startswith(PREFIX) else values.get(name.upper())

    def names(self) -> Iterable[str]:  # noqa: D102
        return tuple(dict.fromkeys(name.removeprefix(PREFIX) for name in self._read()))

    def how_to_set(self, name: str) -> str:  # noqa: D102
        return f"write a line {name}=… in {self._path}"

    def _read(self) -> dict[str, str]:
        try:
            mark = self._mark_now()
            if mark != self._mark:
                self._values = self._parse() if mark else {}
                self._mark = mark
        except UnicodeError:
            fault = "it is no text in UTF-8"
        except OSError as error:
            fault = error.strerror or type(error).__name__
        else:
            return self._values
        # Raised here, because the context of the error would hold the content of the file.
        raise SecretError(
            f"The file of secrets cannot be read: {fault}.",
            where=str(self._path),
            remedy="Make it a text in UTF-8 that your user may read.",
        )

    def _mark_now(self) -> _Mark | None:
        try:
            found = self._path.stat()
        except FileNotFoundError:
            return None
        return (found.st_mtime_ns, found.st_size, found.st_ino)

    def _parse(self) -> dict[str, str]:
        from dotenv import dotenv_values  # noqa: PLC0415

        with self._path.open(encoding="utf-8") as file:
            found = dotenv_values(stream=file, interpolate=False)
        return {name.upper(): value for name, value in found.items() if value is not None}
