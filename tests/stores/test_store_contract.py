"""The obligations of the `Store` port, for every adapter of it."""

from __future__ import annotations

import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone

import pytest

from wavetank.errors import StoreError
from wavetank.model.event import Outcome
from wavetank.model.level import Level
from wavetank.model.purged import Purged
from wavetank.model.records import (
    ExecutionCreated,
    ExecutionEnded,
    ExecutionStarted,
    TaskRunCreated,
    TaskRunCut,
    TaskRunEnded,
    TaskRunResolved,
    TaskRunStarted,
    TriggerInfo,
)
from wavetank.model.state import State
from wavetank.model.transaction import Append, Transaction
from wavetank.model.trigger_state import Backfill
from wavetank.stores.sqlite_store import SqliteStore

from .store_samples import (
    NAMESPACE,
    append,
    at,
    created,
    creating,
    creation,
    end,
    ended,
    flow,
    log,
    metric,
    summary,
    trigger,
    verdict,
    window,
)

EVERY_RECORD = (
    ExecutionStarted(at=at(1)),
    TaskRunCreated(at=at(2), id="r", task_id="t", parent_id="p", value="v", iteration=3, branch="errors", group=2),
    TaskRunStarted(at=at(3), id="r", attempt=False),
    TaskRunResolved(at=at(4), id="r", answer=["a", {"b": None}], outputs={"n": 1.5}),
    TaskRunCut(at=at(5), id="r"),
    TaskRunEnded(at=at(6), id="r", state=State.FAILED, outputs={"text": "ü\u0000"}, error="no"),
    ExecutionEnded(at=at(7), state=State.WARNING, outputs={"big": 2**63}, error="why"),
)


def ids(found):
    return [one.id for one in found]


def test_a_creation_leaves_its_summary_its_records_and_its_verdicts(store):
    made = creation("one", "orders/0/1", labels={"team": "a"}, trigger_id="kafka", owner="engine")
    assert store.commit(creating(made, synced=True)) == {}
    assert store.summary("one") == made.summary
    assert store.records("one") == [created("one")]
    assert store.verdicts() == list(made.verdicts)


def test_what_was_never_written_is_not_found(store):
    assert store.summary("none") is None
    assert store.records("none") == []
    assert store.flow("none", "none") is None
    assert store.summaries() == store.open_executions() == store.flows() == store.verdicts() == store.logs() == []


def test_records_come_back_in_the_order_in_which_they_were_appended(store):
    store.commit(creating(creation("one"), creation("two")))
    store.commit(Transaction(appends=[append("one", 1, 3), append("two", 1)]))
    store.commit(Transaction(appends=[append("one", 4), append("one", 5, 2)]))
    assert [record.id for record in store.records("one")[1:]] == [f"run-{one}" for one in range(1, 7)]
    assert len(store.records("two")) == 2


def test_the_first_record_is_that_of_the_creation(store):
    store.commit(creating(creation("one"), creation("two")))
    store.commit(Transaction(appends=[append("one", 1, 3)]))
    assert store.first_record("one") == created("one") == store.records("one")[0]
    assert store.first_record("none") is None


def test_every_kind_of_record_comes_back_as_it_was(store):
    store.commit(creating(creation("one")))
    store.commit(Transaction(appends=[Append("one", 1, EVERY_RECORD)]))
    assert store.records("one")[1:] == list(EVERY_RECORD)


def test_a_creation_comes_back_with_its_trigger(store):
    first = ExecutionCreated(
        at=at(0),
        id="one",
        namespace=NAMESPACE,
        flow_id="orders",
        flow_revision=2,
        inputs={"n": 1},
        labels={"a": "b"},
        trigger=TriggerInfo(id="kafka", type="Trigger", variables={"offset": 5}),
        schedule_date=at(1),
    )
    made = creation("one")
    store.commit(creating(type(made)(summary=made.summary, append=Append("one", 0, (first,)))))
    assert store.records("one") == [first]


