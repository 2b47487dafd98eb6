"""What holds for one kind of root alone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from wavetank.errors import NotFoundError, StorageError
from wavetank.storage.fsspec_storage import FsspecStorage

URI = "kestra:///company/file.txt"


@pytest.fixture
def root(tmp_path):
    return tmp_path / "storage"


@pytest.fixture
def storage(root):
    return FsspecStorage(str(root))


def test_a_file_stands_in_the_folder_under_its_path(storage, root):
    storage.put(URI, b"x")
    assert (root / "company" / "file.txt").read_bytes() == b"x"
    assert FsspecStorage(root.as_uri()).read(URI) == b"x"


def test_a_storage_that_was_never_written_to_makes_no_folder(storage, root):
    assert storage.list("kestra:///") == []
    assert not storage.exists(URI)
    assert not root.exists()


def test_nothing_waits_in_the_folder_when_files_were_put(storage, root):
    storage.put(URI, b"x")
    assert list((root / ".incoming").iterdir()) == []


@pytest.mark.parametrize("operation", ["put", "read", "open", "exists", "size", "delete", "list"])
def test_a_linked_folder_that_leads_out_is_refused(storage, root, tmp_path, operation):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "file.txt").write_bytes(b"secret")
    root.mkdir()
    (root / "company").symlink_to(outside)
    with pytest.raises(StorageError, match="a link leads out of the storage"):
        getattr(storage, operation)(*((URI, b"x") if operation == "put" else (URI,)))
    assert (outside / "file.txt").read_bytes() == b"secret"


def test_a_linked_file_that_leads_out_is_not_read_and_may_be_replaced(storage, root, tmp_path):
    secret = tmp_path / "secret"
    secret.write_bytes(b"secret")
    (root / "company").mkdir(parents=True)
    (root / "company" / "file.txt").symlink_to(secret)
    with pytest.raises(StorageError, match="a link leads out"):
        storage.read(URI)
    storage.put(URI, b"own")
    assert storage.read(URI) == b"own"
    assert secret.read_bytes() == b"secret"


def test_a_folder_that_is_itself_a_link_is_a_root_like_any_other(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    storage = FsspecStorage(str(tmp_path / "link"))
    storage.put(URI, b"x")
    assert storage.read(URI) == b"x"
    assert storage.list("kestra:///") == [URI]


@pytest.mark.parametrize("uri", ["kestra:///company/file.txt/below", "kestra:///company", "kestra:///" + "x" * 300])
def test_a_file_that_cannot_be_written_is_an_error_with_its_uri(storage, uri):
    storage.put(URI, b"x")
    with pytest.raises(StorageError, match="cannot handle kestra:///"):
        storage.put(uri, b"y")
    assert storage.list("kestra:///") == [URI]


@pytest.mark.skipif(sys.platform != "linux", reason="names of open files are asked of /proc")
def test_a_file_and_its_folders_are_synced_before_put_returns(storage, root, monkeypatch):
    """Every folder that holds a new name is synced after the file, so that a power cut cannot take the file away."""
    synced = []
    fsync = os.fsync

    def watched(descriptor):
        synced.append(str(Path(f"/proc/self/fd/{descriptor}").readlink()))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", watched)
    storage.put(URI, b"x")
    first, *folders = synced
    assert first.startswith(str(root / ".incoming"))
    assert folders == [str(root / "company"), str(root), str(root.parent)]
    del synced[:]
    storage.put(URI, b"y")
    assert synced[1:] == [str(root / "company")]


def test_roots_in_memory_share_nothing():
    one, two = FsspecStorage("memory://same"), FsspecStorage("memory://same")
    one.put(URI, b"x")
    with pytest.raises(NotFoundError):
        two.read(URI)


@pytest.mark.parametrize("root", ["nowhere://x", "oci://bucket@space/x"])
def test_a_root_that_fsspec_cannot_reach_is_an_error_with_a_remedy(root):
    with pytest.raises(StorageError, match="Internal storage cannot be reached") as caught:
        FsspecStorage(root).read(URI)
    assert caught.value.remedy


def test_fsspec_is_not_imported_for_a_folder(tmp_path):
    script = (
        "import sys; from wavetank.storage.fsspec_storage import FsspecStorage; "
        f"FsspecStorage({str(tmp_path)!r}).put('kestra:///a', b'x'); print('fsspec' in sys.modules)"
    )
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert found.stdout == "False\n"
