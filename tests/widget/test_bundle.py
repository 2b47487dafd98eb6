"""The built module of the widget is kept in git: here it is held to its sources, its messages and its size."""

from __future__ import annotations

import importlib.util
import json
import re
import tomllib
from pathlib import Path

from wavetank.notebook.widgets.execution_requests import ExecutionRequests
from wavetank.notebook.widgets.flow_requests import FlowRequests
from wavetank.notebook.widgets.live_card import LiveCard
from wavetank.notebook.widgets.rows import COLUMNS
from wavetank.notebook.widgets.watching import Watching

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "widget"
STATIC = ROOT / "src" / "wavetank" / "notebook" / "widgets" / "static"


def load_stamp():
    specification = importlib.util.spec_from_file_location("widget_stamp", SOURCES / "stamp.py")
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module.stamp


def listed(name):
    text = (SOURCES / "src" / "model.ts").read_text(encoding="utf-8")
    body = re.search(rf"export const {name} = \[(.*?)\]", text, re.DOTALL)[1]
    return tuple(re.findall(r"'(\w+)'", body))


def requests_in(owner):
    return {name for name in vars(owner) if not name.startswith("_") and name not in ("close", "push")}


def test_module_was_built_from_the_sources_that_stand_here():
    committed = (STATIC / "sources.sha256").read_text(encoding="utf-8")
    assert committed == load_stamp()(SOURCES), "the module is stale: npm ci && npm run build in widget/"


def test_page_asks_for_exactly_what_the_kernel_answers():
    answered = {"open"}.union(*(requests_in(owner) for owner in (FlowRequests, ExecutionRequests, Watching)))
    assert hasattr(LiveCard, "_open")
    assert set(listed("METHODS")) == answered


def test_page_and_kernel_agree_on_the_columns_of_a_row():
    assert listed("COLUMNS") == COLUMNS


def test_module_stays_small_because_every_card_carries_it():
    assert (STATIC / "wavetank.js").stat().st_size < 40_000
    assert (STATIC / "live.css").stat().st_size < 10_000


def test_module_has_the_version_of_the_package():
    package = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    for name in ("package.json", "package-lock.json"):
        assert json.loads((SOURCES / name).read_text(encoding="utf-8"))["version"] == package
