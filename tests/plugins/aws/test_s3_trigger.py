from __future__ import annotations

import sys
from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from wavetank.errors import MissingExtraError
from wavetank.plugins.aws.s3.consumption import Destination
from wavetank.plugins.aws.s3.s3_object import ChangeType, S3Object

WATCH = {"bucket": "inbox", "action": "NONE"}


def an_object(key, etag='"e1"'):
    return S3Object("inbox", key, etag, 3, datetime(2025, 3, 1, 12, 0, 0, 250_000, UTC))


def test_content_alone_identifies_an_object_that_stays():
    assert an_object("a/b.csv").identity(consumed=False) == "s3://inbox/a/b.csv#e1"


def test_its_date_too_identifies_an_object_that_is_taken_away():
    assert an_object("a/b.csv").identity(consumed=True) == "s3://inbox/a/b.csv#e1@2025-03-01T12:00:00.250Z"


def test_an_object_is_shown_under_kestras_names():
    assert an_object("b.csv").variables("kestra:///b", ChangeType.UPDATE) == {
        "uri": "kestra:///b",
        "key": "b.csv",
        "etag": '"e1"',
        "size": 3,
        "lastModified": "2025-03-01T12:00:00.250Z",
        "owner": None,
        "changeType": "UPDATE",
    }


@pytest.mark.parametrize(
    ("folder", "key", "moved"),
    [
        ("archive", "in/a.csv", "archive/a.csv"),
        ("archive/", "a.csv", "archive/a.csv"),
        ("", "in/a.csv", "a.csv"),
        (None, "in/a.csv", "in/a.csv"),
        ("archive", "in/dir/", "archive/dir/"),
    ],
)
def test_a_moved_object_keeps_the_name_of_its_file(folder, key, moved):
    assert Destination("inbox", folder).key_of(an_object(key)) == moved


@pytest.mark.parametrize("key", ["a/../../etc.csv", "a b?#.csv", "ü" * 500 + ".csv"])
def test_names_of_files_are_plain_whatever_the_key(key):
    name = an_object(key).file_name(3)
    assert name.startswith("3-")
    assert name.endswith(".csv")
    assert len(name) < 130
    assert name.isascii()
    assert not set(name) & set(" ?#/")


def test_a_sample_is_shown_as_a_real_object_is(trigger, context):
    event = trigger(**WATCH).event_of({"objects": [{"key": "in/a.csv", "content": "x,y\n"}]}, context)
    (shown,) = event.variables["objects"]
    assert context.storage.read(shown["uri"]) == b"x,y\n"
    assert event.execution_id in shown["uri"]
    assert (shown["key"], shown["size"], shown["changeType"]) == ("in/a.csv", 4, "CREATE")
    assert shown["lastModified"] == "2025-03-01T12:00:00Z"


def test_a_sample_may_name_a_file_of_internal_storage(trigger, context):
    uri = context.storage.put("kestra:///a.csv", b"123")
    event = trigger(**WATCH).event_of({"objects": [{"key": "a.csv", "uri": uri}]}, context)
    assert event.variables["objects"][0]["uri"] == uri
    assert event.variables["objects"][0]["size"] == 3


def test_each_sample_is_a_new_event_unless_it_says_which(trigger, context):
    watch, sample = trigger(**WATCH), {"objects": [{"key": "a", "content": {"id": 1}}]}
    assert watch.event_of(sample, context).identities != watch.event_of(sample, context).identities
    assert watch.event_of({**sample, "identity": "mine"}, context).identities == ("mine",)


@pytest.mark.parametrize("sample", [{}, "a.csv", {"objects": []}, {"objects": [{"key": "a"}]}, {"objects": ["a"]}])
def test_a_sample_of_another_shape_is_refused_with_the_right_one(trigger, context, sample):
    with pytest.raises(ValueError, match='"objects": '):
        trigger(**WATCH).event_of(sample, context)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ({"bucket": "inbox"}, "action"),
        ({"action": "NONE"}, "bucket"),
        ({**WATCH, "action": "MOVE"}, "needs `moveTo`"),
        ({**WATCH, "action": "COPY"}, "MOVE"),
        ({**WATCH, "maxFiles": 0}, "greater than 0"),
        ({**WATCH, "secretAccessKey": "x"}, "secretAccessKey"),
    ],
)
def test_what_cannot_work_is_refused_when_the_flow_is_read(trigger, written, said):
    with pytest.raises(ValidationError, match=said):
        trigger(**written)


def test_the_older_spelling_of_regexp_is_read(trigger):
    assert trigger(**WATCH, regExp="a.*").regexp == trigger(**WATCH, regexp="a.*").regexp


def test_polls_are_a_minute_apart_unless_the_flow_says_otherwise(trigger):
    assert trigger(**WATCH).interval.total_seconds() == 60
    assert trigger(**WATCH, interval="PT5S").interval.total_seconds() == 5


def test_without_its_client_library_the_plugin_names_the_extra(monkeypatch):
    name = "wavetank.plugins.aws.s3.trigger"
    monkeypatch.delitem(sys.modules, name)
    for missing in ("boto3", "boto3.session", "botocore", "botocore.exceptions"):
        monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(MissingExtraError, match=r"wavetank\[aws\]"):
        __import__(name)
