from __future__ import annotations

import json

import pytest

import wavetank as wt

CORE = "io.kestra.plugin.core."
ROWS = [{"k": "a", "n": 1}, {"k": "b", "n": 2}, {"k": "a", "n": 3}]


@pytest.fixture
def rows(stored):
    return stored(wt.ion.dumps(ROWS), "rows.ion")


@pytest.fixture
def rows_of(text_of):
    return lambda uri: wt.ion.loads(text_of(uri))


def test_concat_puts_the_separator_behind_each_file(outputs, stored, text_of):
    uris = [stored("1", "1.txt"), stored("2", "2.txt")]
    joined = outputs("storage.Concat", files=uris, separator="-", extension=".csv")["uri"]
    assert text_of(joined) == "1-2-"
    assert joined.endswith(".csv")
    assert text_of(outputs("storage.Concat", files=json.dumps(uris))["uri"]) == "12"


def test_deduplicate_keeps_the_last_row_of_each_key(outputs, rows, rows_of):
    found = outputs("storage.DeduplicateItems", **{"from": rows, "expr": "{{ k }}"})
    assert rows_of(found.pop("uri")) == ROWS[1:]
    assert found == {"numKeys": 2, "processedItemsTotal": 3, "droppedItemsTotal": 1}


def test_a_row_sees_its_own_fields_and_nothing_else(failure, rows):
    assert "flow" in failure("storage.DeduplicateItems", **{"from": rows, "expr": "{{ flow.id }}"})


def test_a_line_that_is_no_row_is_named(failure, stored):
    uri = stored('{"k": 1}\n[1]\n', "rows.jsonl")
    assert "Line 2" in failure("storage.DeduplicateItems", **{"from": uri, "expr": "{{ k }}"})


@pytest.mark.parametrize(("kind", "left"), [("INCLUDE", [ROWS[1]]), ("EXCLUDE", [ROWS[0], ROWS[2]])])
def test_filter_keeps_or_drops_the_rows_for_which_the_condition_is_true(outputs, rows, rows_of, kind, left):
    found = outputs(
        "storage.FilterItems", **{"from": rows, "filterCondition": " {{ n % 2 == 0 }} ", "filterType": kind}
    )
    assert rows_of(found["uri"]) == left
    assert (found["processedItemsTotal"], found["droppedItemsTotal"]) == (3, 3 - len(left))


@pytest.mark.parametrize(("behavior", "left"), [("INCLUDE", 2), ("EXCLUDE", 1)])
@pytest.mark.parametrize("broken", ['{"n": null}', '{"other": 1}'])
def test_a_row_without_a_value_is_kept_or_dropped_as_told(outputs, stored, rows_of, behavior, left, broken):
    uri = stored(f'{{"n": 1}}\n{broken}\n', "rows.ion")
    properties = {"from": uri, "filterCondition": "{{ n }}", "errorOrNullBehavior": behavior}
    assert len(rows_of(outputs("storage.FilterItems", **properties)["uri"])) == left


def test_a_row_without_a_value_fails_the_task_unless_told_otherwise(failure, stored):
    uri = stored('{"n": 1}\n{"n": null}\n', "rows.ion")
    assert "line 2" in failure("storage.FilterItems", **{"from": uri, "filterCondition": "{{ n }}"})


LINES = "".join(f"{number}\n" for number in range(10))


@pytest.mark.parametrize(
    ("way", "parts"),
    [
        ({"rows": 4}, ["0\n1\n2\n3\n", "4\n5\n6\n7\n", "8\n9\n"]),
        ({"partitions": 3}, ["0\n3\n6\n9\n", "1\n4\n7\n", "2\n5\n8\n"]),
        ({"partitions": 20}, [f"{number}\n" for number in range(10)]),
        ({"bytes": "5"}, ["0\n1\n2\n", "3\n4\n5\n", "6\n7\n8\n", "9\n"]),
        ({"bytes": "1KB", "rows": 2}, [LINES]),
        ({"rows": 20, "separator": ";"}, [LINES.replace("\n", ";")]),
    ],
)
def test_split_cuts_between_lines(outputs, stored, text_of, way, parts):
    uris = outputs("storage.Split", **{"from": stored(LINES, "n.csv")}, **way)["uris"]
    assert [text_of(uri) for uri in uris] == parts
    assert all(uri.endswith(".csv") for uri in uris)


