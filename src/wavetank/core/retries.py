from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from wavetank.model.retry import Retry, RetryBehavior, RetryType

if TYPE_CHECKING:
    from datetime import datetime

    from wavetank.core.progress import Progress


def retry_of(progress: Progress, run_id: str) -> Retry | None:
    """
    Returns the retry that holds for a task run: its task's, else that of the nearest block, else the flow's.

    A task with `allowFailure` is tried again only if it says so itself.
    """
    run, task = progress.state.runs[run_id], progress.task(run_id)
    if task.allow_failure:
        return task.retry
    around = (progress.task(each.id).retry for each in (run, *progress.state.ancestors(run)))
    return next((retry for retry in around if retry is not None), progress.flow.retry)


def retry_date(progress: Progress, run_id: str, now: datetime, chance: float) -> datetime | None:
    """
    Returns when a task run whose attempt failed is tried again; None if it is not (semantics reference, section 6).

    Exponential intervals grow by their factor with each attempt; `chance`, from 0 to 1, decides on random ones.
    """
    retry, run = retry_of(progress, run_id), progress.state.runs[run_id]
    if retry is None or retry.behavior is not RetryBehavior.RETRY_FAILED_TASK:
        return None
    # An attempt that was cut by the end of its process says nothing about the task.
    tried = sum(not attempt.cut for attempt in run.attempts)
    if not tried or run.attempts[-1].cut or (retry.limit is not None and tried >= retry.limit):
        return None
    due = now + _interval(retry, tried, chance)
    if retry.max_duration is not None and due > run.attempts[0].started + retry.max_duration:
        return None
    return due


def renewal_date(progress: Progress, run_id: str, now: datetime, chance: float) -> datetime | None:
    """
    Returns when another execution begins in the place of one of whose tasks an attempt failed; None if none does.

    The limits of the retry hold for the chain of executions: their number, and the time since the first was created.
    """
    retry, created = retry_of(progress, run_id), progress.state.created
    if retry is None or retry.behavior is not RetryBehavior.CREATE_NEW_EXECUTION:
        return None
    if retry.limit is not None and created.attempt >= retry.limit:
        return None
    due = now + _interval(retry, created.attempt, chance)
    if retry.max_duration is not None and due > (created.chain_began or created.at) + retry.max_duration:
        return None
    return due


def _interval(retry: Retry, tried: int, chance: float) -> timedelta:
    most = retry.max_interval or timedelta.max
    if retry.type is RetryType.RANDOM:
        least = retry.min_interval or timedelta()
        return least + (most - least) * chance
    interval = retry.interval or timedelta()
    if retry.type is RetryType.CONSTANT:
        return interval
    # As a number of seconds: a high power is more than a timedelta can hold.
    seconds = interval.total_seconds() * min(retry.delay_factor ** min(tried - 1, 64), 1e9)
    return min(timedelta(seconds=min(seconds, 1e9)), most)
