"""The three cells that the project is measured by; only the addresses of the servers are added."""

from __future__ import annotations

from tests.missions import KAFKA, S3, WEBHOOK

MAGIC = "%%flow\n"
WEBHOOK_EXAMPLE = MAGIC + WEBHOOK


def s3_event_driven(url: str) -> str:
    """Returns the cell for a server."""
    return f"{MAGIC}{S3.rstrip()}\n    endpointOverride: {url}\n    forcePathStyle: true\n"


def kafka_realtime(address: str) -> str:
    """Returns the cell for a broker, which answers at once and is read from its first record."""
    server = "bootstrap.servers: localhost:9092"
    assert server in KAFKA
    here = f"bootstrap.servers: {address}\n      auto.offset.reset: earliest\n      fetch.max.wait.ms: 10"
    return MAGIC + KAFKA.replace(server, here)