def test_an_append_without_records_changes_nothing(store):
    store.commit(creating(creation("one")))
    store.commit(Transaction(appends=[Append("one", 1, ()), append("one", 1)]))
    assert len(store.records("one")) == 2


def test_times_come_back_in_utc_to_the_microsecond(store):
    local = datetime(2026, 11, 22, 12, 0, 0, 123456, tzinfo=timezone(timedelta(hours=2)))
    store.commit(creating(creation("one", created=local)))
    found = store.summary("one").created
    assert found == local
    assert found.isoformat() == "2026-11-22T10:00:00.123456+00:00"
    assert found.tzinfo is UTC


def test_a_time_without_a_zone_is_refused(store):
    with pytest.raises(StoreError, match="has no zone"):
        store.commit(creating(creation("one", created=datetime(2026, 1, 1))))  # noqa: DTZ001
    assert store.summaries() == []


def test_a_summary_takes_the_place_of_the_one_before(store):
    store.commit(creating(creation("one")))
    store.commit(Transaction(summaries=[summary("one", owner="a"), ended("one", State.FAILED, error="no", owner="b")]))
    assert store.summary("one") == ended("one", State.FAILED, error="no", owner="b")
    assert store.summaries(states=[State.RUNNING]) == []


def test_what_others_wrote_between_two_marks_is_found_with_what_was_there_before(store):
    store.commit(creating(creation("one", owner="a"), creation("two", owner="b"), creation("mine", owner="me")))
    before = store.mark()
    store.commit(Transaction(appends=[append("two", 1, 2), append("mine", 1)]))
    store.commit(Transaction(appends=[append("one", 1), append("two", 3)]))
    after = store.mark()
    found = store.written_by_others("me", before.position, after.position)
    assert [(each.id, known) for each, known in found] == [("one", 1), ("two", 1)]
    assert store.written_by_others("me", after.position, store.mark().position) == []
    assert store.written_by_others("me", 0, before.position)[0][1] == 0
    assert ids(each for each, _ in store.written_by_others("", 0, before.position)) == ["one", "two", "mine"]


def test_what_is_written_after_a_purge_of_the_newest_records_lies_behind_the_mark(store):
    store.commit(creating(creation("one", owner="a")))
    store.commit(creating(creation("two", owner="a")))
    for gone, next_one in (("two", "three"), ("three", "four")):
        before = store.mark()
        store.purge([gone], executions=True, logs=False, metrics=False)
        store.commit(creating(creation(next_one, owner="a")))
        found = store.written_by_others("me", before.position, store.mark().position)
        assert [each.id for each, _ in found] == [next_one]


def test_a_mark_tells_whether_somebody_else_has_written(tmp_path):
    with closing(SqliteStore(tmp_path / "a.db")) as store, closing(SqliteStore(tmp_path / "a.db")) as other:
        assert (store.shared, SqliteStore(None).shared) == (True, False)
        first = store.mark()
        store.commit(creating(creation("one")))
        second = store.mark()
        assert (second.writes, second.position > first.position) == (first.writes, True)
        other.commit(creating(creation("two")))
        assert store.mark().writes != first.writes


def test_summaries_come_the_newest_first(store):
    store.commit(creating(creation("one"), creation("two")))
    store.commit(creating(creation("three")))
    store.commit(Transaction(summaries=[ended("one")]))
    assert ids(store.summaries()) == ["three", "two", "one"]
    assert ids(store.summaries(limit=2)) == ["three", "two"]
    assert ids(store.summaries(limit=0)) == []


