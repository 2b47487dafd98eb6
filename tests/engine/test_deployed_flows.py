from __future__ import annotations

import threading

import pytest

from wavetank.api.assembly import REGISTRY
from wavetank.dialect.read import read_flow
from wavetank.engine.deployed_flows import DeployedFlows


def flow(name):
    text = f"id: {name}\nnamespace: n\ntasks: [{{id: t, type: io.kestra.plugin.core.debug.Return}}]"
    return read_flow(text, REGISTRY)


@pytest.fixture
def flows():
    return DeployedFlows()


class Reading:
    """Reads a flow, and counts how often."""

    def __init__(self, read):
        self._read = read
        self.times = 0

    def __call__(self):
        self.times += 1
        return self._read


def test_a_flow_of_the_home_is_read_once_and_only_when_asked_for(flows):
    first, second = Reading(flow("first")), Reading(flow("second"))
    flows.put_unread({"n.first": first, "n.second": second})
    assert flows["n.first"].id == "first"
    assert flows["n.first"] is flows["n.first"]
    assert (first.times, second.times) == (1, 0)
    assert flows.at_hand() == (flows["n.first"],)
    assert len(flows) == 2


def test_going_through_all_flows_reads_them(flows):
    flows.put_unread({"n.first": Reading(flow("first"))})
    flows.put(flow("second"))
    assert sorted(flows) == ["n.first", "n.second"]


def test_a_flow_that_cannot_be_read_is_not_there(flows):
    flows.put_unread({"n.broken": Reading(None)})
    assert "n.broken" not in flows
    assert list(flows) == []
    assert len(flows) == 0


def test_a_deployed_or_removed_flow_takes_the_place_of_what_the_home_held(flows):
    old = Reading(flow("first"))
    flows.put_unread({"n.first": old, "n.second": old})
    new = flow("first")
    flows.put(new)
    flows.remove("n.second")
    assert dict(flows) == {"n.first": new}
    assert old.times == 0


def test_threads_that_ask_at_once_get_the_same_flow(flows):
    reading = Reading(flow("first"))
    flows.put_unread({"n.first": reading})
    found, start = [], threading.Barrier(8)

    def ask():
        start.wait()
        found.append(flows["n.first"])

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert reading.times == 1
    assert all(one is found[0] for one in found)


def test_flows_may_be_deployed_and_removed_while_others_go_through_them(flows):
    for name in ("first", "second"):
        flows.put(flow(name))
    names = iter(flows)
    assert next(names) == "n.first"
    flows.put(flow("third"))
    flows.remove("n.second")
    assert list(names) == ["n.second"]
    assert list(flows) == ["n.first", "n.third"]
