from __future__ import annotations

import gc
import io

import pytest

from wavetank.engine.working_directory import WorkingDirectory
from wavetank.errors import StorageError


@pytest.fixture
def directory():
    with WorkingDirectory() as directory:
        yield directory


@pytest.mark.parametrize("path", ["file.txt", "sub/file.txt", ".hidden"])
def test_a_path_inside_is_resolved(directory, path):
    assert directory.resolve(path) == directory.path / path


def test_no_path_and_a_whole_path_inside_are_resolved(directory):
    assert directory.resolve(None) == directory.path
    assert directory.resolve(str(directory.path / "a")) == directory.path / "a"


@pytest.mark.parametrize("path", ["/etc/passwd", "../a", "../../etc/passwd", "sub/../../a", "sub/../a", ".."])
def test_a_path_that_leads_out_is_refused(directory, path):
    with pytest.raises(StorageError, match="leads out"):
        directory.resolve(path)


@pytest.mark.parametrize("content", ["text", b"text", io.BytesIO(b"text")])
def test_what_is_written_can_be_read_and_written_again(directory, content):
    directory.write("sub/file.txt", "longer than that")
    assert directory.write("sub/file.txt", content).read_bytes() == b"text"


def test_a_link_is_replaced_and_not_followed(directory, tmp_path):
    tmp_path.joinpath("outside").write_text("stays")
    directory.path.joinpath("link").symlink_to(tmp_path / "outside")
    directory.write("link", "new")
    assert tmp_path.joinpath("outside").read_text() == "stays"


def test_a_folder_has_no_content(directory):
    with pytest.raises(StorageError, match="needs a name"):
        directory.write("", "text")


def test_files_are_found_by_patterns_once_and_sorted(directory):
    for name in ("b.txt", "a.txt", "sub/c.txt", "sub/dir/d.csv"):
        directory.write(name, "")
    found = directory.find(["*.txt", "**/*.txt", "*.*"])
    assert [file.relative_to(directory.path).as_posix() for file in found] == ["a.txt", "b.txt", "sub/c.txt"]
    assert directory.find([]) == ()


def test_folders_and_links_that_lead_nowhere_are_no_files(directory):
    directory.path.joinpath("folder.txt").mkdir()
    directory.path.joinpath("broken.txt").symlink_to("nowhere")
    assert directory.find(["**", "*.txt"]) == ()


def test_it_is_removed_at_the_end_with_all_that_is_in_it():
    with WorkingDirectory() as directory:
        directory.write("sub/a", "")
    assert not directory.path.exists()


def test_it_is_removed_when_nothing_refers_to_it_any_more():
    path = WorkingDirectory().path
    gc.collect()
    assert not path.exists()


def test_a_folder_that_was_there_before_stays(tmp_path):
    with WorkingDirectory(tmp_path) as directory:
        directory.write("a", "")
    assert tmp_path.joinpath("a").exists()
