from __future__ import annotations

import pytest

from wavetank.core.path_matcher import PathMatcher, selected
from wavetank.errors import StorageError


@pytest.mark.parametrize(
    ("pattern", "path", "fits"),
    [
        ("*.txt", "/base/a.txt", True),
        ("*.txt", "/base/sub/a.txt", False),
        ("/a.txt", "/base/a.txt", True),
        ("**/*.txt", "/base/sub/dir/a.txt", True),
        ("**/*.txt", "/base/a.txt", False),
        ("**.txt", "/base/sub/a.txt", True),
        ("sub/**", "/base/sub/dir/a.txt", True),
        ("a?.txt", "/base/ab.txt", True),
        ("a?.txt", "/base/a/.txt", False),
        ("*.{csv,tx?}", "/base/a.txt", True),
        ("*.{csv,tx?}", "/base/a.json", False),
        ("{a*,b}.txt", "/base/abc.txt", True),
        ("a,b", "/base/a,b", True),
        ("[a-c].txt", "/base/b.txt", True),
        ("[!a-c].txt", "/base/b.txt", False),
        ("[!a-c].txt", "/base/d.txt", True),
        ("[*].txt", "/base/*.txt", True),
        (r"\*.txt", "/base/*.txt", True),
        (r"\*.txt", "/base/a.txt", False),
        (".*", "/base/.hidden", True),
        ("*", "/base/.hidden", True),
        ("a+(b).txt", "/base/a+(b).txt", True),
        ("*.txt", "/bases/a.txt", False),
        ("glob:**/*.txt", "/base/a.txt", True),
        ("glob:*.txt", "/base/a.txt", False),
        (r"regex:.*\.tmp", "/base/sub/a.tmp", True),
        ("regex:tmp", "/base/a.tmp", False),
        (r"regex:/base/\p{Lu}++", "/base/ABC", True),
    ],
)
def test_patterns_are_relative_to_a_base_unless_they_name_their_syntax(pattern, path, fits):
    assert PathMatcher([pattern], base="/base").matches(path) is fits


@pytest.mark.parametrize(
    ("pattern", "path", "fits"),
    [
        ("c/**", "/a/c/1", True),
        ("a.txt", "/deep/down/a.txt", True),
        ("/c/**", "/a/c/1", False),
        ("*.txt", "/a.txt", False),
        ("**/*.txt", "/a.txt", True),
    ],
)
def test_without_a_base_a_pattern_that_begins_with_a_word_fits_in_any_folder(pattern, path, fits):
    assert PathMatcher([pattern]).matches(path) is fits


def test_a_base_with_wild_characters_is_taken_as_it_stands():
    matcher = PathMatcher(["*.txt"], base="/base/[a]*")
    assert matcher.matches("/base/[a]*/b.txt")
    assert not matcher.matches("/base/ab/b.txt")


def test_one_pattern_is_enough_and_none_fits_nothing():
    assert PathMatcher(["a", "b"], base="/").matches("/b")
    assert not PathMatcher([], base="/").matches("/b")


def test_what_is_excluded_is_not_included():
    wanted = selected(["/a/**", "c/**"], ["**/2"])
    assert [path for path in ("/a/b/1", "/a/2", "/b/c/3", "/b/4") if wanted(path)] == ["/a/b/1", "/b/c/3"]


def test_without_includes_everything_else_is_included():
    wanted = selected([], ["/a/**"])
    assert [path for path in ("/a/1", "/b/1") if wanted(path)] == ["/b/1"]


@pytest.mark.parametrize("pattern", ["[", "[]", "a[/]b", "{a", "{a,{b}}", "a\\", "[z-a]", "regex:("])
def test_what_is_no_pattern_is_refused(pattern):
    with pytest.raises(StorageError, match="no pattern of files"):
        PathMatcher([pattern])


def test_a_closing_bracket_without_an_opening_one_is_a_character():
    assert PathMatcher(["a}"], base="/").matches("/a}")
