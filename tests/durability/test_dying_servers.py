"""The broker and the object store die and come back, and the engine with them: the same promises hold."""

from __future__ import annotations

import random
import time
from contextlib import ExitStack

import boto3
import pytest
from botocore.config import Config
from tests.servers.kafka_broker import KafkaBroker
from tests.servers.s3_server import ACCESS_KEY, REGION, SECRET_KEY, S3Server

from .flows import OBJECTS
from .scene import Scene
from .senders import Putter, numbers

pytestmark = [pytest.mark.server, pytest.mark.timeout(300)]

ROUNDS = 9


@pytest.fixture
def s3(tmp_path):
    with S3Server(tmp_path / "s3") as server:
        yield server


@pytest.fixture
def client(s3):
    patient = Config(retries={"max_attempts": 1}, connect_timeout=2, read_timeout=5)
    access = {"aws_access_key_id": ACCESS_KEY, "aws_secret_access_key": SECRET_KEY, "region_name": REGION}
    client = boto3.client("s3", endpoint_url=s3.url, config=patient, **access)
    for bucket in ("incoming", "archive"):
        client.create_bucket(Bucket=bucket)
    yield client
    client.close()


def test_nothing_is_lost_or_made_twice_when_broker_and_object_store_die_as_well(tmp_path, s3, client):
    chance = random.Random(7)
    # Records that the broker confirmed are on the object store: it finds them again.
    with KafkaBroker(tmp_path, storage=s3) as broker, ExitStack() as together:
        scene = Scene(tmp_path, broker.address, together, [objects_flow(s3)])
        putter = together.enter_context(Putter(client, numbers()))
        for number in range(ROUNDS):
            scene.victim.live()
            scene.victim.until_it_listens()
            time.sleep(chance.uniform(0.2, 1.5))
            if number % 3 == 1:
                broker.restart()
            if number % 3 == 2:
                s3.restart()
            time.sleep(chance.uniform(0.2, 1.5))
            scene.die_and_be_examined()
        putter.stop()
        found = scene.rest(until=lambda found: not unmoved(found, putter, client))
    assert putter.acknowledged
    assert scene.producer.acknowledged
    keys = [key for one in found.of("objects") for key in keys_of(one)]
    assert len(keys) == len(set(keys))


def objects_flow(s3):
    values = {"KEY": ACCESS_KEY, "SECRET": SECRET_KEY, "REGION": REGION, "ENDPOINT": s3.url}
    text = OBJECTS
    for name, value in values.items():
        text = text.replace(f": {name}\n", f": {value}\n")
    return text


def keys_of(execution):
    return [each["key"] for each in execution.variables["objects"]]


def unmoved(found, putter, client):
    """Objects that were put and are in no execution, or that still lie where they were put."""
    made = {key for one in found.of("objects") for key in keys_of(one)}
    left = {each["Key"] for each in client.list_objects_v2(Bucket="incoming").get("Contents", ())}
    return (set(putter.acknowledged) - made) | left
