from __future__ import annotations

import base64
import json
import struct
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    from collections.abc import Callable


class SerdeType(StrEnum):
    """How the bytes of a key or a value are read, by Kestra's names."""

    STRING = "STRING"
    JSON = "JSON"
    INTEGER = "INTEGER"
    LONG = "LONG"
    SHORT = "SHORT"
    FLOAT = "FLOAT"
    DOUBLE = "DOUBLE"
    BYTE_ARRAY = "BYTE_ARRAY"
    BYTE_BUFFER = "BYTE_BUFFER"
    BYTES = "BYTES"
    UUID = "UUID"
    VOID = "VOID"
    AVRO = "AVRO"
    PROTOBUF = "PROTOBUF"


_NUMBERS = {
    SerdeType.SHORT: struct.Struct(">h"),
    SerdeType.INTEGER: struct.Struct(">i"),
    SerdeType.LONG: struct.Struct(">q"),
    SerdeType.FLOAT: struct.Struct(">f"),
    SerdeType.DOUBLE: struct.Struct(">d"),
}
_RAW = frozenset({SerdeType.BYTE_ARRAY, SerdeType.BYTE_BUFFER, SerdeType.BYTES})
_REFUSED = frozenset({SerdeType.AVRO, SerdeType.PROTOBUF})


def usable(serde: SerdeType) -> SerdeType:
    """
    Returns a type that records can be read with here.

    Raises:
        ValueError: It needs a schema registry.
    """
    if serde in _REFUSED:
        raise ValueError(f"{serde} needs a schema registry, which Wavetank cannot ask; use JSON, STRING or BYTES")
    return serde


def decode(serde: SerdeType, data: bytes | None) -> Any:
    """
    Returns what the bytes of a record say; None stays None.

    Raw bytes become base64 text, as a Kestra server shows them; what is no UTF-8 in a STRING is replaced, as Java does.

    Raises:
        ValueError: They are not of the type.
    """
    if data is None:
        return None
    try:
        return _decoder(usable(serde))(data)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"cannot be read as {serde}: {error}") from error


def encode(serde: SerdeType, value: Any) -> bytes | None:
    """
    Returns the bytes that a producer would have sent for a value.

    None and bytes stay as they are. For STRING and JSON a text is what goes over the wire, so that text that is no JSON
    can be tried too, and any other value is written as JSON.

    Raises:
        ValueError: The type has no such value.
    """
    if value is None or isinstance(value, bytes):
        return value
    try:
        return _encoded(usable(serde), value)
    except (ValueError, TypeError, struct.error) as error:
        raise ValueError(f"{value!r} cannot be sent as {serde}: {error}") from error


def _decoder(serde: SerdeType) -> Callable[[bytes], Any]:
    if serde in _NUMBERS:
        return lambda data: _number(_NUMBERS[serde], data)
    if serde in _RAW:
        return lambda data: base64.b64encode(data).decode()
    return _TEXTUAL[serde]


def _number(layout: struct.Struct, data: bytes) -> Any:
    if len(data) != layout.size:
        raise ValueError(f"{len(data)} bytes instead of {layout.size}")
    return layout.unpack(data)[0]


def _string(data: bytes) -> str:
    return data.decode("utf-8", errors="replace")


def _json(data: bytes) -> Any:
    return json.loads(data, parse_constant=_no_constant)


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


def _void(data: bytes) -> None:
    raise ValueError(f"{len(data)} bytes where there should be none")


_TEXTUAL: dict[SerdeType, Callable[[bytes], Any]] = {
    SerdeType.STRING: _string,
    SerdeType.JSON: _json,
    SerdeType.UUID: lambda data: str(UUID(data.decode())),
    SerdeType.VOID: _void,
}


def _encoded(serde: SerdeType, value: Any) -> bytes:
    if serde in _NUMBERS:
        return _NUMBERS[serde].pack(value)
    if serde in _RAW and isinstance(value, str):
        return base64.b64decode(value, validate=True)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text.encode()
