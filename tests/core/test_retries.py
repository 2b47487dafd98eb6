from __future__ import annotations

from datetime import timedelta

from wavetank.core.retries import retry_date
from wavetank.model.records import TaskRunCut, TaskRunStarted

from .drive import Drive
from .flows import flow, work

ONCE_MORE = {"type": "constant", "interval": "PT1S", "maxAttempt": 2}


def test_an_attempt_that_was_cut_off_is_no_failed_one():
    drive = Drive(flow(work("a", retry=ONCE_MORE)))
    (run,) = drive.progress.state.runs.values()
    for _ in range(3):
        for record in (TaskRunCut(at=drive.now, id=run.id), TaskRunStarted(at=drive.now, id=run.id)):
            drive.progress.apply(record)
    assert len(drive.progress.state.runs[run.id].attempts) == 4
    assert retry_date(drive.progress, run.id, drive.now, 0) == drive.now + timedelta(seconds=1)
