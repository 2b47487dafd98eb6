from __future__ import annotations

import pytest

from wavetank.stores.sqlite_store import SqliteStore


@pytest.fixture(params=["file", "memory"])
def store(request, tmp_path):
    """Each adapter of the port in turn, empty."""
    opened = SqliteStore(tmp_path / "history.db" if request.param == "file" else None)
    yield opened
    opened.close()
