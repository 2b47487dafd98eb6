from __future__ import annotations

from contextlib import closing

import pytest

from wavetank.errors import StoreError
from wavetank.model.event import Event
from wavetank.server.receiver.inbox import Inbox, Letter


@pytest.fixture
def inbox(tmp_path):
    with closing(Inbox(tmp_path / "inbox.db")) as inbox:
        yield inbox


def letter(name, made="e", **variables):
    return Letter("n.f", "t", Event(identities=(name,), variables=variables, execution_id=made))


def test_what_was_put_in_is_there_in_its_order_also_for_another_process(inbox, tmp_path):
    for number in range(20):
        inbox.put([letter(f"{number}", f"e{number}", n=number)]).result(5)
    with closing(Inbox(tmp_path / "inbox.db")) as other:
        assert [each.event.variables["n"] for each in other.oldest(100)] == list(range(20))
        assert [each.event.variables["n"] for each in other.oldest(3)] == [0, 1, 2]


def test_an_event_that_lies_there_already_is_told_with_the_execution_that_it_will_make(inbox):
    assert inbox.put([letter("a", "first"), letter("b", "second")]).result(5) == ["first", "second"]
    assert inbox.put([letter("a", "third"), letter("c", "fourth")]).result(5) == ["first", "fourth"]
    assert len(inbox.oldest(10)) == 3


def test_what_was_taken_in_is_forgotten_and_nothing_else(inbox):
    inbox.put([letter(f"{number}") for number in range(5)]).result(5)
    inbox.forget(inbox.oldest(3)[-1].position)
    assert [each.event.identities for each in inbox.oldest(10)] == [("3",), ("4",)]


def test_what_cannot_be_kept_is_told_and_leaves_nothing(inbox):
    inbox._connection.execute("PRAGMA max_page_count = 5")
    with pytest.raises(StoreError, match="disk of the history is full"):
        inbox.put([letter("a", text="x" * 100_000)]).result(5)
    inbox._connection.execute("PRAGMA max_page_count = 10000")
    assert inbox.put([letter("a", text="x" * 100_000)]).result(5) == ["e"]
    assert len(inbox.oldest(10)) == 1


def test_those_who_put_something_in_at_the_same_time_share_a_commit(inbox):
    inbox.put([letter("first")]).result(5)
    before = inbox._connection.execute("PRAGMA data_version").fetchone()
    waiting = [inbox.put([letter(f"{number}")]) for number in range(500)]
    for each in waiting:
        each.result(20)
    assert inbox._connection.execute("PRAGMA data_version").fetchone() == before, "only this connection wrote"
    assert len(inbox.oldest(1000)) == 501
