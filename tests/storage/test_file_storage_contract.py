"""The obligations of the `FileStorage` port, for every kind of root."""

from __future__ import annotations

import io
import threading

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wavetank.errors import NotFoundError, StorageError
from wavetank.storage.storage_path import storage_path

URI = "kestra:///company/team/flow/executions/e/tasks/t/r/rows.ion"

REFUSED = [
    "kestra:///../secret",
    "kestra:///a/../../secret",
    "kestra:///a/./b",
    "kestra:///a/%2e%2e/secret",
    "kestra:///a/%2E./secret",
    "kestra:///a/%252e%252e/secret",
    "kestra:///a%2f..%2fsecret",
    "kestra:////etc/passwd",
    "kestra:///%2fetc/passwd",
    "kestra:///a//b",
    "kestra:///a\\..\\b",
    "kestra:///a/%5c..%5cb",
    "kestra:///a/\x00b",
    "kestra:///a/%00b",
    "kestra:///a/\nb",
    "kestra:///.incoming/file",
    "kestra:///%2eincoming/file",
    "kestra://host/file",
    "kestra:/file",
    "KESTRA:///file",
    "file:///etc/passwd",
    "nsfile:///file",
    "/etc/passwd",
    "",
]


def test_a_file_that_was_put_is_read_under_its_uri(storage):
    assert storage.put(URI, b"\x00\xffrows") == URI
    assert storage.read(URI) == b"\x00\xffrows"
    assert storage.exists(URI)
    assert storage.size(URI) == 6


def test_a_stream_is_put_whole(storage):
    content = bytes(range(256)) * 20_000
    storage.put(URI, io.BytesIO(content))
    assert storage.read(URI) == content


def test_an_empty_file_is_a_file(storage):
    storage.put(URI, b"")
    assert storage.exists(URI)
    assert storage.read(URI) == b""
    assert storage.size(URI) == 0


def test_a_file_takes_the_place_of_the_one_that_is_there(storage):
    storage.put(URI, b"a longer one")
    storage.put(URI, b"new")
    assert storage.read(URI) == b"new"


def test_an_open_file_is_read_in_pieces_by_any_number_of_readers(storage):
    storage.put(URI, b"one\ntwo\n")
    with storage.open(URI) as first, storage.open(URI) as second:
        assert first.read(3) == b"one"
        assert list(second) == [b"one\n", b"two\n"]
        assert first.read() == b"\ntwo\n"


@pytest.mark.parametrize("uri", [URI, "kestra:///company/team/none", "kestra:///company/team/_files"])
@pytest.mark.parametrize("operation", ["read", "open", "size"])
def test_a_file_that_is_not_there_is_not_found(storage, operation, uri):
    storage.put("kestra:///company/team/_files/other", b"x")
    with pytest.raises(NotFoundError, match="There is no file kestra:///"):
        getattr(storage, operation)(uri)
    assert not storage.exists(uri)
    assert not storage.delete(uri)


def test_a_deleted_file_is_gone(storage):
    storage.put(URI, b"x")
    assert storage.delete(URI)
    assert not storage.exists(URI)
    assert not storage.delete(URI)


def test_a_folder_lists_all_files_below_it_sorted(storage):
    names = ["a/2", "a/b/1", "a/10", "ab/1", "c"]
    for name in names:
        storage.put(f"kestra:///{name}", b"x")
    assert storage.list("kestra:///a") == ["kestra:///a/10", "kestra:///a/2", "kestra:///a/b/1"]
    assert storage.list("kestra:///a/") == storage.list("kestra:///a")
    assert storage.list("kestra:///") == sorted(f"kestra:///{name}" for name in names)
    assert storage.list("kestra:///none/") == []


@pytest.mark.parametrize(
    "name", ["a b.csv", "ünï-日本.txt", "100%.csv", "a%20b", "q?x=1#f", "..hidden", "a..b", ":", "'\"*[x]"]
)
def test_a_name_is_taken_as_it_stands(storage, name):
    uri = storage.put(f"kestra:///folder/{name}", name.encode())
    assert storage.read(uri) == name.encode()
    assert storage.list("kestra:///folder/") == [uri]


@pytest.mark.parametrize("uri", REFUSED)
@pytest.mark.parametrize("operation", ["put", "read", "open", "exists", "size", "delete", "list"])
def test_a_uri_that_leads_out_of_the_storage_is_refused(storage, operation, uri):
    arguments = (uri, b"x") if operation == "put" else (uri,)
    with pytest.raises(StorageError, match="Internal storage refuses") as caught:
        getattr(storage, operation)(*arguments)
    assert caught.value.remedy


@pytest.mark.parametrize("uri", ["kestra:///", "kestra:///folder/"])
def test_a_folder_is_no_file(storage, uri):
    for call in (lambda: storage.put(uri, b"x"), lambda: storage.read(uri), lambda: storage.delete(uri)):
        with pytest.raises(StorageError, match="names a folder"):
            call()


class BreakingStream(io.RawIOBase):
    """Gives two megabytes, and breaks."""

    def __init__(self):
        self.left = 2_000_000

    def readable(self):
        return True

    def readinto(self, buffer):
        if self.left <= 0:
            raise OSError("the source is gone")
        self.left -= len(buffer)
        return len(buffer)


def test_a_stream_that_breaks_leaves_what_was_there(storage):
    storage.put(URI, b"before")
    with pytest.raises(StorageError, match="the source is gone"):
        storage.put(URI, BreakingStream())
    with pytest.raises(StorageError, match="the source is gone"):
        storage.put("kestra:///new/file", BreakingStream())
    assert storage.read(URI) == b"before"
    assert storage.list("kestra:///") == [URI]


def test_half_a_file_is_never_seen(storage):
    """Two threads put their own megabyte in turn; whatever a reader finds is one of the two, whole."""
    contents = {bytes([one]) * 1_000_000 for one in range(2)}
    storage.put(URI, next(iter(contents)))
    done = threading.Event()

    def put(content: bytes) -> None:
        while not done.is_set():
            storage.put(URI, io.BytesIO(content))

    writers = [threading.Thread(target=put, args=(content,)) for content in contents]
    for writer in writers:
        writer.start()
    found = {storage.read(URI) for _ in range(100)}
    done.set()
    for writer in writers:
        writer.join()
    assert found <= contents


def test_many_threads_may_put_files_into_one_new_folder(storage):
    threads = [threading.Thread(target=storage.put, args=(f"kestra:///new/folder/{one}", b"x")) for one in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(storage.list("kestra:///new/")) == 8


@settings(max_examples=200, suppress_health_check=[HealthCheck.filter_too_much])
@given(st.text("./%25eEfF2c\\ab\x00", max_size=12))
def test_no_path_that_is_accepted_can_be_decoded_into_one_that_leaves(path):
    from urllib.parse import unquote  # noqa: PLC0415

    try:
        accepted = storage_path(f"kestra:///{path}")
    except StorageError:
        return
    for _ in range(12):
        parts = accepted.replace("\\", "/").split("/")
        assert ".." not in parts
        assert not accepted.startswith("/")
        accepted = unquote(accepted)
