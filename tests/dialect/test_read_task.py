from __future__ import annotations

import pytest

from wavetank.dialect.read_task import read_task
from wavetank.errors import TaskError
from wavetank.plugins.catalogue import built_in
from wavetank.plugins.core.log.log import Log

LOG = "io.kestra.plugin.core.log.Log"


def test_a_map_is_read_as_the_task_of_its_type():
    task = read_task({"id": "t", "type": LOG, "message": "x"}, built_in())
    assert isinstance(task, Log)


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ({"id": "t", "type": LOG}, "message"),
        ({"id": "t", "type": LOG, "message": "x", "other": 1}, "other"),
        ({"id": "t", "type": "io.none"}, "io.none"),
        ({"id": "t"}, "type"),
        ({"id": "t", "type": LOG, "message": "x", "workerGroup": {"key": "a"}}, "workerGroup"),
    ],
)
def test_what_is_no_task_is_refused_by_what_is_wrong(written, named):
    with pytest.raises(TaskError, match=named):
        read_task(written, built_in())
