from __future__ import annotations

import pytest

from wavetank.stores.sqlite_store import SqliteStore


@pytest.fixture
def path(tmp_path):
    """Where the file of a store is made."""
    return tmp_path / "history.db"


@pytest.fixture(params=["file", "memory"])
def store(request, path):
    """Each adapter of the port in turn, empty."""
    opened = SqliteStore(path if request.param == "file" else None)
    yield opened
    opened.close()
