from __future__ import annotations

import pytest

from .source_context import TestContext


@pytest.fixture
def context():
    return TestContext()
