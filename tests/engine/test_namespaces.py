from __future__ import annotations

import pytest

from wavetank.engine.namespaces import Namespaces
from wavetank.engine.system_clock import SystemClock
from wavetank.errors import NotFoundError
from wavetank.model.stored_flow import StoredFlow
from wavetank.model.transaction import Transaction
from wavetank.storage.fsspec_storage import FsspecStorage
from wavetank.stores.sqlite_store import SqliteStore


@pytest.fixture
def namespaces():
    clock, store = SystemClock(), SqliteStore(None)
    flow = StoredFlow(namespace="company.team", id="f", revision=1, source="", created=clock.now())
    store.commit(Transaction(flows=[flow]))
    yield Namespaces(store, FsspecStorage("memory://namespaces"), clock)
    store.close()


def test_those_with_flows_and_those_above_them_are_known(namespaces):
    assert namespaces.known() == ["company", "company.team"]


@pytest.mark.parametrize("namespace", ["company.team", "company", "mine", "mine.own"])
def test_a_flow_uses_its_own_namespace_those_above_it_and_those_that_are_known(namespaces, namespace):
    assert namespaces.keys_for(namespace, "mine.own").keys() == []


@pytest.mark.parametrize("namespace", ["company.teams", "mine.own.inner", "min"])
def test_any_other_must_hold_a_key(namespaces, namespace):
    with pytest.raises(NotFoundError, match=f"'{namespace}' does not exist"):
        namespaces.keys_for(namespace, "mine.own")
    namespaces.keys(namespace).put("key", 1)
    assert namespaces.keys_for(namespace, "mine.own").keys() == ["key"]


def test_the_nearest_value_upwards_counts(namespaces):
    namespaces.keys("a").put("key", "far")
    assert namespaces.inherited("a.b.c", "key").value == "far"
    namespaces.keys("a.b").put("key", "near")
    assert namespaces.inherited("a.b.c", "key").value == "near"
    assert namespaces.inherited("a.b.c", "other") is None