def test_summaries_have_no_limit_when_none_is_wanted(store):
    store.commit(creating(*[creation(f"{one}") for one in range(60)]))
    assert len(store.summaries()) == 50
    assert len(store.summaries(limit=None)) == 60


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"namespace": "a", "flow_id": "f"}, ["a-f-KILLED", "a-f-FAILED", "a-f-SUCCESS"]),
        ({"namespace": "b"}, ["b-g-KILLED", "b-g-FAILED", "b-g-SUCCESS", "b-f-KILLED", "b-f-FAILED", "b-f-SUCCESS"]),
        ({"flow_id": "g", "states": [State.FAILED]}, ["b-g-FAILED", "a-g-FAILED"]),
        ({"namespace": "a", "flow_id": "f", "states": [State.SUCCESS, State.KILLED]}, ["a-f-KILLED", "a-f-SUCCESS"]),
        ({"states": [State.FAILED, State.FAILED], "limit": 3}, ["b-g-FAILED", "b-f-FAILED", "a-g-FAILED"]),
        ({"namespace": "a", "states": [State.PAUSED]}, []),
    ],
)
def test_summaries_are_chosen_by_namespace_flow_and_state(store, wanted, found):
    states = (State.SUCCESS, State.FAILED, State.KILLED)
    made = [(space, name, state) for space in "ab" for name in "fg" for state in states]
    store.commit(
        creating(
            *[
                creation(f"{space}-{name}-{state}", namespace=space, flow_id=name, state=state)
                for space, name, state in made
            ]
        )
    )
    assert ids(store.summaries(**wanted)) == found


STATES = (State.SUCCESS, State.FAILED, State.RUNNING)


@pytest.fixture(scope="module", params=["file", "memory"])
def long_store(request, tmp_path_factory):
    """One of six thousand executions, some of which were deleted, with texts of all kinds in their rows."""
    store = SqliteStore(tmp_path_factory.mktemp("long") / "history.db" if request.param == "file" else None)
    made = [
        creation(
            f"{number}",
            namespace="ab"[number % 2],
            flow_id="fgh"[number % 3],
            state=STATES[number % 7 % 3],
            created=at(number),
            ended=at(number + 0.25) if number % 5 else None,
            trigger_id="t" if number % 11 else None,
            labels={"a": f"{number % 4}", "b": 'ü"\n'} if number % 4 else {},
            error=f'no,\n\\"{number}\u2028ü' if number % 100 == 0 else "",
        )
        for number in range(6000)
    ]
    store.commit(creating(*made))
    gone = [f"{number}" for number in [*range(30), *range(2000, 3000), *range(4000, 5990, 3), 5999]]
    for start in range(0, len(gone), 500):
        store.purge(gone[start : start + 500], executions=True, logs=False, metrics=False)
    yield store
    store.close()


@pytest.mark.parametrize(
    "wanted",
    [
        {"limit": None},
        {"limit": 3000},
        {"limit": 20_000},
        {"limit": 4097},
        {"flow_id": "g", "limit": None},
        {"namespace": "a", "flow_id": "f", "limit": 1001},
        {"states": [State.FAILED, State.RUNNING], "limit": 2500},
        {"states": [State.FAILED], "labels": {"a": "1"}, "limit": None},
        {"labels": {"b": 'ü"\n'}, "limit": 4097},
        {"namespace": "nobody", "limit": None},
    ],
)
def test_a_listing_of_very_many_is_what_their_rows_are(long_store, wanted):
    expected = long_store.summaries(**wanted)
    found = long_store.listing(**wanted)
    assert len(found) == len(expected)
    assert list(found) == expected
    assert found[-3:] == expected[-3:]


def test_summaries_are_chosen_by_labels(store):
    labelled = {"one": {"a": "1"}, "two": {"a": "1", "b": '2"'}, "three": {"a": "2"}}
    store.commit(creating(*[creation(name, labels=labels) for name, labels in labelled.items()]))
    assert ids(store.summaries(labels={"a": "1"})) == ["two", "one"]
    assert ids(store.summaries(labels={"a": "1", "b": '2"'})) == ["two"]
    assert ids(store.summaries(labels={"a": "1"}, states=[State.RUNNING, State.CREATED], limit=1)) == ["two"]
    assert ids(store.summaries(labels={"a": "3"})) == []


