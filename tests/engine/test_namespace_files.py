from __future__ import annotations

import io

import pytest

from wavetank.engine.namespace_files import NamespaceFiles
from wavetank.errors import InputError, NotFoundError, StateError, StorageError
from wavetank.storage.fsspec_storage import FsspecStorage


@pytest.fixture
def files(tmp_path):
    return NamespaceFiles(FsspecStorage(str(tmp_path)), "company.team")


@pytest.mark.parametrize("content", ["text", b"text", io.BytesIO(b"text")])
def test_a_file_is_kept_below_its_namespace(files, content):
    put = files.put("/a/b.txt", content)
    assert (put.path, put.uri) == ("a/b.txt", "kestra:///company/team/_files/a/b.txt")
    assert files.read("a/b.txt") == b"text"
    assert files.read(put.uri) == b"text"
    assert files.exists("a/b.txt")


def test_a_file_that_is_there_is_overwritten_or_kept_or_an_error(files):
    files.put("a.txt", "old")
    with pytest.raises(StateError, match=r"a\.txt"):
        files.put("a.txt", "new", "ERROR")
    files.put("a.txt", "new", "SKIP")
    assert files.read("a.txt") == b"old"
    files.put("a.txt", "new")
    assert files.read("a.txt") == b"new"


def test_another_word_for_a_conflict_is_refused(files):
    with pytest.raises(InputError, match="OVERWRITE, ERROR, SKIP"):
        files.put("a.txt", "x", "REPLACE")


def test_files_are_found_by_patterns(files):
    for path in ("a/b/1.sql", "a/2.sql", "b/3.txt", "4.sql"):
        files.put(path, "")
    assert [file.path for file in files.all()] == ["4.sql", "a/2.sql", "a/b/1.sql", "b/3.txt"]
    assert [file.path for file in files.find(["**.sql"])] == ["4.sql", "a/2.sql", "a/b/1.sql"]
    assert [file.path for file in files.find(["2.sql"])] == ["a/2.sql"]
    assert [file.path for file in files.find(["/a/**"], ["**/2.sql"])] == ["a/b/1.sql"]
    assert [file.path for file in files.find([], ["**/*.sql"])] == ["b/3.txt"]
    with pytest.raises(StorageError):
        files.find(["[z-a]"])


def test_a_file_is_removed_once(files):
    files.put("a.txt", "x")
    assert files.delete("a.txt")
    assert not files.delete("a.txt")
    with pytest.raises(NotFoundError):
        files.read("a.txt")


def test_a_folder_is_no_file_to_write(files):
    assert files.file("a/").is_directory
    with pytest.raises(StorageError, match="folder"):
        files.put("a/", "x")


@pytest.mark.parametrize("path", ["../a", "a/../../b", "file:///etc/passwd", "kestra:///company/other/_files/a"])
def test_what_leads_elsewhere_is_refused(files, path):
    with pytest.raises(StorageError):
        files.put(path, "x")
