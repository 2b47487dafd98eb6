from __future__ import annotations

import sqlite3

import pytest

from wavetank.stores import at_once, statements
from wavetank.stores.connections import open_writer

EXECUTION = ("id", "n", "f", 1, "RUNNING", "2025", None, None, "{}", "", "engine")
CLAIM = ("n", "f", "hook", "event", "id")


@pytest.fixture
def connection():
    connection = open_writer(None)
    yield connection
    connection.close()


def rows(**given):
    """Returns rows in the order of `ORDER`, by the names of statements."""
    asked = {getattr(statements, name.upper()): values for name, values in given.items()}
    return [asked.get(statement, []) for statement in at_once.ORDER]


def stored(connection, table):
    return connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def test_rows_of_several_tables_are_written_together(connection):
    given = rows(claim_first=[CLAIM], insert_execution=[EXECUTION], insert_append=[(0, b"[]", "id"), (2, b"[]", "id")])
    at_once.write(connection, given)
    assert [stored(connection, table) for table in ("identities", "executions", "journal")] == [1, 1, 2]
    assert not connection.in_transaction


def test_an_identity_that_was_claimed_before_leaves_nothing_behind(connection):
    at_once.write(connection, rows(claim_first=[CLAIM]))
    with pytest.raises(sqlite3.IntegrityError):
        at_once.write(connection, rows(insert_execution=[EXECUTION], claim_first=[CLAIM]))
    assert stored(connection, "executions") == 0
    assert not connection.in_transaction


@pytest.mark.parametrize(
    "given",
    [
        {"insert_append": [(0, b"[]", "unknown")]},
        {"update_execution": [(1, "SUCCESS", "2025", None, None, "{}", "", "engine", "unknown")]},
    ],
)
def test_what_is_written_to_an_unknown_execution_is_refused_as_a_whole(connection, given):
    with pytest.raises(sqlite3.IntegrityError, match="unknown execution"):
        at_once.write(connection, rows(claim_first=[CLAIM], **given))
    assert stored(connection, "identities") == 0


def test_every_kind_of_row_has_its_place(connection):
    """The columns of each statement come back as they were given."""
    log = ("2025", "INFO", "hello", "n", "f", "id", "task", "run", 1, None)
    metric = ("2025", "rows", "counter", 2.5, "id", "task", "run", "{}")
    verdict = ("v", "2025", "n", "f", "hook", "event", "FIRED", "execution", "", "id", "{}")
    given = rows(insert_execution=[EXECUTION], insert_log=[log], insert_metric=[metric], insert_verdict=[verdict])
    at_once.write(connection, given)
    for table, row in (("executions", EXECUTION), ("logs", log), ("metrics", metric), ("verdicts", verdict)):
        assert connection.execute(f"SELECT * FROM {table}").fetchone()[1:] == row


def test_a_row_alone_is_written_as_beside_others(connection):
    flow, other = (("n", name, 1, "id: f", "2025", "engine", False) for name in ("f", "g"))
    at_once.write(connection, rows(put_flow=[flow], claim_first=[CLAIM]))
    at_once.write(connection, rows(put_flow=[other]))
    assert connection.execute("SELECT * FROM flows ORDER BY id").fetchall() == [flow, other]
    with pytest.raises(sqlite3.IntegrityError, match="unknown execution"):
        at_once.write(connection, rows(insert_append=[(0, b"[]", "unknown")]))


EVENT = {
    "claim_first": [CLAIM],
    "insert_execution": [EXECUTION],
    "insert_append": [(0, b"[]", "id")],
    "insert_verdict": [("v", "2025", "n", "f", "hook", "event", "FIRED", "execution", "", "id", "{}")],
}
END = {
    "update_execution": [(1, "SUCCESS", "2025", "2026", None, "{}", "", "engine", "id")],
    "insert_append": [(4, b"[1]", "id")],
}
TABLES = ("identities", "executions", "journal", "verdicts")


def test_an_event_a_step_and_an_end_are_written_as_they_are_given(connection):
    for given in (EVENT, {"insert_append": [(1, b"[0]", "id")]}, END):
        at_once.write(connection, rows(**given))
    assert connection.execute("SELECT * FROM identities").fetchall() == [CLAIM]
    assert connection.execute("SELECT * FROM verdicts").fetchall() == [(1, *EVENT["insert_verdict"][0])]
    ended = ("SUCCESS", "2025", "2026")
    assert connection.execute("SELECT * FROM executions").fetchall() == [(1, *EXECUTION[:4], *ended, *EXECUTION[7:])]
    assert connection.execute("SELECT * FROM journal").fetchall() == [(1, 0, b"[]"), (1, 1, b"[0]"), (1, 4, b"[1]")]


@pytest.mark.parametrize("given", [EVENT, END, {"insert_append": END["insert_append"]}])
def test_an_event_a_step_or_an_end_that_contradicts_what_is_stored_leaves_nothing_behind(connection, given):
    if given is EVENT:
        at_once.write(connection, rows(claim_first=[CLAIM]))
    before = [stored(connection, table) for table in TABLES]
    with pytest.raises(sqlite3.IntegrityError):
        at_once.write(connection, rows(**given))
    assert [stored(connection, table) for table in TABLES] == before
    assert not connection.in_transaction
