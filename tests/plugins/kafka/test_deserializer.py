from __future__ import annotations

import pytest

from wavetank.plugins.kafka.deserializer import SerdeType, decode, encode

ROUND_TRIPS = [
    (SerdeType.STRING, "grüße", "grüße".encode()),
    (SerdeType.JSON, {"id": 7, "tags": ["a", None]}, b'{"id": 7, "tags": ["a", null]}'),
    (SerdeType.SHORT, -2, b"\xff\xfe"),
    (SerdeType.INTEGER, 258, b"\x00\x00\x01\x02"),
    (SerdeType.LONG, 1, b"\x00" * 7 + b"\x01"),
    (SerdeType.FLOAT, 1.5, b"\x3f\xc0\x00\x00"),
    (SerdeType.DOUBLE, -2.0, b"\xc0" + b"\x00" * 7),
    (SerdeType.BYTES, "AAH/", b"\x00\x01\xff"),
    (SerdeType.BYTE_ARRAY, "AAH/", b"\x00\x01\xff"),
    (SerdeType.UUID, "123e4567-e89b-12d3-a456-426614174000", b"123e4567-e89b-12d3-a456-426614174000"),
]


@pytest.mark.parametrize(("serde", "value", "data"), ROUND_TRIPS)
def test_each_type_reads_and_writes_what_java_does(serde, value, data):
    assert decode(serde, data) == value
    assert encode(serde, value) == data


@pytest.mark.parametrize("serde", [serde for serde in SerdeType if serde not in ("AVRO", "PROTOBUF")])
def test_no_bytes_are_no_value(serde):
    assert decode(serde, None) is None
    assert encode(serde, None) is None


@pytest.mark.parametrize(
    ("serde", "data"),
    [
        (SerdeType.JSON, b"{broken"),
        (SerdeType.JSON, b""),
        (SerdeType.JSON, b"NaN"),
        (SerdeType.JSON, b"\xff\xfe\xff"),
        (SerdeType.JSON, b"[" * 100_000),
        (SerdeType.INTEGER, b"\x01"),
        (SerdeType.UUID, b"no-uuid"),
        (SerdeType.VOID, b"x"),
    ],
)
def test_bytes_of_another_type_are_refused_with_the_name_of_the_type(serde, data):
    with pytest.raises(ValueError, match=f"cannot be read as {serde}"):
        decode(serde, data)


def test_bytes_that_are_no_utf8_are_replaced_in_a_string_as_java_does():
    assert decode(SerdeType.STRING, b"a\xffb") == "a\ufffdb"


@pytest.mark.parametrize("serde", [SerdeType.AVRO, SerdeType.PROTOBUF])
def test_types_of_schema_registries_are_refused(serde):
    with pytest.raises(ValueError, match="schema registry"):
        decode(serde, b"x")


def test_text_for_json_is_what_goes_over_the_wire():
    assert encode(SerdeType.JSON, "{broken") == b"{broken"


def test_a_value_that_does_not_fit_its_type_is_refused():
    with pytest.raises(ValueError, match="cannot be sent as SHORT"):
        encode(SerdeType.SHORT, 70_000)
