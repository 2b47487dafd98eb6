"""The built Lab extension is kept in git: here it is held to its sources, its version and its place in the wheel."""

from __future__ import annotations

import importlib.util
import json
import tomllib
import zipfile
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "labextension"
BUNDLE = ROOT / "src" / "wavetank" / "labextension"
SHARE = "share/jupyter/labextensions/wavetank-labextension"


def load_stamp():
    specification = importlib.util.spec_from_file_location("labextension_stamp", SOURCES / "stamp.py")
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module.stamp


def read_json(path):
    return json.loads(path.read_text(encoding="utf-8"))


def tracked_version():
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]


def place_in_wheel(file):
    return f"wavetank-{tracked_version()}.data/data/{SHARE}/{file}"


@pytest.fixture(scope="module")
def wheel_names(tmp_path_factory):
    """The names in a wheel that is built from this tree as `pip install .` builds it."""
    (wheel,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path_factory.mktemp("wheel")), versions=["standard"])
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_bundle_was_built_from_the_sources_that_stand_here():
    committed = (BUNDLE / "sources.sha256").read_text(encoding="utf-8")
    assert committed == load_stamp()(SOURCES), "the bundle is stale: npm ci && npm run build:prod in labextension/"


def test_stamp_changes_with_every_kind_of_source(tmp_path):
    (tmp_path / "src").mkdir()
    names = ["src/index.ts", "package.json", "package-lock.json", "tsconfig.json"]
    for name in names:
        (tmp_path / name).write_text("before", encoding="utf-8")
    stamp = load_stamp()
    seen = {stamp(tmp_path)}
    for name in names:
        (tmp_path / name).write_text("after", encoding="utf-8")
        seen.add(stamp(tmp_path))
    (tmp_path / "src" / "new.ts").touch()
    seen.add(stamp(tmp_path))
    assert len(seen) == len(names) + 2


def test_bundle_is_a_production_build():
    assert not list(BUNDLE.rglob("*.map"))
    assert not (BUNDLE / "build_log.json").exists()


def test_bundle_holds_the_file_that_lab_loads_first():
    assert (BUNDLE / read_json(BUNDLE / "package.json")["jupyterlab"]["_build"]["load"]).is_file()


@pytest.mark.parametrize("path", [SOURCES / "package.json", SOURCES / "package-lock.json", BUNDLE / "package.json"])
def test_extension_has_the_version_of_the_package(path):
    assert read_json(path)["version"] == tracked_version()


def test_wheel_puts_install_json_where_lab_looks(wheel_names):
    assert place_in_wheel("install.json") in wheel_names


def test_wheel_carries_every_file_of_the_bundle_once(wheel_names):
    files = [path.relative_to(BUNDLE).as_posix() for path in BUNDLE.rglob("*") if path.is_file()]
    for file in files:
        assert [name for name in wheel_names if name.endswith(f"labextension/{file}")] == [place_in_wheel(file)]
