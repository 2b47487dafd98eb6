"""Files that hold rows: what they are is told by their name, and where it says nothing, by their content."""

from __future__ import annotations

import csv
import io
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

import msgspec

from wavetank.errors import WavetankError
from wavetank.model.ion import dumps, loads
from wavetank.model.ion_binary_reader import ION_BINARY

if TYPE_CHECKING:
    import pandas as pd

_PARQUET = b"PAR1"
_LINES = (".jsonl", ".ndjson")
_SAMPLE = 20


def read_rows(data: bytes, name: str = "") -> Any:
    """
    Returns what a file holds: a DataFrame, a list of rows, or the one JSON object in it.

    Args:
        data: CSV, JSON Lines, a JSON array or object, Ion (text or binary) or Parquet.
        name: The name or URI of the file, as far as it has one.

    Raises:
        WavetankError: It is none of these; the cause says what was tried.
    """
    ending = PurePosixPath(name).suffix.lower()
    if data.startswith(_PARQUET):
        return _parquet(data)
    if data.startswith(ION_BINARY):
        return _ion(data)
    text = _text(data)
    if ending == ".ion":
        return _ion(text)
    if ending in (".csv", ".tsv"):
        return _csv(text, _delimiter(text) or ("," if ending == ".csv" else "\t"))
    if text.lstrip().startswith(("{", "[")):
        rows = _json_or_ion(text)
        return rows[0] if len(rows) == 1 and (isinstance(rows[0], list) or ending not in _LINES) else rows
    delimiter = _delimiter(text)
    if delimiter is None:
        raise WavetankError("It is text that is neither CSV, JSON, JSON Lines nor Ion.")
    return _csv(text, delimiter)


def write_rows(frame: pd.DataFrame, name: str) -> bytes:
    """
    Returns a DataFrame as the file that its name asks for: CSV, TSV, JSON, JSON Lines, Ion text or Parquet.

    The index is left out; what is missing becomes null, in CSV nothing.

    Raises:
        WavetankError: The name says none of these.
    """
    ending = PurePosixPath(name).suffix.lower()
    if ending in (".csv", ".tsv"):
        return frame.to_csv(index=False, sep="," if ending == ".csv" else "\t").encode()
    if ending == ".parquet":
        return _as_parquet(frame)
    if ending in (".json", *_LINES):
        text = frame.to_json(orient="records", lines=ending != ".json", date_format="iso", date_unit="us")
        return str(text).encode()
    if ending == ".ion":
        return dumps(_records(frame)).encode()
    endings = ".csv, .tsv, .json, .jsonl, .ion or .parquet"
    raise WavetankError(f"It is not known how to write a table as {name!r}.", remedy=f"Let the name end in {endings}.")


def _as_parquet(frame: pd.DataFrame) -> bytes:
    try:
        return frame.to_parquet(index=False)
    except ImportError as error:
        raise WavetankError("Parquet cannot be written.", remedy="Run: pip install 'wavetank[parquet]'") from error


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    known = frame.astype(object).where(frame.notna(), None)
    return [{str(name): _plain(value) for name, value in row.items()} for row in known.to_dict("records")]


def _plain(value: Any) -> Any:
    """A value of numpy or pandas as one of Python."""
    if hasattr(value, "to_pydatetime"):
        return value.to_pydatetime(warn=False)
    return value.item() if hasattr(value, "item") and hasattr(value, "dtype") else value


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise WavetankError(f"It is neither Parquet, binary Ion nor text: {error}.") from error


def _parquet(data: bytes) -> pd.DataFrame:
    import pandas as pd  # noqa: PLC0415 - costs 1.5 s, and not everyone asks

    try:
        return pd.read_parquet(io.BytesIO(data))
    except ImportError as error:
        raise WavetankError("It is Parquet.", remedy="Run: pip install 'wavetank[parquet]'") from error


def _csv(text: str, delimiter: str) -> pd.DataFrame:
    import pandas as pd  # noqa: PLC0415 - costs 1.5 s, and not everyone asks

    try:
        return pd.read_csv(io.StringIO(text), sep=delimiter)
    except ValueError as error:
        raise WavetankError(f"It is not CSV: {error}.") from error


def _json_or_ion(text: str) -> list[Any]:
    try:
        return msgspec.json.Decoder().decode_lines(text)
    except msgspec.DecodeError:
        return _ion(text)


def _ion(text: str | bytes) -> list[Any]:
    try:
        return loads(text)
    except (WavetankError, ValueError) as error:
        raise WavetankError(f"It is neither JSON nor Ion: {error}") from error


def _delimiter(text: str) -> str | None:
    # The rest may end in the middle of a quoted field, so only whole lines of a long text count.
    sample = text.splitlines()[:_SAMPLE]
    for delimiter in ",;\t|":
        widths = {len(row) for row in csv.reader(sample, delimiter=delimiter) if row}
        if len(sample) > 1 and len(widths) == 1 and widths != {1}:
            return delimiter
    return None