def test_open_executions_are_those_that_have_not_ended_the_oldest_first(store):
    store.commit(creating(creation("one"), creation("two"), creation("three")))
    store.commit(Transaction(appends=[end("two", 1)], summaries=[ended("two")]))
    assert ids(store.open_executions()) == ["one", "three"]
    store.commit(Transaction(summaries=[summary("two", state=State.RESTARTED)]))
    assert ids(store.open_executions()) == ["one", "two", "three"]


def test_an_identity_makes_one_execution(store):
    store.commit(creating(creation("one", "orders/0/1")))
    assert store.commit(creating(creation("two", "orders/0/1"))) == {"two": "one"}
    assert store.summary("two") is None
    assert store.records("two") == []
    assert ids(store.summaries()) == ["one"]
    duplicate = store.verdicts(identity="orders/0/1", limit=1)[0]
    assert duplicate.id == "v-two-orders/0/1"
    assert (duplicate.outcome, duplicate.stage, duplicate.execution_id) == (Outcome.DUPLICATE, "identity", "one")
    assert "one" in duplicate.reason


def test_an_identity_makes_one_execution_within_a_transaction_too(store):
    made = creating(creation("one", "a"), creation("two", "b", "a"), creation("three", "b"))
    assert store.commit(made) == {"two": "one"}
    assert ids(store.summaries()) == ["three", "one"]


def test_a_refused_creation_leaves_its_other_identities_free(store):
    store.commit(creating(creation("one", "b")))
    assert store.commit(creating(creation("two", "a", "b", "c"))) == {"two": "one"}
    assert store.fired(NAMESPACE, "orders", "kafka", ["a", "b", "c"]) == {"b": "one"}
    found = store.verdicts(limit=3)
    assert [one.outcome for one in found] == [Outcome.DUPLICATE] * 3
    assert [one.execution_id for one in found] == ["one"] * 3
    assert store.commit(creating(creation("three", "a", "c"))) == {}


def test_each_duplicate_points_to_the_execution_of_its_own_identity(store):
    store.commit(creating(creation("one", "a"), creation("two", "b")))
    assert store.commit(creating(creation("three", "a", "b"))) == {"three": "one"}
    assert [one.execution_id for one in store.verdicts(limit=2)] == ["two", "one"]


def test_what_follows_a_refused_creation_in_its_transaction_is_refused_with_it(store):
    store.commit(creating(creation("one", "a")))
    store.commit(
        creating(
            creation("two", "a"),
            appends=[append("two", 1), append("one", 1)],
            summaries=[ended("two")],
            logs=[log("of two", "two"), log("of one", "one")],
            metrics=[metric("rows", "two")],
        )
    )
    assert store.summary("two") is None
    assert store.records("two") == store.metrics("two") == []
    assert [entry.message for entry in store.logs()] == ["of one"]
    assert len(store.records("one")) == 2


def test_an_identity_that_stands_twice_in_one_creation_is_one_identity(store):
    made = creation("one", "a")
    twice = (made.verdicts[0], verdict("v-other", "a", execution_id="one"))
    assert store.commit(creating(type(made)(made.summary, made.append, twice))) == {}
    assert len(store.verdicts()) == 2


def test_creations_without_identities_are_never_refused(store):
    assert store.commit(creating(creation("one"), creation("two"))) == {}
    assert ids(store.summaries()) == ["two", "one"]


@pytest.mark.parametrize("other", [{"namespace": "x"}, {"flow_id": "x"}, {"trigger_id": "x"}])
def test_an_identity_belongs_to_its_trigger(store, other):
    store.commit(creating(creation("one", "a")))
    made = creation("two")
    elsewhere = type(made)(made.summary, made.append, (verdict("v", "a", execution_id="two", **other),))
    assert store.commit(creating(elsewhere)) == {}


