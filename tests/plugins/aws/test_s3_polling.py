"""The trigger against a real S3 server."""

from __future__ import annotations

import re

import pytest

from wavetank.errors import SourceError

pytestmark = pytest.mark.server


def put(s3, bucket, *names, content=b"1,2\n"):
    for name in names:
        s3.put_object(Bucket=bucket, Key=name, Body=content)


def shown_keys(poll):
    return [shown["key"] for shown in poll.event.variables["objects"]]


def test_60_objects_come_in_three_polls_and_end_in_the_archive(s3, bucket, archive, watch, context, keys):
    names = [f"in/{number:02}.csv" for number in range(60)]
    put(s3, bucket, *names)
    mover = watch(prefix="in/", action="MOVE", moveTo={"bucket": archive, "key": "archive"})
    sizes, seen = [], []
    while poll := mover.poll(context):
        context.commit(poll.event)
        poll.acknowledge()
        sizes.append(len(poll.event.identities))
        seen += shown_keys(poll)
    assert sizes == [25, 25, 10]
    assert seen == names
    assert keys(bucket) == []
    assert keys(archive) == [f"archive/{number:02}.csv" for number in range(60)]
    assert "next poll" in context.logged[0][1]


def test_contents_lie_in_internal_storage_under_the_execution_before_anything_is_moved(
    s3, bucket, watch, context, keys
):
    put(s3, bucket, "a.csv", content=b"x" * 200_000)
    poll = watch(action="DELETE").poll(context)
    (shown,) = poll.event.variables["objects"]
    assert context.storage.read(shown["uri"]) == b"x" * 200_000
    assert poll.event.execution_id in shown["uri"]
    assert shown["size"] == 200_000
    assert keys(bucket) == ["a.csv"]
    poll.acknowledge()
    assert keys(bucket) == []


@pytest.mark.parametrize("copied", [False, True])
def test_after_a_crash_before_the_acknowledgement_the_next_poll_makes_up_for_it(
    s3, bucket, archive, watch, context, keys, copied
):
    put(s3, bucket, "a.csv")
    mover = watch(action="MOVE", moveTo={"bucket": archive})
    context.commit(mover.poll(context).event)
    if copied:
        s3.copy_object(Bucket=archive, Key="a.csv", CopySource={"Bucket": bucket, "Key": "a.csv"})
    again = mover.poll(context)
    assert again.event is None
    again.acknowledge()
    assert (keys(bucket), keys(archive)) == ([], ["a.csv"])
    again.acknowledge()
    assert keys(archive) == ["a.csv"]
    assert mover.poll(context) is None


def test_an_object_that_is_uploaded_again_after_its_move_is_a_new_event(s3, bucket, archive, watch, context):
    mover = watch(action="MOVE", moveTo={"bucket": archive})
    put(s3, bucket, "a.csv")
    first = mover.poll(context)
    context.commit(first.event)
    first.acknowledge()
    context.ledger = {re.sub("@.*", "@2020-01-01T00:00:00Z", name): made for name, made in context.ledger.items()}
    put(s3, bucket, "a.csv")
    second = mover.poll(context)
    assert shown_keys(second) == ["a.csv"]


@pytest.mark.parametrize("action", ["MOVE", "DELETE"])
def test_an_object_that_changed_since_is_neither_moved_nor_deleted(s3, bucket, archive, watch, context, keys, action):
    put(s3, bucket, "a.csv", content=b"old")
    taker = watch(action=action, moveTo={"bucket": archive})
    poll = taker.poll(context)
    context.commit(poll.event)
    put(s3, bucket, "a.csv", content=b"new content")
    poll.acknowledge()
    assert (keys(bucket), keys(archive)) == (["a.csv"], [])
    (shown,) = taker.poll(context).event.variables["objects"]
    assert context.storage.read(shown["uri"]) == b"new content"


def test_objects_that_stay_are_an_event_once_and_again_when_their_content_changes(s3, bucket, watch, context):
    put(s3, bucket, "a.csv", "b.csv")
    reader = watch(action="NONE")
    poll = reader.poll(context)
    context.commit(poll.event)
    poll.acknowledge()
    assert reader.poll(context) is None
    put(s3, bucket, "b.csv", content=b"new")
    (shown,) = reader.poll(context).event.variables["objects"]
    assert (shown["key"], shown["changeType"]) == ("b.csv", "UPDATE")


def test_objects_that_stay_are_not_counted_when_an_event_is_filled(s3, bucket, watch, context):
    put(s3, bucket, "a.csv", "b.csv", "c.csv")
    reader = watch(action="NONE", maxFiles=2)
    batches = []
    while poll := reader.poll(context):
        context.commit(poll.event)
        poll.acknowledge()
        batches.append(shown_keys(poll))
    assert batches == [["a.csv", "b.csv"], ["c.csv"]]


