"""
DataFrames between tasks: by reference while the process lives, from internal storage afterwards.

An output is the URI of a file; whoever asks for the DataFrame behind it in the process that made it gets the object,
without a copy of its data. The file is Parquet where the extra `parquet` is installed and the columns allow it, and
JSON Lines elsewhere, which keeps texts and numbers apart but neither dates nor categories.
"""

from __future__ import annotations

import io
import sys
from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from wavetank.core.tabular import read_rows
from wavetank.model.level import Level

if TYPE_CHECKING:
    import pandas as pd

    from wavetank.abc.file_storage import FileStorage
    from wavetank.plugins.call.keeping import Keeping

_PARQUET, _LINES = ".df.parquet", ".df.jsonl"
_MOST_BYTES = 1 << 30
# Since pandas 3 a shallow copy shares its data until one of the two is changed.
_SHARING = 3


class _Held:
    """The DataFrames of one storage that are still in memory, the one asked for last at the end."""

    def __init__(self) -> None:
        self._frames: OrderedDict[str, tuple[pd.DataFrame, int]] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def put(self, uri: str, frame: pd.DataFrame) -> None:
        size = int(frame.memory_usage(deep=False).sum())
        with self._lock:
            self._drop(uri)
            self._frames[uri] = frame, size
            self._bytes += size
            while self._bytes > _MOST_BYTES and len(self._frames) > 1:
                self._drop(next(iter(self._frames)))

    def get(self, uri: str) -> pd.DataFrame | None:
        with self._lock:
            if uri not in self._frames:
                return None
            self._frames.move_to_end(uri)
            return self._frames[uri][0]

    def _drop(self, uri: str) -> None:
        _, size = self._frames.pop(uri, (None, 0))
        self._bytes -= size


_by_storage: WeakKeyDictionary[FileStorage, _Held] = WeakKeyDictionary()
_making = Lock()


def _held(storage: FileStorage) -> _Held:
    with _making:
        return _by_storage.setdefault(storage, _Held())


def is_frame(value: object) -> bool:
    """Returns whether a value is a DataFrame, without importing pandas."""
    pandas = sys.modules.get("pandas")
    return pandas is not None and isinstance(value, pandas.DataFrame)


def is_frame_file(value: object) -> bool:
    """Returns whether a value is the URI of a file that `keep` wrote."""
    return isinstance(value, str) and value.startswith("kestra:///") and value.endswith((_PARQUET, _LINES))


def keep(frame: pd.DataFrame, name: str, context: Keeping) -> str:
    """
    Keeps a DataFrame in internal storage and in memory; returns its URI.

    Raises:
        ValueError: Its values can be written neither as Parquet nor as JSON.
    """
    ending, content, why = _written(frame)
    if why:
        context.log(Level.INFO, f"Output {name} is kept as JSON Lines, which knows no dates and categories: {why}")
    uri = context.put_file(f"{name}{ending}", content)
    _held(context.storage).put(uri, _shared(frame))
    return uri


def read(uri: str, storage: FileStorage) -> Any:
    """Returns the rows behind a URI: the DataFrame that is in memory, or what the file holds."""
    frame = _held(storage).get(uri)
    return read_rows(storage.read(uri), uri) if frame is None else _shared(frame)


def _shared(frame: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd  # noqa: PLC0415 - it is loaded: here is a DataFrame

    return frame.copy(deep=int(pd.__version__.partition(".")[0]) < _SHARING)


def _written(frame: pd.DataFrame) -> tuple[str, bytes, str]:
    """Returns the ending of the file, its content, and why it is no Parquet, if it is none."""
    parquet = io.BytesIO()
    try:
        frame.to_parquet(parquet)
    except ImportError:
        return _LINES, _json_lines(frame), "for Parquet, run: pip install 'wavetank[parquet]'"
    except (ValueError, TypeError, NotImplementedError) as error:
        return _LINES, _json_lines(frame), f"as Parquet it cannot be written: {error}"
    return _PARQUET, parquet.getvalue(), ""


def _json_lines(frame: pd.DataFrame) -> bytes:
    import pandas as pd  # noqa: PLC0415 - it is loaded: here is a DataFrame

    counted = frame.index.name is None and frame.index.equals(pd.RangeIndex(len(frame)))
    plain = frame if counted else frame.reset_index()
    text: str = plain.to_json(orient="records", lines=True, date_format="iso", force_ascii=False)
    return text.encode()


def rows_of(content: bytes, name: str) -> Any:
    """Returns what a file or a text holds: a DataFrame, or rows to make one of."""
    held = read_rows(content, name)
    return [held] if isinstance(held, dict) else held