def test_fired_returns_those_identities_that_made_an_execution(store):
    names = [f"bucket/key-{one}'\"%\x00" for one in range(1200)]
    store.commit(creating(*[creation(f"{one}", name) for one, name in enumerate(names) if one % 2]))
    found = store.fired(NAMESPACE, "orders", "kafka", names)
    assert found == {name: f"{one}" for one, name in enumerate(names) if one % 2}
    assert store.fired(NAMESPACE, "orders", "other", names) == store.fired(NAMESPACE, "orders", "kafka", []) == {}


def test_flows_are_the_newest_revisions_that_are_not_deleted(store):
    store.commit(Transaction(flows=[flow("b"), flow("a"), flow("b", 2), flow("gone"), flow("gone", 2, deleted=True)]))
    assert store.flows() == [flow("a"), flow("b", 2)]
    assert store.flow(NAMESPACE, "b") == flow("b", 2)
    assert store.flow(NAMESPACE, "b", 1) == flow("b")
    assert store.flow(NAMESPACE, "b", 3) is None
    assert store.flow(NAMESPACE, "gone") == flow("gone", 2, deleted=True)


def test_a_revision_takes_the_place_of_the_same_one(store):
    store.commit(Transaction(flows=[flow("a", owner="one")]))
    store.commit(Transaction(flows=[flow("a", owner="two")]))
    assert store.flows() == [flow("a", owner="two")]
    store.commit(Transaction(flows=[flow("a", owner="three", source="id: another")]))
    assert store.flows() == [flow("a", owner="two")]


def test_the_state_of_a_trigger_takes_the_place_of_the_one_before(store):
    store.commit(Transaction(triggers=[trigger("b", date=at(1)), trigger("a"), trigger("a", flow_id="other")]))
    store.commit(Transaction(triggers=[trigger("b", next_date=at(2), disabled=True, listener="digest")]))
    assert store.triggers(NAMESPACE, "orders") == [
        trigger("a"),
        trigger("b", next_date=at(2), disabled=True, listener="digest"),
    ]


def test_a_trigger_comes_back_with_its_backfill(store):
    state = trigger(
        "a",
        backfill=Backfill(
            id="one", start=at(1), end=at(2), resume_at=at(3), paused=True, inputs={"n": 1}, labels={"a": "b"}
        ),
    )
    store.commit(Transaction(triggers=[state]))
    assert store.triggers(NAMESPACE, "orders") == [state]


def test_a_window_takes_the_place_of_the_one_before(store):
    store.commit(Transaction(windows=[window("b", "x"), window("a"), window("a", flow_id="other")]))
    later = window("b", "x", "y", start=at(5), end=at(70), outputs={"rows": 3})
    store.commit(Transaction(windows=[later]))
    assert store.windows(NAMESPACE, "orders") == [window("a"), later]


def test_a_closed_window_is_no_more(store):
    store.commit(Transaction(windows=[window("a"), window("b")], closed=[window("b").key]))
    store.commit(Transaction(closed=[window("none").key]))
    assert store.windows(NAMESPACE, "orders") == [window("a")]
    assert store.triggers("x", "orders") == []


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, ["5", "4", "3", "2", "1"]),
        ({"limit": 2}, ["5", "4"]),
        ({"limit": None}, ["5", "4", "3", "2", "1"]),
        ({"namespace": "x"}, ["4"]),
        ({"flow_id": "other"}, ["5"]),
        ({"namespace": NAMESPACE, "flow_id": "orders"}, ["3", "2", "1"]),
        ({"identity": "a"}, ["4", "3", "1"]),
        ({"identity": "a", "namespace": NAMESPACE, "flow_id": "orders"}, ["3", "1"]),
        ({"verdict_id": "2"}, ["2"]),
        ({"verdict_id": "2", "identity": "a"}, []),
        ({"execution_id": "e"}, ["5", "3"]),
    ],
)
def test_verdicts_are_chosen_by_what_is_asked_the_newest_first(store, wanted, found):
    rejected = {"outcome": Outcome.REJECTED, "stage": "conditions", "reason": "1 > 2 is false"}
    store.commit(Transaction(verdicts=[verdict("1", "a", **rejected), verdict("2", "b")]))
    store.commit(
        Transaction(
            verdicts=[
                verdict("3", "a", execution_id="e"),
                verdict("4", "a", namespace="x"),
                verdict("5", "c", flow_id="other", execution_id="e"),
            ]
        )
    )
    assert ids(store.verdicts(**wanted)) == found


