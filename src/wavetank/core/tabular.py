"""Files that hold rows: what they are is told by their name, and where it says nothing, by their content."""

from __future__ import annotations

import csv
import io
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

import msgspec

from wavetank.errors import WavetankError
from wavetank.model.ion import loads

if TYPE_CHECKING:
    import pandas as pd

_PARQUET = b"PAR1"
_LINES = (".jsonl", ".ndjson")
_SAMPLE = 20


def read_rows(data: bytes, name: str = "") -> Any:
    """
    Returns what a file holds: a DataFrame, a list of rows, or the one JSON object in it.

    Args:
        data: CSV, JSON Lines, a JSON array or object, Ion text or Parquet.
        name: The name or URI of the file, as far as it has one.

    Raises:
        WavetankError: It is none of these; the cause says what was tried.
    """
    ending = PurePosixPath(name).suffix.lower()
    if data.startswith(_PARQUET):
        return _parquet(data)
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


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise WavetankError(f"It is neither Parquet nor text: {error}.") from error


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


def _ion(text: str) -> list[Any]:
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
