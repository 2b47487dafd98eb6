from __future__ import annotations

import uuid

import boto3
import pytest

from wavetank.plugins.aws.s3.trigger import Trigger


@pytest.fixture
def s3(s3_server):
    written = s3_server.connection
    client = boto3.client(
        "s3",
        endpoint_url=written["endpointOverride"],
        aws_access_key_id=written["accessKeyId"],
        aws_secret_access_key=written["secretKeyId"],
        region_name=written["region"],
    )
    yield client
    client.close()


@pytest.fixture
def bucket(s3):
    name = f"inbox-{uuid.uuid4().hex[:8]}"
    s3.create_bucket(Bucket=name)
    return name


@pytest.fixture
def archive(s3):
    name = f"archive-{uuid.uuid4().hex[:8]}"
    s3.create_bucket(Bucket=name)
    return name


@pytest.fixture
def trigger():
    common = {"id": "watch", "type": "io.kestra.plugin.aws.s3.Trigger"}
    return lambda **written: Trigger.model_validate({**common, **written})


@pytest.fixture
def watch(trigger, s3_server, bucket):
    """Makes a trigger that watches the bucket of the test."""
    return lambda **written: trigger(**s3_server.connection, bucket=bucket, **written)


@pytest.fixture
def keys(s3):
    def listed(bucket):
        return [entry["Key"] for entry in s3.list_objects_v2(Bucket=bucket).get("Contents", ())]

    return listed
