from __future__ import annotations

import sys
from datetime import UTC, datetime

import pandas as pd
import pytest

import wavetank as wt
from wavetank.api.frame import to_frame
from wavetank.core.tabular import write_rows
from wavetank.errors import NotFoundError, WavetankError

ROWS = [{"a": 1, "b": "x"}, {"a": 2, "b": "y"}]
URI = "kestra:///company/team/orders/executions/e1/tasks/load/r1/"


def no_file(uri):
    raise AssertionError(f"{uri} is not to be read")


def files(**contents):
    def read(uri):
        return contents[uri.rsplit("/", 1)[-1].replace(".", "_")]

    return read


def rows_of(frame):
    return frame.to_dict("records")


@pytest.mark.parametrize(
    "value", [ROWS, tuple(ROWS), {"rows": ROWS}, {"rows": ROWS, "size": 2}, {"row": None, "x": ROWS}]
)
def test_a_list_of_maps_has_a_row_for_each(value):
    assert rows_of(to_frame(value, no_file)) == ROWS


def test_maps_with_other_keys_leave_holes():
    frame = to_frame([{"a": 1}, {"b": 2}], no_file)
    assert frame.isna().sum().to_dict() == {"a": 1, "b": 1}


def test_scalars_become_the_column_value():
    assert rows_of(to_frame(["a", 1, None], no_file)) == [{"value": "a"}, {"value": 1}, {"value": None}]


def test_no_rows_are_an_empty_frame():
    assert to_frame([], no_file).empty
    assert to_frame({"rows": [], "size": 0}, no_file).empty


def test_the_one_row_of_a_query_is_a_row():
    assert rows_of(to_frame({"row": {"a": 1}, "size": 1}, no_file)) == [{"a": 1}]


def test_a_frame_stays_what_it_is():
    frame = pd.DataFrame(ROWS)
    assert to_frame(frame, no_file) is frame


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("rows.csv", b"a,b\n1,x\n2,y\n"),
        ("rows.csv", b"\xef\xbb\xbfa;b\r\n1;x\r\n2;y\r\n"),
        ("rows.tsv", b"a\tb\n1\tx\n2\ty\n"),
        ("rows.jsonl", b'{"a": 1, "b": "x"}\n{"a": 2, "b": "y"}\n'),
        ("rows.json", b'[{"a": 1, "b": "x"}, {"a": 2, "b": "y"}]'),
        ("rows.json", b'[\n {"a": 1, "b": "x"},\n {"a": 2, "b": "y"}\n]'),
        ("rows.json", b'{\n "rows": [{"a": 1, "b": "x"}, {"a": 2, "b": "y"}]\n}'),
        ("rows.ion", b'{a:1,b:"x"}\n{a:2,b:"y"}\n'),
        ("rows", b'{a:1,b:"x"}\n{a:2,b:"y"}\n'),
        ("rows", b"a|b\n1|x\n2|y\n"),
        ("rows", b'a,b\n1,"x"\n2,"y"'),
    ],
)
def test_a_file_is_read_by_its_name_or_its_content(name, content):
    read = files(**{name.replace(".", "_"): content})
    assert rows_of(to_frame(f"{URI}{name}", read)) == ROWS
    assert rows_of(to_frame({"uri": f"{URI}{name}", "size": 2}, read)) == ROWS


@pytest.mark.parametrize("text", ["a,b\n1,x\n2,y", '[{"a": 1, "b": "x"}, {"a": 2, "b": "y"}]', b"a,b\n1,x\n2,y"])
def test_text_and_bytes_are_read_like_files(text):
    assert rows_of(to_frame(text, no_file)) == ROWS
    assert rows_of(to_frame({"value": text}, no_file)) == ROWS


@pytest.mark.parametrize("name", ["one.jsonl", "one.json", "one"])
def test_a_file_with_one_object_is_one_row(name):
    read = files(**{name.replace(".", "_"): b'{"a": 1, "b": "x"}\n'})
    assert rows_of(to_frame(f"{URI}{name}", read)) == ROWS[:1]


def test_a_line_stays_a_row_whatever_is_in_it():
    frame = to_frame(f"{URI}one.jsonl", files(one_jsonl=b'{"a": 1, "tags": ["x", "y"]}\n'))
    assert rows_of(frame) == [{"a": 1, "tags": ["x", "y"]}]


def test_a_column_of_a_csv_file_may_be_alone():
    assert rows_of(to_frame(f"{URI}one.csv", files(one_csv=b"a\n1\n2\n"))) == [{"a": 1}, {"a": 2}]


def test_quoted_line_breaks_stay_in_their_cell():
    frame = to_frame(f"{URI}t.csv", files(t_csv=b'a,b\n1,"two\nlines"\n'))
    assert rows_of(frame) == [{"a": 1, "b": "two\nlines"}]


def test_parquet_is_read_by_its_content(tmp_path):
    pd.DataFrame(ROWS).to_parquet(tmp_path / "rows")
    content = (tmp_path / "rows").read_bytes()
    assert rows_of(to_frame(content, no_file)) == ROWS


def test_parquet_without_its_library_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(WavetankError, match=r"pip install 'wavetank\[parquet\]'"):
        to_frame(b"PAR1 and more", no_file)