def test_an_object_whose_event_was_rejected_does_not_come_at_each_poll(s3, bucket, watch, context):
    put(s3, bucket, "a.csv")
    reader = watch(action="NONE")
    reader.poll(context).acknowledge()
    assert reader.poll(context) is None


def test_on_create_passes_over_changes(s3, bucket, watch, context):
    put(s3, bucket, "a.csv")
    reader = watch(action="NONE", on="CREATE")
    poll = reader.poll(context)
    context.commit(poll.event)
    poll.acknowledge()
    put(s3, bucket, "a.csv", content=b"new")
    put(s3, bucket, "b.csv")
    assert shown_keys(reader.poll(context)) == ["b.csv"]


def test_on_update_fires_for_objects_that_were_there_before(s3, bucket, watch, context, keys):
    put(s3, bucket, "a.csv", "b.csv")
    taker = watch(action="DELETE", on="UPDATE")
    assert taker.poll(context) is None
    put(s3, bucket, "a.csv", content=b"new")
    poll = taker.poll(context)
    assert [(shown["key"], shown["changeType"]) for shown in poll.event.variables["objects"]] == [("a.csv", "UPDATE")]
    context.commit(poll.event)
    poll.acknowledge()
    assert keys(bucket) == ["b.csv"]
    assert taker.poll(context) is None


def test_an_archive_inside_the_watched_bucket_makes_no_endless_loop(s3, bucket, watch, context, keys):
    put(s3, bucket, "a.csv")
    mover = watch(action="MOVE", moveTo={"key": "archive"})
    poll = mover.poll(context)
    context.commit(poll.event)
    poll.acknowledge()
    assert keys(bucket) == ["archive/a.csv"]
    assert mover.poll(context) is None


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ({"prefix": "in/"}, ["in/", "in/a.csv", "in/sub/b.txt"]),
        ({"prefix": "in/", "delimiter": "/"}, ["in/", "in/a.csv"]),
        ({"marker": "in/a.csv"}, ["in/sub/b.txt", "top.csv"]),
        ({"regexp": r".*\.csv"}, ["in/a.csv", "top.csv"]),
        ({"regexp": "csv"}, []),
        ({"filter": "FILES"}, ["in/a.csv", "in/sub/b.txt", "top.csv"]),
        ({"filter": "DIRECTORY"}, ["in/"]),
        ({"maxKeys": 2}, ["in/", "in/a.csv"]),
    ],
)
def test_which_objects_are_looked_at_is_said_by_the_list_properties(s3, bucket, watch, context, written, found):
    put(s3, bucket, "in/", "in/a.csv", "in/sub/b.txt", "top.csv")
    poll = watch(action="NONE", **written).poll(context)
    assert (shown_keys(poll) if poll else []) == found


def test_keys_with_odd_characters_are_downloaded_and_moved(s3, bucket, archive, watch, context, keys):
    odd = "in/a b+ü&%20?#.csv"
    put(s3, bucket, odd)
    poll = watch(action="MOVE", moveTo={"bucket": archive}).poll(context)
    assert shown_keys(poll) == [odd]
    poll.acknowledge()
    assert (keys(bucket), keys(archive)) == ([], [odd])


def test_a_wrong_secret_is_refused_and_not_repeated(trigger, s3_server, bucket, context):
    written = {**s3_server.connection, "secretKeyId": "not-the-secret"}
    with pytest.raises(SourceError, match="credentials are refused") as failure:
        trigger(**written, bucket=bucket, action="NONE").poll(context)
    assert "secretKeyId" in failure.value.remedy
    assert "not-the-secret" not in f"{failure.value} {failure.value.__cause__}"


def test_a_bucket_that_is_missing_is_named(trigger, s3_server, context):
    with pytest.raises(SourceError, match="no bucket nowhere-at-all"):
        trigger(**s3_server.connection, bucket="nowhere-at-all", action="NONE").poll(context)


def test_an_archive_that_is_missing_loses_nothing(s3, bucket, watch, context, keys):
    put(s3, bucket, "a.csv", "b.csv")
    poll = watch(action="MOVE", moveTo={"bucket": "nowhere-at-all"}).poll(context)
    with pytest.raises(SourceError, match="S3 refuses"):
        poll.acknowledge()
    assert keys(bucket) == ["a.csv", "b.csv"]


def test_a_server_that_does_not_answer_is_an_error_of_the_source(trigger, context):
    written = {"accessKeyId": "a", "secretKeyId": "b", "region": "us-east-1", "endpointOverride": "http://127.0.0.1:1"}
    with pytest.raises(SourceError, match="does not answer") as failure:
        trigger(**written, bucket="inbox", action="NONE").poll(context)
    assert "endpointOverride" in failure.value.remedy
