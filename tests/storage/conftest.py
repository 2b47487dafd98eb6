from __future__ import annotations

import pytest

from wavetank.storage.fsspec_storage import FsspecStorage
from wavetank.storage.remote_files import RemoteFiles


@pytest.fixture(params=["folder", "memory", "url"])
def storage(request, tmp_path):
    """Each kind of root in turn, empty; the last goes through fsspec, on its own file system for this machine."""
    if request.param == "url":
        opened = FsspecStorage("memory://")
        opened._files = RemoteFiles((tmp_path / "storage").as_uri())
        return opened
    return FsspecStorage(str(tmp_path / "storage") if request.param == "folder" else "memory://")
