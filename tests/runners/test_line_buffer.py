from __future__ import annotations

import pytest

from wavetank.runners.line_buffer import LineBuffer


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
def test_lines_are_the_same_however_the_pieces_are_cut(size):
    data = "one\ntwo\r\n\nfünf 💧\nrest".encode()
    buffer = LineBuffer()
    lines = [line for start in range(0, len(data), size) for line in buffer.feed(data[start : start + size])]
    assert [*lines, *buffer.rest()] == ["one", "two", "", "fünf 💧", "rest"]


def test_nothing_is_left_behind_a_last_line_end():
    buffer = LineBuffer()
    assert buffer.feed(b"a\n") == ["a"]
    assert buffer.rest() == []


def test_a_line_without_end_is_cut_where_it_would_fill_the_memory():
    buffer = LineBuffer(longest=4)
    assert buffer.feed(b"abcd") == ["abcd"]
    assert buffer.feed(b"ef\n") == ["ef"]


def test_bytes_that_are_no_utf8_are_replaced():
    assert LineBuffer().feed(b"a\xff\n") == ["a\ufffd"]
