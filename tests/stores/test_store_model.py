"""Whatever is committed, a store answers as one made of plain lists and dicts does."""

from __future__ import annotations

import itertools
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wavetank.model.state import State
from wavetank.model.transaction import Transaction
from wavetank.stores.sqlite_store import SqliteStore

from .plain_store import PlainStore
from .store_samples import append, creation, flow, log, trigger, verdict, window

NAMESPACES = st.sampled_from(["a", "a.b"])
FLOWS = st.sampled_from(["f", "g"])
STATES = st.sampled_from([State.RUNNING, State.PAUSED, State.SUCCESS, State.FAILED])
IDENTITIES = st.lists(st.sampled_from("uvwxyz"), max_size=3)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)


@st.composite
def histories(draw):
    """Transactions that an engine could commit: it goes on only with executions that it created."""
    known: dict[str, list] = {}
    numbers = itertools.count()
    return [draw(_transactions(known, numbers)) for _ in range(draw(st.integers(1, 6)))]


@st.composite
def _transactions(draw, known, numbers):
    transaction = Transaction(synced=draw(st.booleans()))
    for _ in range(draw(st.integers(0, 4))):
        made = _creation(draw, f"e{next(numbers)}")
        transaction.creations.append(made)
        known[made.summary.id] = [1, made.summary]
    for execution_id in draw(st.lists(st.sampled_from(sorted(known)), max_size=5)) if known else ():
        length, last = known[execution_id]
        count = draw(st.integers(1, 3))
        transaction.appends.append(append(execution_id, length, count))
        changed = msgspec.structs.replace(last, state=draw(STATES), error=draw(TEXTS))
        transaction.summaries.append(changed)
        known[execution_id] = [length + count, changed]
    transaction.verdicts = [verdict(f"v{next(numbers)}", one) for one in draw(IDENTITIES)]
    transaction.logs = [
        log(text, draw(st.sampled_from([None, "e0", "e1"]))) for text in draw(st.lists(TEXTS, max_size=3))
    ]
    transaction.flows = [
        flow(draw(FLOWS), draw(st.integers(1, 3)), deleted=draw(st.booleans())) for _ in range(draw(st.integers(0, 2)))
    ]
    transaction.triggers = [trigger(one, listener=draw(TEXTS)) for one in draw(st.lists(FLOWS, max_size=2))]
    transaction.windows = [
        window(one, *draw(IDENTITIES), flow_id=draw(FLOWS)) for one in draw(st.lists(FLOWS, max_size=2))
    ]
    transaction.closed = [("company.team", draw(FLOWS), one) for one in draw(st.lists(FLOWS, max_size=1))]
    return transaction


def _creation(draw, execution_id):
    scope = {"namespace": draw(NAMESPACES), "flow_id": draw(FLOWS)}
    made = creation(execution_id, **scope, state=draw(STATES), error=draw(TEXTS))
    verdicts = tuple(
        verdict(f"v-{execution_id}-{number}", identity, execution_id=execution_id, **scope)
        for number, identity in enumerate(draw(IDENTITIES))
    )
    return type(made)(made.summary, made.append, verdicts)


@pytest.mark.parametrize("in_file", [False, True])
def test_a_store_answers_as_plain_lists_do(in_file):
    @settings(max_examples=30 if in_file else 150, deadline=None)
    @given(histories())
    def agrees(history):
        with TemporaryDirectory() as folder:
            store, plain = SqliteStore(Path(folder) / "h.db" if in_file else None), PlainStore()
            refused: set[str] = set()
            for transaction in map(_without(refused), history):
                answer = plain.commit(transaction)
                assert store.commit(transaction) == answer
                refused.update(answer)
            _compare(store, plain)
            store.close()

    agrees()


def _without(refused):
    """An engine goes on with what was refused no later than in the same transaction."""

    def cleaned(transaction):
        return msgspec.structs.replace(
            transaction,
            appends=[one for one in transaction.appends if one.execution_id not in refused],
            summaries=[one for one in transaction.summaries if one.id not in refused],
        )

    return cleaned


def _compare(store, plain):
    for execution_id, records in plain.journal.items():
        assert store.records(execution_id) == records
        assert store.summary(execution_id) == plain.rows[execution_id]
    states = [State.RUNNING, State.FAILED]
    for namespace, flow_id, chosen, limit in itertools.product(
        (None, "a"), (None, "f"), ((), states[:1], states), (None, 2)
    ):
        found = store.summaries(namespace=namespace, flow_id=flow_id, states=chosen, limit=limit)
        assert found == plain.summaries(namespace, flow_id, chosen, limit)
    assert store.open_executions() == [one for one in plain.rows.values() if one.ended is None]
    for namespace, flow_id, identity in itertools.product((None, "a"), (None, "f"), (None, "u")):
        found = store.verdicts(namespace=namespace, flow_id=flow_id, identity=identity, limit=5)
        assert _bare(found) == _bare(plain.verdicts(namespace, flow_id, identity, 5))
    assert store.flows() == plain.flows()
    assert store.logs() == plain.entries
    for namespace, flow_id in {key[:2] for key in plain.states}:
        expected = sorted(one for one in plain.states if one[:2] == (namespace, flow_id))
        assert store.triggers(namespace, flow_id) == [plain.states[key] for key in expected]
    for flow_id in ("f", "g"):
        expected = sorted(key for key in plain.windows if key[1] == flow_id)
        assert store.windows("company.team", flow_id) == [plain.windows[key] for key in expected]


def _bare(verdicts):
    """Without the words for a duplicate, which are the store's own."""
    return [msgspec.structs.replace(one, reason="", stage="") for one in verdicts]
