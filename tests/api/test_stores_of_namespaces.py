from __future__ import annotations

from datetime import timedelta

import pytest

import wavetank as wt


@pytest.fixture
def engine():
    with wt.Engine() as engine:
        yield engine


def test_keys_are_put_and_read_with_their_types(engine):
    keys = engine.kv("company.team")
    keys.put("key", {"a": 1}, "PT5M", description="why")
    assert keys.get("key") == {"a": 1}
    assert keys.exists("key")
    assert keys.keys() == ["key"]
    entry = keys.entry("key")
    assert (entry.type, entry.description) == ("JSON", "why")
    assert entry.expires.tzinfo is not None
    assert keys.delete("key")
    assert not keys.exists("key")


@pytest.mark.parametrize("ttl", [60, "PT1M", timedelta(minutes=1)])
def test_a_ttl_is_a_duration_in_any_spelling(engine, ttl):
    engine.kv("n").put("key", 1, ttl)
    assert engine.kv("n").entry("key").expires is not None


def test_what_cannot_be_is_refused(engine):
    with pytest.raises(wt.InputError, match="ttl"):
        engine.kv("n").put("key", 1, "five minutes")
    with pytest.raises(wt.NotFoundError):
        engine.kv("n").get("key")


def test_a_store_shows_its_keys(engine):
    engine.kv("n").put("key", 1)
    assert repr(engine.kv("n")) == "KeyValueStore('n': key)"


def test_keys_and_files_outlive_the_engine(tmp_path):
    with wt.Engine(tmp_path / "home") as engine:
        engine.kv("n").put("key", 1)
        engine.files("n").put("a.txt", "x")
    with wt.Engine(tmp_path / "home") as engine:
        assert engine.kv("n").get("key") == 1
        assert engine.files("n").read("a.txt") == b"x"


def test_engine_render_sees_keys_and_files_of_the_flow_that_it_is_given(engine):
    engine.kv("company").put("key", 7)
    engine.files("company.team").put("a.txt", "file")
    flow = {"flow": {"id": "f", "namespace": "company.team"}}
    assert engine.render("{{ kv('key') }} {{ read('a.txt') }}", flow) == "7 file"
    with pytest.raises(wt.ExpressionError, match="namespace"):
        engine.render("{{ kv('key') }}", {})


def test_a_namespace_file_has_a_path_and_a_uri(engine):
    file = engine.files("company.team").put("/a/b.txt", "x")
    assert (file.path, file.uri, file.is_directory) == ("a/b.txt", "kestra:///company/team/_files/a/b.txt", False)
    assert engine.storage.read(file.uri) == b"x"


def test_the_storage_names_folders(engine):
    assert engine.storage.uri("a.b", "f", "e", trigger="t") == "kestra:///a/b/f/executions/e/trigger/t"
