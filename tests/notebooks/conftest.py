from __future__ import annotations

import base64
import os
from pathlib import Path

import boto3
import pytest

ROOT = Path(__file__).parents[2]
BUCKETS = ("my-bucket", "archive-bucket")


def encoded(value):
    return base64.b64encode(value.encode()).decode()


@pytest.fixture
def environment(tmp_path):
    """For a process that runs a notebook: a home of its own, and no server of this machine."""
    own = ("ENV_", "SECRET_", "WAVETANK_", "PYTEST_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(own)}
    path = os.pathsep.join(filter(None, [str(ROOT / "src"), os.environ.get("PYTHONPATH")]))
    folders = {"WAVETANK_HOME": str(tmp_path / ".wavetank"), "IPYTHONDIR": str(tmp_path / "ipython")}
    return kept | folders | {"PYTHONPATH": path, "JUPYTER_PLATFORM_DIRS": "1", "TZ": "UTC"}


@pytest.fixture
def servers(environment, s3_server, kafka_broker):
    """The environment with the addresses and keys of real servers; the buckets are gone afterwards."""
    written = s3_server.connection
    yield environment | {
        "ENV_S3_ENDPOINT": s3_server.url,
        "SECRET_AWS_ACCESS_KEY_ID": encoded(written["accessKeyId"]),
        "SECRET_AWS_SECRET_KEY_ID": encoded(written["secretKeyId"]),
        "ENV_KAFKA_SERVERS": kafka_broker.address,
    }
    remove_buckets(written)


def remove_buckets(written):
    client = boto3.client(
        "s3",
        endpoint_url=written["endpointOverride"],
        aws_access_key_id=written["accessKeyId"],
        aws_secret_access_key=written["secretKeyId"],
        region_name=written["region"],
    )
    for name in {bucket["Name"] for bucket in client.list_buckets()["Buckets"]} & set(BUCKETS):
        for entry in client.list_objects_v2(Bucket=name).get("Contents", ()):
            client.delete_object(Bucket=name, Key=entry["Key"])
        client.delete_bucket(Bucket=name)
    client.close()
