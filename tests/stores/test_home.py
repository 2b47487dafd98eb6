from __future__ import annotations

import stat

import pytest

from wavetank.errors import StoreError
from wavetank.stores.home import Home


def test_a_home_is_made_for_its_user_alone(tmp_path):
    home = Home(tmp_path / "project" / ".wavetank")
    assert stat.S_IMODE(home.folder.stat().st_mode) == 0o700
    assert home.storage.is_dir()
    assert home.engines.is_dir()
    assert home.database == home.folder / "history.db"


def test_version_control_ignores_a_home(tmp_path):
    assert (Home(tmp_path / ".wavetank").folder / ".gitignore").read_text() == "*\n"


def test_a_home_that_is_there_is_left_as_it_is(tmp_path):
    home = Home(tmp_path / ".wavetank")
    home.folder.chmod(0o750)
    (home.folder / ".gitignore").write_text("mine\n")
    (home.storage / "file").write_text("x")
    Home(home.folder)
    assert stat.S_IMODE(home.folder.stat().st_mode) == 0o750
    assert (home.folder / ".gitignore").read_text() == "mine\n"
    assert (home.storage / "file").read_text() == "x"


def test_a_file_in_the_way_is_an_error(tmp_path):
    (tmp_path / ".wavetank").write_text("x")
    with pytest.raises(StoreError, match="The home cannot be made") as caught:
        Home(tmp_path / ".wavetank")
    assert caught.value.remedy