def test_split_by_a_pattern_gathers_lines_with_the_same_text(outputs, failure, stored, text_of):
    lines = stored("a=1 x\nb=2 x\na=1 y\nnothing\n", "n.txt")
    uris = outputs("storage.Split", **{"from": lines}, regexPattern=r"a=(\d)|b=(\d)")["uris"]
    assert [text_of(uri) for uri in uris] == ["a=1 x\na=1 y\n", "b=2 x\n"]
    assert "needs a group" in failure("storage.Split", **{"from": lines}, regexPattern="a=1")


def test_split_needs_a_way(engine):
    with pytest.raises(wt.FlowError, match="rows"):
        engine.deploy(f"id: f\nnamespace: n\ntasks:\n- id: t\n  type: {CORE}storage.Split\n  from: 'kestra:///a'\n")


def test_reverse_ends_each_line_also_the_former_last(outputs, stored, text_of):
    assert text_of(outputs("storage.Reverse", **{"from": stored("1\n2\n3", "n.yml")})["uri"]) == "3\n2\n1\n"
    assert text_of(outputs("storage.Reverse", **{"from": stored("a;b;"), "separator": ";"})["uri"]) == "b;a;"


def test_reverse_keeps_the_charset(engine, outputs, failure):
    uri = engine.storage.put("kestra:///latin.txt", "ü\nä\n".encode("latin-1"))
    turned = outputs("storage.Reverse", **{"from": uri, "charset": "ISO-8859-1"})["uri"]
    assert engine.storage.read(turned) == "ä\nü\n".encode("latin-1")
    assert "UTF-8" in failure("storage.Reverse", **{"from": uri})


def test_size_and_delete(engine, outputs, failure, stored):
    uri = stored("12345")
    assert outputs("storage.Size", uri=uri) == {"size": 5}
    assert outputs("storage.Delete", uri=uri) == {"uri": uri, "deleted": True}
    assert not engine.storage.exists(uri)
    assert outputs("storage.Delete", uri=uri)["deleted"] is False
    assert "no file" in failure("storage.Delete", uri=uri, errorOnMissing=True)


def test_write_keeps_a_text(outputs, text_of):
    uri = outputs("storage.Write", content="{{ 'ü' }}", extension=".md")["uri"]
    assert text_of(uri) == "ü"
    assert uri.endswith(".md")


def test_purge_removes_the_files_of_this_execution_and_no_others(engine, run_flow, stored):
    other = stored("stays")
    execution = run_flow(
        {"id": "write", "type": CORE + "storage.Write", "content": "x"},
        {"id": "purge", "type": CORE + "storage.PurgeCurrentExecutionFiles"},
    )
    written, purged = (run.outputs for run in execution.task_runs)
    assert purged["uris"] == [written["uri"]]
    assert not engine.storage.exists(written["uri"])
    assert engine.storage.exists(other)


def test_local_files_are_written_and_kept_by_pattern(outputs, stored, text_of):
    inputs = {"a/text.txt": "{{ flow.id }}", "a/b/file.txt": stored("from storage"), "other.txt": "x"}
    uris = outputs("storage.LocalFiles", inputs=inputs, outputs=["a/**"])["uris"]
    assert {path: text_of(uri) for path, uri in uris.items()} == {
        "a/text.txt": "flow",
        "a/b/file.txt": "from storage",
    }


def test_a_local_file_stays_in_the_working_directory(failure):
    assert "working directory" in failure("storage.LocalFiles", inputs={"../x": "y"})


def test_tasks_read_namespace_files_by_their_uri(engine, outputs, text_of):
    engine.files("company.team").put("a.txt", "here")
    assert text_of(outputs("storage.Concat", files=["nsfile:///a.txt"])["uri"]) == "here"
    assert outputs("storage.Size", uri="nsfile:///a.txt") == {"size": 4}