def test_a_verdict_comes_back_as_it_was(store):
    given = verdict("1", "a", outcome=Outcome.FAILED, stage="inputs", reason="no `n`", payload="{}")
    store.commit(Transaction(verdicts=[given]))
    assert store.verdicts() == [given]


def test_logs_come_in_the_order_in_which_they_were_written(store):
    full = log("three", "one", level=Level.ERROR, task_id="t", task_run_id="r", attempt=2, trigger_id="k", at=at(0))
    store.commit(Transaction(logs=[log("one", "one"), log("two")]))
    store.commit(Transaction(logs=[full]))
    assert store.logs() == [log("one", "one"), log("two"), full]
    assert store.logs("one") == [log("one", "one"), full]
    assert store.logs(limit=2) == [log("two"), full]
    assert store.logs("one", limit=1) == [full]


def test_metrics_come_in_the_order_in_which_they_were_written(store):
    given = [metric("b", "one", tags={"table": "x"}), metric("a", "one", type="timer", value=0.001)]
    store.commit(Transaction(metrics=[*given, metric("c", "two")]))
    assert store.metrics("one") == given


@pytest.mark.parametrize("value", [object(), "\ud800"])
def test_a_value_that_cannot_be_written_leaves_nothing(store, value):
    bad = Append("one", 1, (TaskRunEnded(at=at(1), id="r", state=State.SUCCESS, outputs={"value": value}),))
    with pytest.raises(StoreError):
        store.commit(creating(creation("one"), appends=[bad]))
    assert store.summaries() == []


@pytest.mark.parametrize(
    "transaction",
    [
        Transaction(flows=[flow("new")], appends=[append("none", 0)]),
        Transaction(flows=[flow("new")], summaries=[summary("none")]),
        Transaction(flows=[flow("new")], appends=[append("one", 0)]),
        creating(creation("one"), flows=[flow("new")]),
        creating(creation("two"), flows=[flow("\ud800")]),
    ],
)
def test_a_transaction_that_contradicts_what_is_stored_is_refused_whole(store, transaction):
    store.commit(creating(creation("one")))
    with pytest.raises(StoreError):
        store.commit(transaction)
    assert store.flows() == []
    assert ids(store.summaries()) == ["one"]
    assert store.records("one") == [created("one")]
    store.commit(creating(creation("after")))
    assert ids(store.summaries()) == ["after", "one"]


def test_a_closed_store_says_so(store):
    store.close()
    store.close()
    with pytest.raises(StoreError, match="closed"):
        store.summaries()
    with pytest.raises(StoreError, match="closed"):
        store.commit(Transaction())


def test_readers_see_whole_transactions_only(store):
    """Each commit adds a record to each of five executions, so any reading of one must find their rows in step."""
    names = [f"e{one}" for one in range(5)]
    store.commit(creating(*[creation(name, labels={"n": "0"}) for name in names]))
    done = threading.Event()
    seen: set[frozenset[str]] = set()

    def read() -> None:
        while not done.is_set():
            seen.add(frozenset(one.labels["n"] for one in store.summaries()))

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    turn = 0
    while len(seen) < 50:
        turn += 1
        store.commit(Transaction(summaries=[summary(name, labels={"n": f"{turn}"}) for name in names]))
    done.set()
    for reader in readers:
        reader.join()
    assert all(len(found) == 1 for found in seen)


