"""
A whole transaction in one statement.

Each call of SQLite lets go of the interpreter, and a cell that computes may take it for half a millisecond; BEGIN, the
rows of four tables and COMMIT are a dozen calls. So rows of all tables go into one view, whose triggers put each where
it belongs: a statement by itself is a transaction by itself.
"""
# Only names of `statements` are put into the texts; values are always bound.
# ruff: noqa: S608

from __future__ import annotations

import itertools
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from wavetank.stores import statements

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

    from wavetank.stores.rows import Row

COUNTS: Final = range(1, 25)
"""How many rows one statement takes; more are written table by table, each by a statement that is prepared once."""

ORDER: Final = (
    statements.CLAIM_FIRST,
    statements.INSERT_EXECUTION,
    statements.UPDATE_EXECUTION,
    statements.INSERT_APPEND,
    statements.INSERT_VERDICT,
    statements.INSERT_LOG,
    statements.INSERT_METRIC,
    statements.PUT_FLOW,
    statements.PUT_TRIGGER,
)
"""What can be written at once, in this order."""

_MUST_CHANGE: Final = (statements.UPDATE_EXECUTION, statements.INSERT_APPEND)
_UNKNOWN: Final = "SELECT RAISE(ABORT, 'unknown execution') WHERE changes() = 0;"
_WIDTH: Final = max(statement.count("?") for statement in ORDER)


# Transactions that come often, of one row for each of these statements: an event, a step, an end. A view of their own,
# with one trigger, spares them asking for each row which of many triggers is meant; that is a sixth when the engine
# has slept meanwhile.
_COMMON: Final = (
    (statements.CLAIM_FIRST, statements.INSERT_EXECUTION, statements.INSERT_APPEND, statements.INSERT_VERDICT),
    (statements.INSERT_APPEND,),
    (statements.UPDATE_EXECUTION, statements.INSERT_APPEND),
)


def prepare(connection: sqlite3.Connection) -> None:
    """Lets a connection write at once; what that takes is its own, and not in the file."""
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute(f"CREATE TEMP VIEW written AS SELECT 0 AS kind, {_columns(_WIDTH)}")
    for kind, statement in enumerate(ORDER):
        connection.execute(
            f"CREATE TEMP TRIGGER written_{kind} INSTEAD OF INSERT ON written WHEN NEW.kind = {kind} "
            f"BEGIN {_of_new_row([statement])} END"
        )
    for number, common in enumerate(_COMMON):
        name, width = _name(number), sum(statement.count("?") for statement in common)
        connection.execute(f"CREATE TEMP VIEW {name} AS SELECT {_columns(width)}")
        connection.execute(
            f"CREATE TEMP TRIGGER {name}_all INSTEAD OF INSERT ON {name} BEGIN {_of_new_row(common)} END"
        )


def write(connection: sqlite3.Connection, rows: Sequence[Sequence[Row]]) -> None:
    """
    Writes rows, those of each statement of `ORDER`, in a transaction of its own.

    Raises:
        sqlite3.IntegrityError: An identity was claimed before, or there is no such execution; nothing was written.
        sqlite3.Error: Nothing was written.
    """
    counts = tuple(map(len, rows))
    statement = _alone(counts) or _statement(counts)
    connection.execute(statement, [value for given in rows for row in given for value in row])


def _name(number: int) -> str:
    return f"common_{number}"


def _columns(count: int) -> str:
    return ", ".join(f"NULL AS c{number}" for number in range(count))


def _of_new_row(given: Sequence[str]) -> str:
    names = (f"NEW.c{number}" for number in itertools.count())
    return " ".join(_with(statement, names) for statement in given)


def _with(statement: str, names: Iterator[str]) -> str:
    """Returns a statement with the next names in the place of its marks, and with what must hold after it."""
    *pieces, last = statement.split("?")
    return f"{''.join(piece + next(names) for piece in pieces)}{last}; {_UNKNOWN if statement in _MUST_CHANGE else ''}"


@lru_cache(maxsize=256)
def _alone(counts: tuple[int, ...]) -> str:
    """Returns the statement of the only row, which needs no view; empty if there are more, or it must be checked."""
    written = [statement for statement, count in zip(ORDER, counts, strict=True) if count]
    return written[0] if sum(counts) == 1 and written[0] not in _MUST_CHANGE else ""


@lru_cache(maxsize=256)
def _statement(counts: tuple[int, ...]) -> str:
    given = tuple(statement for statement, count in zip(ORDER, counts, strict=True) for _ in range(count))
    if given in _COMMON:
        marks = ", ".join("?" * sum(statement.count("?") for statement in given))
        return f"INSERT INTO {_name(_COMMON.index(given))} VALUES ({marks})"
    marked = ", ".join(mark for kind, count in enumerate(counts) for mark in [_marks(kind)] * count)
    return f"INSERT INTO written VALUES {marked}"


def _marks(kind: int) -> str:
    given = ORDER[kind].count("?")
    return f"({', '.join([str(kind), *['?'] * given, *['NULL'] * (_WIDTH - given)])})"
