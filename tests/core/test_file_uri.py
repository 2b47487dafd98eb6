from __future__ import annotations

import pytest

from wavetank.core.file_uri import file_uri, namespace_path
from wavetank.errors import StorageError


@pytest.mark.parametrize(
    ("written", "uri"),
    [
        ("a/b.txt", "kestra:///company/team/_files/a/b.txt"),
        ("/a/b.txt", "kestra:///company/team/_files/a/b.txt"),
        ("nsfile:///a/b.txt", "kestra:///company/team/_files/a/b.txt"),
        ("nsfile://other.one/a/b.txt", "kestra:///other/one/_files/a/b.txt"),
        ("kestra:///x/executions/y/z", "kestra:///x/executions/y/z"),
    ],
)
def test_paths_and_uris_name_files(written, uri):
    assert file_uri(written, "company.team") == uri


@pytest.mark.parametrize("written", ["../a", "nsfile:///../a", "nsfile://other/a/../../b", "file:///a", "a\\..\\b"])
def test_what_leads_elsewhere_is_refused(written):
    with pytest.raises(StorageError):
        file_uri(written, "company.team")


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("", ""),
        ("/", ""),
        (".", ""),
        ("./sub/dir/file.txt", "sub/dir/file.txt"),
        ("//sub//file.txt", "sub/file.txt"),
        ("/sub/dir/", "sub/dir/"),
        ("kestra:///company/team/_files/a.txt", "a.txt"),
    ],
)
def test_a_path_of_a_namespace_has_no_slash_in_front(written, path):
    assert namespace_path(written, "company.team") == path
