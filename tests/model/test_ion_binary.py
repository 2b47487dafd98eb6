from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wavetank.model.ion import loads
from wavetank.model.ion_binary_reader import ION_BINARY

# Made by another implementation (amazon.ion 0.15) from the text beside it.
TEXT = r"""
null null.string true false 0 1 -1 300 -70000 123456789012345678901234567890 0e0 1.5e0 -2.5e10 1.25 -0.001 0. 1d3 ""
"text" "äöü" sym 'a b' 2024-01-31 2024-01T 2024T
2024-01-31T10:20:30Z 2024-01-31T10:20:30.123456Z
2024-01-31T10:20:30.5+02:00 2024-01-31T10:20-00:00 2024-01-31T23:59:59.999-05:30
{{aGVsbG8=}} {{"clob"}} [] [1,"a",[2,3]] (1 2) {}
{a:1,b:{c:[true,null]},'long name that is rather long to need more':"x"}
LocalTime::"10:20:30" Duration::"PT5M" other::7
"""
BINARY = bytes.fromhex(
    "e00100eaeeda8183ded687bed38373796d836120628161816281638eaa6c6f6e67206e616d65207468617420697320726174"
    "686572206c6f6e6720746f206e656564206d6f7265894c6f63616c54696d65884475726174696f6e856f746865720f8f1110"
    "202101310122012c330111702d018ee90ff6c373e0ee4e3f0ad240483ff800000000000048c2174876e800000052c27d52c3"
    "815052830180847465787486c3a4c3b6c3bc710a710b65c00fe8819f64c00fe88163c00fe868800fe8819f8a949e6c800fe8"
    "819f8a949ec601e2406b00f80fe8819f88949ec10567c00fe8819f8a946c42ca0fe88281859dbbc303e7a568656c6c6f9463"
    "6c6f62b0b921018161b421022103c421012102d0dc8c21018dd48eb2110f8f8178eb81908831303a32303a3330e781918450"
    "54354de481922107"
)


def test_binary_values_are_those_of_the_text():
    binary, text = loads(BINARY), loads(TEXT)
    assert binary == text
    assert [type(value) for value in binary] == [type(value) for value in text]


def test_as_many_values_are_read_as_are_asked_for():
    assert loads(BINARY, limit=3) == loads(TEXT, limit=3)


def test_bytes_may_also_be_a_text():
    assert loads(b"{a:1}\n{a:2}") == [{"a": 1}, {"a": 2}]


def test_symbols_of_a_shared_table_have_their_number_for_a_name():
    # $ion_symbol_table::{imports:[{name:"t",version:1,max_id:2}],symbols:["own"]} and then {$10:1, own:2}.
    table = bytes.fromhex("ee968183de9286bad9848174852101882102" + "87b4836f776e")
    assert loads(ION_BINARY + table + bytes.fromhex("d68a21018c2102")) == [{"$10": 1, "own": 2}]


def test_padding_is_passed_over():
    assert loads(ION_BINARY + bytes.fromhex("0021010200002102")) == [1, 2]


@pytest.mark.parametrize("data", ["21", "8a61", "de", "b421", "f0", "ee8281", "43000000", "d28a"])
def test_what_is_cut_or_is_no_ion_says_at_which_byte(data):
    with pytest.raises(ValueError, match=r"byte \d+ is no Ion"):
        loads(ION_BINARY + bytes.fromhex(data))


def test_what_is_nested_without_an_end_is_refused():
    value = b"\x20"
    for _ in range(300):
        size = len(value)
        value = b"\xbe" + bytes([size >> 7 & 0x7F, size & 0x7F | 0x80]) + value
    with pytest.raises(ValueError, match="nested too deeply"):
        loads(ION_BINARY + value)


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(data):
    try:
        loads(ION_BINARY + data)
    except ValueError as error:
        assert str(error)  # noqa: PT017 - that it is a ValueError is the fact
