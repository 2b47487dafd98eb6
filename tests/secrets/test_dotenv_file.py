from __future__ import annotations

import pytest

from wavetank.errors import SecretError
from wavetank.secrets.dotenv_file import DotenvSecrets


@pytest.fixture
def file(tmp_path):
    return tmp_path / ".env"


def test_a_file_that_is_not_there_has_nothing(file):
    assert DotenvSecrets(file).get("KEY") is None


def test_a_file_is_read_again_when_it_was_changed(file):
    place = DotenvSecrets(file)
    assert place.get("KEY") is None
    file.write_text("KEY=one\n")
    assert place.get("KEY") == "one"
    file.write_text("KEY=two!\n")
    assert place.get("KEY") == "two!"
    file.unlink()
    assert place.get("KEY") is None


def test_a_file_may_hold_comments_quotes_exports_and_names_without_a_value(file):
    file.write_text('# comment\nexport A=\'x y\' # more\nB="q\\"q"\nC\nD=\n')
    place = DotenvSecrets(file)
    assert [place.get(name) for name in "ABCD"] == ["x y", 'q"q', None, ""]


def test_what_kestra_reads_comes_before_what_is_plain(file):
    file.write_text("KEY=plain\nSECRET_KEY=a2VzdHJh\n")
    assert DotenvSecrets(file).get("KEY") == "kestra"


def test_a_value_for_kestra_that_is_no_base64_is_an_error_that_does_not_show_it(file):
    file.write_text("SECRET_KEY=my-plain-password\n")
    with pytest.raises(SecretError, match="not the base64") as caught:
        DotenvSecrets(file).get("KEY")
    assert "KEY=…" in caught.value.remedy
    assert "my-plain" not in str(caught.value)


def test_a_file_that_is_no_text_is_an_error_that_does_not_hold_it(file):
    file.write_bytes(b"KEY=pass\xff\n")
    with pytest.raises(SecretError, match=r"\.env: The file of secrets cannot be read: it is no text") as caught:
        DotenvSecrets(file).get("KEY")
    assert caught.value.__context__ is None


def test_a_folder_in_its_place_is_an_error(file):
    file.mkdir()
    with pytest.raises(SecretError, match="cannot be read: Is a directory"):
        DotenvSecrets(file).get("KEY")
