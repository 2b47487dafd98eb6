from __future__ import annotations

import boto3
import pytest
from tests.end_to_end.buckets import Buckets
from tests.end_to_end.kernel import Kernel
from tests.servers.s3_server import ACCESS_KEY, SECRET_KEY

KEY = "open-sesame"
SECRETS = {"WEBHOOK_KEY": KEY, "AWS_ACCESS_KEY_ID": ACCESS_KEY, "AWS_SECRET_KEY_ID": SECRET_KEY}
_FIGURES = pytest.StashKey[list[str]]()


@pytest.fixture
def start_kernel(tmp_path):
    """Starts kernels that share a folder, and so a home; what still runs at the end is stopped."""
    started = []

    def start():
        kernel = Kernel(tmp_path, SECRETS)
        started.append(kernel)
        return kernel

    yield start
    for kernel in started:
        kernel.close()


@pytest.fixture
def kernel(start_kernel):
    """A kernel in a folder of its own."""
    return start_kernel()


@pytest.fixture(scope="module")
def shared_kernel(tmp_path_factory):
    """A kernel for all tests of a module."""
    kernel = Kernel(tmp_path_factory.mktemp("shared"), SECRETS)
    yield kernel
    kernel.close()


@pytest.fixture
def buckets(s3_server):
    """The buckets that the cell names, empty."""
    client = boto3.client(
        "s3",
        endpoint_url=s3_server.url,
        aws_access_key_id=ACCESS_KEY,
        aws_secret_access_key=SECRET_KEY,
        region_name="eu-central-1",
    )
    buckets = Buckets(client)
    yield buckets
    buckets.remove()
    client.close()


@pytest.fixture
def measured(request):
    """Takes figures that are shown after the run."""
    figures = request.config.stash.setdefault(_FIGURES, [])
    return lambda what, figure: figures.append(f"{request.node.name}: {what} {figure:.4g}")


def pytest_terminal_summary(terminalreporter, config):
    figures = config.stash.get(_FIGURES, [])
    if figures:
        terminalreporter.section("figures")
        for figure in figures:
            terminalreporter.write_line(figure)
