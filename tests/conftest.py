"""How many examples properties try, and servers that many tests share: each starts when a test first asks for it."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

from .process_mark import ProcessMark
from .servers.kafka_broker import KafkaBroker
from .servers.s3_server import S3Server

# Other processes on the machine decide when these get their turn.
OF_MANY_PROCESSES = ("browser", "kernel", "server")

# No example has a deadline: others on the machine may hold it up.
EXAMPLES = int(os.environ.get("WAVETANK_EXAMPLES", settings.default.max_examples))
settings.register_profile("counted", max_examples=EXAMPLES, deadline=None)
settings.load_profile("counted")


def pytest_collection_modifyitems(items):
    """In the continuous integration, what drives other processes is tried twice; the summary names what needed it."""
    if os.environ.get("CI"):
        for item in items:
            if any(item.get_closest_marker(name) for name in OF_MANY_PROCESSES):
                item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(scope="session")
def s3_server(tmp_path_factory):
    with S3Server(tmp_path_factory.mktemp("s3")) as server:
        yield server


@pytest.fixture(scope="session")
def kafka_broker(tmp_path_factory):
    with KafkaBroker(tmp_path_factory.mktemp("kafka")) as broker:
        yield broker


@pytest.fixture
def mark():
    return ProcessMark()