def test_the_one_entry_that_is_a_table_stands_for_the_map():
    value = {"outputFiles": {"orders.csv": f"{URI}orders.csv"}, "exitCode": 0, "vars": {}}
    assert rows_of(to_frame(value, files(orders_csv=b"a,b\n1,x\n2,y\n"))) == ROWS


def test_an_entry_is_chosen_by_its_path():
    value = {"outputFiles": {"orders.csv": f"{URI}orders.csv", "other.csv": f"{URI}other.csv"}}
    read = files(orders_csv=b"a,b\n1,x\n2,y\n")
    assert rows_of(to_frame(value, read, path=("outputFiles", "orders.csv"))) == ROWS


def test_several_tables_are_not_guessed_among():
    value = {"first": ROWS, "second": ROWS}
    with pytest.raises(WavetankError, match=r"Several of its entries could be meant: `first`, `second`.*\.df"):
        to_frame(value, no_file)


def test_one_of_several_tables_is_asked_for_by_its_whole_way():
    value = {"outputFiles": {"a.csv": f"{URI}a.csv", "b.csv": f"{URI}b.csv"}}
    with pytest.raises(
        WavetankError, match=r'Choose: \.df\("outputFiles", "a\.csv"\) or \.df\("outputFiles", "b\.csv"\)'
    ):
        to_frame(value, no_file)


def test_an_entry_that_is_not_there_is_named_with_those_that_are():
    with pytest.raises(NotFoundError, match=r"no output `rowz`\. There are: rows, size"):
        to_frame({"rows": ROWS, "size": 2}, no_file, path=("rowz",))


def test_each_round_of_a_loop_is_a_row():
    value = {"a": {"count": 1, "uri": f"{URI}a.csv"}, "b": {"count": 2}}
    frame = to_frame(value, no_file, loops=1)
    assert list(frame["taskrun_value"]) == ["a", "b"]
    assert list(frame["count"]) == [1, 2]


def test_rounds_of_loops_in_loops_tell_both_values():
    value = {"a": {"1": {"n": 1}, "2": {"n": 2}}, "b": {"1": {"n": 3}}}
    assert rows_of(to_frame(value, no_file, loops=2)) == [
        {"parent_taskrun_value": "a", "taskrun_value": "1", "n": 1},
        {"parent_taskrun_value": "a", "taskrun_value": "2", "n": 2},
        {"parent_taskrun_value": "b", "taskrun_value": "1", "n": 3},
    ]


def test_one_round_of_a_loop_can_be_chosen():
    assert rows_of(to_frame({"a": {"rows": ROWS}}, no_file, path=("a",), loops=1)) == ROWS


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ({"code": 200, "message": "fine"}, "None of its entries is a list"),
        ("a sentence.", "neither CSV, JSON, JSON Lines nor Ion"),
        ("several lines\nof prose, here", "neither CSV, JSON, JSON Lines nor Ion"),
        (b"\xff\xfe\x00", "neither Parquet, binary Ion nor text"),
        (42, "It is a int"),
        (None, "It is a NoneType"),
        ({}, "None of its entries"),
    ],
)
def test_what_is_no_table_says_why_and_is_shown(value, why):
    with pytest.raises(WavetankError, match=why) as caught:
        to_frame(value, no_file)
    assert "It is:" in str(caught.value)


def test_what_is_shown_instead_is_the_readable_mapping():
    with pytest.raises(WavetankError) as caught:
        to_frame({"code": 200, "headers": {"a": "b"}}, no_file)
    assert "code: 200\nheaders:\n  a: b" in str(caught.value)


def test_a_broken_file_is_an_error_of_ours():
    with pytest.raises(WavetankError, match="neither JSON nor Ion"):
        to_frame(f"{URI}x.json", files(x_json=b'{"a": 1'))


@pytest.mark.parametrize("ending", ["csv", "tsv", "json", "jsonl", "ndjson", "ion", "parquet"])
def test_a_frame_that_is_kept_as_a_file_comes_back(ending):
    with wt.Engine() as engine:
        uri = engine.storage.put(f"kestra:///company/rows.{ending}", pd.DataFrame(ROWS))
        assert rows_of(engine.storage.df(uri)) == ROWS


def test_types_and_gaps_survive_in_ion():
    frame = pd.DataFrame({"n": [1, None], "at": pd.to_datetime(["2024-01-31T10:20:30Z", None]), "text": ["x", None]})
    rows = wt.ion.loads(write_rows(frame, "rows.ion"))
    assert rows[0] == {"n": 1.0, "at": datetime(2024, 1, 31, 10, 20, 30, tzinfo=UTC), "text": "x"}
    assert rows[1] == {"n": None, "at": None, "text": None}


def test_binary_ion_is_read_by_its_content():
    assert rows_of(to_frame(bytes.fromhex("e00100eae98183d687b481618162d68a21018b8178d68a21028b8179"), no_file)) == ROWS


def test_a_frame_needs_a_name_that_says_how_it_is_written():
    with pytest.raises(WavetankError, match="how to write a table"):
        write_rows(pd.DataFrame(ROWS), "rows.txt")
