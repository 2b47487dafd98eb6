from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from aiokafka import ConsumerRecord

from wavetank.model.event import Event
from wavetank.plugins.kafka.deserializer import SerdeType, decode, encode

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_PARTS = frozenset({"key", "value", "headers", "topic", "partition", "timestamp", "offset", "identity"})
_SHAPE = (
    'a Kafka record takes {"value": …, "key": …, "headers": {…}, "topic": …, "partition": …, "offset": …}, '
    "or the value alone"
)


@dataclass(frozen=True)
class MessageReader:
    """Makes events of records, and records of samples, with the types that the trigger names."""

    key: SerdeType = SerdeType.STRING
    value: SerdeType = SerdeType.STRING

    def event(self, record: ConsumerRecord[bytes, bytes]) -> Event:
        """Returns the event of a record; if its bytes are not of the type, with the fault and the bytes as text."""
        key, key_fault = _read(self.key, record.key, "key")
        value, value_fault = _read(self.value, record.value, "value")
        fault = " ".join(filter(None, (key_fault, value_fault)))
        variables = {
            "key": key,
            "value": value,
            "headers": headers_of(record),
            "topic": record.topic,
            "partition": record.partition,
            "timestamp": _instant(record.timestamp),
            "offset": record.offset,
        }
        stage = "deserialise" if fault else ""
        return Event(identities=(identity_of(record),), variables=variables, fault=fault, stage=stage)

    def record(self, sample: Any, *, topic: str, now: datetime) -> ConsumerRecord[bytes, bytes]:
        """
        Returns the record that a sample describes.

        Raises:
            ValueError: It has another shape, or a part that its type cannot hold.
        """
        parts = _parts(sample)
        return ConsumerRecord(
            topic=str(parts.get("topic") or topic),
            partition=int(parts.get("partition") or 0),
            offset=int(parts.get("offset") or 0),
            timestamp=_milliseconds(parts.get("timestamp"), now),
            timestamp_type=0,
            key=encode(self.key, parts.get("key")),
            value=encode(self.value, parts.get("value")),
            checksum=None,
            serialized_key_size=-1,
            serialized_value_size=-1,
            headers=_headers(parts.get("headers")),
        )


def identity_of(record: ConsumerRecord[bytes, bytes]) -> str:
    """
    Returns what a record is known by: the same each time that it is delivered.

    The time at which it was written tells it from the record that has its place in another cluster, or in a topic that
    was deleted and made anew.
    """
    return f"kafka:{record.topic}/{record.partition}/{record.offset}@{record.timestamp}"


def headers_of(record: ConsumerRecord[bytes, bytes]) -> list[dict[str, str | None]]:
    """Returns the headers as maps of one entry, in their order; a name may come more than once."""
    return [{name: _header(value)} for name, value in record.headers]


def passes(record: ConsumerRecord[bytes, bytes], filters: Mapping[str, str]) -> bool:
    """Returns whether the last header of each name has the value that is asked for."""
    last = {name: _header(value) for name, value in record.headers}
    return all(last.get(name) == wanted for name, wanted in filters.items())


def _read(serde: SerdeType, data: bytes | None, part: str) -> tuple[Any, str]:
    try:
        return decode(serde, data), ""
    except ValueError as error:
        return (data or b"").decode("utf-8", errors="backslashreplace"), f"The {part} {error}."


def _header(value: bytes | None) -> str | None:
    return None if value is None else value.decode("utf-8", errors="replace")


def _instant(milliseconds: int) -> str:
    moment = datetime.fromtimestamp(milliseconds // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    rest = milliseconds % 1000
    return f"{moment}.{rest:03}Z" if rest else f"{moment}Z"


def _parts(sample: Any) -> dict[str, Any]:
    if not isinstance(sample, dict) or not sample:
        return {"value": sample}
    if set(sample) <= _PARTS:
        return sample
    if "value" not in sample:
        return {"value": sample}
    unknown = ", ".join(sorted(map(str, set(sample) - _PARTS)))
    raise ValueError(f"The sample has `value` and also {unknown}; {_SHAPE}")


def _milliseconds(written: Any, now: datetime) -> int:
    if written is None:
        written = now
    if isinstance(written, str):
        written = datetime.fromisoformat(written)
    if isinstance(written, datetime):
        return int(written.timestamp() * 1000)
    return int(written)


def _headers(written: Any) -> Sequence[tuple[str, bytes]]:
    maps = [written] if isinstance(written, dict) else written or []
    if not isinstance(maps, list) or not all(isinstance(entry, dict) for entry in maps):
        raise ValueError("`headers` of a sample are a map, or a list of maps with one entry")
    return tuple((str(name), _header_bytes(value)) for entry in maps for name, value in entry.items())


def _header_bytes(value: Any) -> bytes:
    if isinstance(value, bytes):
        return value
    return (value if isinstance(value, str) else json.dumps(value)).encode()
