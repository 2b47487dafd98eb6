from __future__ import annotations

import http.client
import json
import sysconfig
from pathlib import Path

from .server_process import HOST, ServerProcess, free_ports

ACCESS_KEY = "test"
SECRET_KEY = "testsecret"
REGION = "us-east-1"
_PORTS = (
    "master.port",
    "master.port.grpc",
    "volume.port",
    "volume.port.grpc",
    "filer.port",
    "filer.port.grpc",
    "s3.port",
    "s3.port.grpc",
)


class S3Server(ServerProcess):
    """
    SeaweedFS with its S3 door, on the loopback, durable in a folder.

    Args:
        folder: Its data and log; a later server on the same folder finds the same buckets.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._ports = dict(zip(_PORTS, free_ports(len(_PORTS)), strict=True))
        self.url = f"http://{HOST}:{self._ports['s3.port']}"
        identities = folder / "s3.json"
        identities.write_text(json.dumps(_identities()))
        super().__init__(
            _command(folder, identities, self._ports),
            # Each bucket has volumes of its own; one at a time is enough.
            environment={"WEED_MASTER_VOLUME_GROWTH_COPY_1": "1"},
            log=folder / "s3_server.log",
            is_ready=self._answers,
            patience=60,
        )

    @property
    def connection(self) -> dict[str, object]:
        """The properties with which a flow reaches it."""
        return {
            "accessKeyId": ACCESS_KEY,
            "secretKeyId": SECRET_KEY,
            "region": REGION,
            "endpointOverride": self.url,
            "forcePathStyle": True,
        }

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection(HOST, self._ports["s3.port"], timeout=2)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == http.HTTPStatus.OK
        except OSError:
            return False
        finally:
            connection.close()


def _identities() -> dict[str, object]:
    credentials = [{"accessKey": ACCESS_KEY, "secretKey": SECRET_KEY}]
    actions = ["Admin", "Read", "Write", "List", "Tagging"]
    return {"identities": [{"name": "tests", "credentials": credentials, "actions": actions}]}


def _command(folder: Path, identities: Path, ports: dict[str, int]) -> list[str]:
    weed = Path(sysconfig.get_path("scripts")) / "weed"
    return [
        str(weed),
        "-logtostderr",
        "server",
        f"-dir={folder}",
        f"-ip={HOST}",
        f"-ip.bind={HOST}",
        "-master.telemetry=false",
        "-master.volumeSizeLimitMB=64",
        "-volume.max=1000",
        "-filer=true",
        "-s3=true",
        "-s3.port.iceberg=0",
        "-s3.port.lance=0",
        f"-s3.config={identities}",
        f"-filer.localSocket={folder / 'filer.sock'}",
        f"-s3.localSocket={folder / 's3.sock'}",
        *(f"-{name}={port}" for name, port in ports.items()),
    ]