def test_purged_executions_are_gone_with_what_is_asked_for(store):
    store.commit(creating(creation("one", "i-1"), creation("two")))
    store.commit(Transaction(logs=[log("a", "one"), log("b", "two")], metrics=[metric("m", "one")]))
    assert store.purge(["one"], executions=True, logs=True, metrics=True) == Purged(executions=1, logs=1, metrics=1)
    assert store.summary("one") is None
    assert store.records("one") == []
    assert ids(store.summaries()) == ["two"]
    assert [entry.message for entry in store.logs()] == ["b"]
    assert store.metrics("one") == []


def test_an_event_that_comes_again_after_a_purge_makes_no_second_execution(store):
    store.commit(creating(creation("one", "i-1")))
    store.purge(["one"], executions=True, logs=True, metrics=True)
    assert store.commit(creating(creation("again", "i-1"))) == {"again": "one"}


def test_a_purge_leaves_what_it_is_not_asked_for(store):
    store.commit(creating(creation("one")))
    store.commit(Transaction(logs=[log("a", "one")], metrics=[metric("m", "one")]))
    assert store.purge(["one", "unknown"], executions=False, logs=True, metrics=False) == Purged(logs=1)
    assert store.summary("one") is not None
    assert len(store.metrics("one")) == 1
    assert store.purge([], executions=True, logs=True, metrics=True) == Purged()


def test_executions_go_on_being_written_after_a_purge(store):
    store.commit(creating(creation("one")))
    store.purge(["one"], executions=True, logs=True, metrics=True)
    store.commit(creating(creation("two")))
    store.commit(Transaction(appends=[append("two", 1)]))
    assert len(store.records("two")) == 2


def test_executions_that_ended_before_a_moment_are_found_the_oldest_first(store):
    store.commit(creating(*[creation(name) for name in ("one", "two", "three", "four")]))
    changed = [ended("one", ended=at(5)), ended("three", ended=at(1)), ended("four", ended=at(20))]
    store.commit(Transaction(summaries=changed))
    assert ids(store.ended_before(at(10), 10)) == ["three", "one"]
    assert ids(store.ended_before(at(10), 1)) == ["three"]
    assert ids(store.ended_before(at(1), 10)) == []


def test_the_oldest_verdicts_are_purged_so_many_at_a_time(store):
    verdicts = [verdict(f"v{number}", f"i{number}", at=at(number)) for number in range(10)]
    store.commit(Transaction(verdicts=verdicts))
    assert store.purge_verdicts(at(5), 3) == 3
    assert store.purge_verdicts(at(5), 3) == 2
    assert store.purge_verdicts(at(5), 3) == 0
    assert len(store.verdicts()) == 5


def test_logs_are_purged_by_namespace_flow_execution_severity_and_time(store):
    entries = [
        log("here"),
        log("below", namespace=f"{NAMESPACE}.sub"),
        log("beside", namespace=f"{NAMESPACE}s"),
        log("other flow", flow_id="other"),
        log("warning", level=Level.WARN),
        log("late", at=at(100)),
        log("of an execution", execution_id="one"),
    ]

    def left(**scope):
        store.purge_logs()
        store.commit(Transaction(logs=entries))
        gone = store.purge_logs(**scope)
        rest = {entry.message for entry in store.logs()}
        assert gone == len(entries) - len(rest)
        return {entry.message for entry in entries} - rest

    assert left(below=NAMESPACE) == {entry.message for entry in entries} - {"beside"}
    assert left(flow_id="other") == {"other flow"}
    assert left(levels=[Level.WARN, Level.ERROR]) == {"warning"}
    assert left(start=at(50)) == {"late"}
    assert left(execution_id="one") == left(of_executions=True) == {"of an execution"}
    assert left(execution_id="one", of_executions=False) == set()
    inside = left(below=NAMESPACE, end=at(50), levels=[Level.INFO], of_executions=False)
    assert inside == {"here", "below", "other flow"}


def test_a_sign_of_a_pattern_in_a_namespace_means_itself(store):
    store.commit(Transaction(logs=[log("a")]))
    assert store.purge_logs(below="company.*") == 0
