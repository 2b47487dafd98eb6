from __future__ import annotations

from datetime import UTC, datetime

from wavetank.api.table import Table
from wavetank.model.state import State

COLUMNS = {"name": lambda row: row[0], "state": lambda row: row[1]}


def a_table(count=2):
    return Table([(f"n{number}", State.SUCCESS) for number in range(count)], COLUMNS)


def test_a_table_is_a_sequence():
    table = a_table(3)
    assert len(table) == 3
    assert table[-1] == ("n2", State.SUCCESS)
    assert [name for name, _ in table] == ["n0", "n1", "n2"]
    assert not a_table(0)


def test_a_slice_of_a_table_is_a_table():
    part = a_table(3)[1:]
    assert isinstance(part, Table)
    assert list(part.df()["name"]) == ["n1", "n2"]


def test_rows_can_be_chosen():
    assert [name for name, _ in a_table(3).where(lambda row: row[0] != "n1")] == ["n0", "n2"]


def test_a_table_becomes_a_frame_of_plain_values():
    frame = a_table().df()
    assert list(frame.columns) == ["name", "state"]
    assert type(frame["state"][0]) is str
    assert frame["state"][0] == "SUCCESS"


def test_an_empty_table_keeps_its_columns():
    assert list(a_table(0).df().columns) == ["name", "state"]
    assert repr(a_table(0)) == "name  state\nnone"


def test_moments_stay_moments_in_a_frame():
    frame = Table([datetime(2026, 1, 1, tzinfo=UTC)], {"at": lambda row: row}).df()
    assert str(frame["at"].dtype).startswith("datetime64")


def test_a_table_shows_itself_as_text_and_as_html():
    assert repr(a_table()) == "name  state\nn0    SUCCESS\nn1    SUCCESS"
    markup = a_table()._repr_html_()
    assert markup.count("<tr>") == 3
    assert 'data-state="SUCCESS"' in markup


def test_a_long_table_shows_its_first_rows_and_how_many_there_are_more():
    assert repr(a_table(60)).endswith("… and 10 more")
    assert "… and 10 more" in a_table(60)._repr_html_()


def test_cells_are_escaped():
    markup = Table(["<script>"], {"<b>": lambda row: row})._repr_html_()
    assert "<script>" not in markup
    assert "<b>" not in markup


def test_lines_of_a_message_stay_in_their_row():
    assert len(repr(Table(["a\nb"], {"text": lambda row: row})).splitlines()) == 2


def test_secrets_are_masked_where_rows_are_shown_and_nowhere_else():
    table = Table([{"a": ["s3cret"]}], {"outputs": lambda row: row}, mask=lambda text: text.replace("s3cret", "******"))
    for shown in (repr(table), table._repr_html_(), repr(table[:1]), repr(table.where(bool))):
        assert "s3cret" not in shown
        assert "******" in shown
    assert table.df()["outputs"][0] == {"a": ["s3cret"]}


def test_a_picture_that_is_less_than_the_frame_leaves_out_what_would_be_empty():
    columns = {"id": lambda row: row, "error": lambda _: "", "rest": lambda _: "more"}
    table = Table(["n1", "n2"], columns, {name: columns[name] for name in ("id", "error")})
    assert repr(table) == repr(table[:]) == "id\nn1\nn2"
    assert ">error<" not in table._repr_html_()
    assert list(table.df().columns) == ["id", "error", "rest"]
    assert repr(table[:0]) == "id  error\nnone"


def test_an_address_is_never_cut():
    address = "http://127.0.0.1:8080/" + "a" * 400
    table = Table([address], {"url": lambda row: row})
    assert address in repr(table)
    assert address in table._repr_html_()
