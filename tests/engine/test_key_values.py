from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from wavetank.engine.key_values import KeyValues
from wavetank.errors import InputError, NotFoundError, StateError, StorageError
from wavetank.lab import VirtualClock
from wavetank.storage.fsspec_storage import FsspecStorage

START = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def clock():
    return VirtualClock(START)


@pytest.fixture
def storage(tmp_path):
    return FsspecStorage(str(tmp_path))


@pytest.fixture
def keys(storage, clock):
    return KeyValues(storage, clock, "company.team")


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("text", "STRING"),
        ('"quoted" {{ x }}\n', "STRING"),
        (7, "NUMBER"),
        (1.5, "NUMBER"),
        (False, "BOOLEAN"),
        (datetime(2026, 1, 2, 3, 4, 5, 678000, UTC), "DATETIME"),
        (date(2026, 1, 2), "DATE"),
        (timedelta(hours=25), "DURATION"),
        ({"a": [1, None, {"b": START}]}, "JSON"),
        ([], "JSON"),
        (None, "JSON"),
    ],
)
def test_a_value_comes_back_with_its_type(keys, value, kind):
    keys.put("key", value)
    found = keys.entry("key")
    assert found.value == value
    assert type(found.value) is type(value)
    assert found.type == kind


@pytest.mark.parametrize(("text", "length"), [("PT5S", 5), ("P1DT1H", 90000), ("PT0.5S", 0.5)])
def test_a_text_that_is_an_iso_duration_comes_back_as_one(keys, text, length):
    keys.put("key", text)
    assert keys.entry("key").value == timedelta(seconds=length)


@pytest.mark.parametrize("text", ["P", "PT", "P1Y", "PT5", "pt5s", "5"])
def test_a_text_that_is_none_stays_a_text(keys, text):
    keys.put("key", text)
    assert keys.entry("key").value == text


def test_a_decimal_comes_back_as_a_number_that_json_knows(keys):
    keys.put("key", {"n": Decimal("1.50")})
    assert keys.entry("key").value == {"n": 1.5}


def test_a_key_is_one_file_of_ion_and_its_metadata_another(keys, storage):
    keys.put("key", {"a": 1}, ttl=timedelta(minutes=1), description="for a test")
    assert storage.read("kestra:///company/team/_kv/key.ion") == b"{a:1}"
    metadata = storage.read("kestra:///company/team/_kv/key.ion.metadata").decode()
    assert metadata == '{description:"for a test",expirationDate:"2026-01-01T00:01:00+00:00"}'
    assert keys.entry("key").description == "for a test"


def test_a_new_value_without_a_ttl_does_not_expire_with_the_old_one(keys, clock):
    keys.put("key", 1, ttl=timedelta(minutes=1))
    keys.put("key", 2)
    clock.advance(3600)
    assert keys.entry("key").value == 2
    assert keys.entry("key").expires is None


def test_a_value_expires_at_its_moment_by_the_clock_of_the_engine(keys, clock):
    keys.put("key", 1, ttl=timedelta(minutes=1))
    clock.advance(59)
    assert keys.exists("key")
    clock.advance(1)
    assert not keys.exists("key")
    assert keys.keys() == []
    assert keys.expired() == ["key"]


def test_reading_an_expired_value_says_so_once_and_deletes_it(keys, clock, storage):
    keys.put("key", 1, ttl=timedelta(minutes=1))
    clock.advance(60)
    with pytest.raises(NotFoundError, match="has expired"):
        keys.find("key")
    assert keys.find("key") is None
    assert storage.list("kestra:///company") == []


def test_a_missing_key_is_none_to_find_and_an_error_to_ask_for(keys):
    assert keys.find("key") is None
    with pytest.raises(NotFoundError, match=r"'key' in namespace 'company\.team'"):
        keys.entry("key")


@pytest.mark.parametrize("key", ["a", "A-1_b.c", "0", "a.ion", "a.ion.metadata"])
def test_such_keys_are_accepted(keys, key):
    keys.put(key, 1)
    assert keys.keys() == [key]
    assert keys.delete(key)


@pytest.mark.parametrize("key", ["", "-a", ".a", "a b", "a/b", "../a", "ä", "a\n"])
def test_such_keys_are_refused(keys, key):
    for use in (keys.find, keys.exists, keys.delete, lambda name: keys.put(name, 1)):
        with pytest.raises(InputError, match="key"):
            use(key)


def test_without_overwrite_only_a_value_that_counts_is_in_the_way(keys, clock):
    keys.put("key", 1, ttl=timedelta(minutes=1))
    with pytest.raises(StateError, match="exists"):
        keys.put("key", 2, overwrite=False)
    clock.advance(60)
    keys.put("key", 2, overwrite=False)
    assert keys.entry("key").value == 2


def test_what_ion_cannot_say_is_refused_and_nothing_is_written(keys):
    with pytest.raises(InputError, match="'key' cannot be kept"):
        keys.put("key", object())
    assert keys.keys() == []


def test_a_damaged_file_is_named(keys, storage):
    storage.put("kestra:///company/team/_kv/key.ion", b"{{{")
    with pytest.raises(StorageError, match=r"_kv/key.ion is damaged"):
        keys.entry("key")


def test_namespaces_do_not_see_each_other(keys, storage, clock):
    keys.put("key", 1)
    assert KeyValues(storage, clock, "company").keys() == []
    assert KeyValues(storage, clock, "company.team.sub").keys() == []
