"""Leads an execution through the core as the worst of worlds would: anything happens, at any time, in any order."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import NamedTuple

from wavetank.abc.directory_task import DirectoryTask
from wavetank.core import effects as do
from wavetank.core.advance import advance, recover
from wavetank.core.progress import Progress
from wavetank.core.rearranging import replayed, restarted, with_state
from wavetank.core.results import after_round, attempt_over, begun_to_pause, block_over, killed, resumed, woken
from wavetank.core.sla import violated
from wavetank.ids import seeded_ids
from wavetank.model.records import (
    ExecutionCreated,
    ExecutionEnded,
    ExecutionEntered,
    ExecutionExiting,
    ExecutionRenewed,
    ExecutionStarted,
    ListenersChosen,
    RoundsOver,
    RunsRearranged,
    TaskRunAdded,
    TaskRunEnded,
    TaskRunResolved,
    TaskRunStarted,
)
from wavetank.model.state import State

from .drive import START

_ENDS = [State.SUCCESS] * 6 + [State.FAILED] * 2 + [State.WARNING]
_EXITS = (State.SUCCESS, State.WARNING, State.FAILED, State.CANCELLED)


class OpenFolder(NamedTuple):
    """The folder of a block is being made: what the shell does between two records."""

    run_id: str


class WildDrive:
    """
    Does what the core asks for, and what users and crashes do in between.

    Attributes:
        progress: What the present process knows.
        records: All that is on disk.
        created: The identities of the task runs that were created, to be looked at by the test.
    """

    def __init__(self, written, seed):
        self._random = random.Random(seed)
        self.flow = written
        self.ids = seeded_ids(1)
        self.now = START
        self.progress = Progress(written)
        self.records = []
        self.effects = []
        self.twice = []
        begins = START + timedelta(seconds=1) if self._chance(0.1) else None
        created = ExecutionCreated(at=START, id="e", namespace="n", flow_id="f", flow_revision=1, begins=begins)
        queued = begins is None and self._chance(0.1)
        self._take([created, *([ExecutionEntered(at=START, state=State.QUEUED)] if queued else [])])

    def _chance(self, share):
        return self._random.random() < share

    def _take(self, records):
        """As the conductor: what still counts is taken in, and what follows is decided."""
        progress = self.progress
        if self.records and progress.finished:
            return
        self.now += timedelta(milliseconds=1)
        records = [record for record in records if not self.records or progress.counts(record)]
        for record in records:
            progress.apply(record)
        self._keep(records, advance(progress, self.now, self.ids))

    def _keep(self, records, decision):
        self.records += [*records, *decision.records]
        self.effects += decision.effects
        runs = self.progress.state.runs.values()
        keys = [(run.parent_id, run.task_id, run.value, run.iteration, run.branch) for run in runs if not run.dynamic]
        assert len(keys) == len(set(keys)), "a task run was created twice"

    def crash(self):
        """The process dies, and another one takes over."""
        self.progress = Progress(self.flow)
        for record in self.records:
            self.progress.apply(record)
        self.effects = []
        self._keep([], recover(self.progress, self.now, self.ids))

    def idle(self):
        """Nothing happens any more by itself."""
        return not self.effects

    def step(self):
        """One thing happens."""
        if self._chance(0.04):
            self.crash()
        elif self._chance(0.05):
            self._intervene()
        elif self.effects:
            self._do(self.effects.pop(self._random.randrange(len(self.effects))))
        else:
            self._go_on()

    def _intervene(self):
        state = self.progress.state
        if self._chance(0.1):
            self._take(killed(self.progress, self.now))
        elif state.state.terminated:
            return
        elif state.state is State.RUNNING and self._chance(0.5):
            self._take([ExecutionEntered(at=self.now, state=State.PAUSED, by_hand=True)])
        elif self._chance(0.3):
            self._go_on()

    def rearrange(self):
        """Somebody restarts or replays it, or changes the state of a task run; returns whether that was possible."""
        runs = self._rearranged()
        if runs is None:
            return False
        restarted_now, going_on = (
            ExecutionEntered(at=self.now, state=each) for each in (State.RESTARTED, State.RUNNING)
        )
        records = [restarted_now, RunsRearranged(at=self.now, runs=runs), going_on]
        for record in records:
            self.progress.apply(record)
        self.effects = []
        self._keep(records, recover(self.progress, self.now, self.ids))
        return True

    def _rearranged(self):
        progress, operation = self.progress, self._random.choice(["restart", "replay", "state"])
        try:
            if operation == "restart":
                return restarted(progress, self.now)
            chosen = self._random.choice([*progress.state.runs])
            if operation == "replay":
                return replayed(progress, chosen, self.now)
            return with_state(progress, chosen, self._random.choice(_ENDS), self.now)
        except (ValueError, IndexError):
            return None

    def _go_on(self):
        """Somebody resumes what waits for somebody."""
        progress, now = self.progress, self.now
        state = progress.state.state
        if state is State.QUEUED:
            self._take([ExecutionEntered(at=now, state=State.RUNNING)])
        elif state is State.PAUSED and progress.held:
            going_on = State.PAUSED if progress.state.paused else State.RUNNING
            self._take([ExecutionEntered(at=now, state=each) for each in (State.RESTARTED, going_on)])
        elif progress.state.paused and (state is State.PAUSED or state.terminated):
            self._take(resumed(progress, next(iter(progress.state.paused)), now))

    def _do(self, effect):
        run_id = getattr(effect, "run_id", None)
        if run_id is not None and run_id not in self.progress.state.open:
            return
        {
            do.AnswerQuestion: self._answer,
            do.AskAfterRound: self._ask_after_round,
            do.Begin: self._begin,
            do.ChooseListeners: self._choose_listeners,
            do.CloseDirectory: self._close,
            do.Conclude: self._conclude,
            do.Renew: self._renew,
            do.StartTask: self._start,
            do.Wake: self._wake,
            do.WatchSla: self._watch,
            OpenFolder: self._open,
        }[type(effect)](effect)

    def _answer(self, effect):
        run, task = self.progress.state.runs[effect.run_id], self.progress.flowable(effect.run_id)
        if run.state is State.CREATED and self.progress.task(run.id).run_if != "true" and self._chance(0.3):
            self._take([TaskRunEnded(at=self.now, id=run.id, state=State.SKIPPED)])
        elif self._chance(0.05):
            self._over(run.id, State.FAILED)
        else:
            started = [TaskRunStarted(at=self.now, id=run.id, attempt=False)] if run.state is State.CREATED else []
            self._resolve(run.id, task, started)

    def _resolve(self, run_id, task, started):
        if isinstance(task, DirectoryTask):
            started = [TaskRunStarted(at=self.now, id=run_id, attempt=False)]
            self._take(started)
            self.effects.append(OpenFolder(run_id))
            return
        answer = task.question()
        pausing = task.pausing(answer)
        if pausing is not None:
            self._take([*started, *begun_to_pause(self.progress, run_id, self.now, pausing)])
        else:
            resolved = TaskRunResolved(at=self.now, id=run_id, answer=answer, outputs=task.outputs(answer))
            self._take([*started, resolved])

    def _open(self, effect):
        if self._chance(0.1):
            self._over(effect.run_id, State.FAILED)
        else:
            self._take([TaskRunResolved(at=self.now, id=effect.run_id)])

    def _close(self, effect):
        self._take([block_over(self.progress, effect.run_id, self.now)])

    def _start(self, effect):
        run = self.progress.state.runs[effect.run_id]
        if run.state in (State.CREATED, State.RESTARTED):
            if self._chance(0.3):
                self._take([TaskRunEnded(at=self.now, id=run.id, state=State.SKIPPED)])
            else:
                self._take([TaskRunStarted(at=self.now, id=run.id)])
                self.effects.append(effect)
            return
        if self._chance(0.02):
            state = self._random.choice(_EXITS)
            self._take([ExecutionExiting(at=self.now, state=state)])
        if self._chance(0.05):
            added = TaskRunAdded(
                at=self.now, id=self.ids(), task_id="piece", parent_id=run.id, state=self._random.choice(_ENDS)
            )
            self._take([added])
        self._over(run.id, self._random.choice(_ENDS))

    def _over(self, run_id, state):
        ended = TaskRunEnded(at=self.now, id=run_id, state=state, outputs={"value": run_id}, error="it failed")
        self._take(attempt_over(self.progress, ended, 0.5))

    def _ask_after_round(self, effect):
        run = self.progress.state.runs[effect.run_id]
        question = self.progress.flowable(run.id).question_after()
        if self._chance(0.05):
            self._take([RoundsOver(at=self.now, id=run.id, state=State.FAILED, error="it cannot be rendered")])
            return
        answer = question | {"condition": "true" if self._chance(0.3) else "false"}
        self._take(after_round(self.progress, run.id, answer, self.now))

    def _at(self, due: datetime):
        self.now = max(self.now, due)

    def _wake(self, effect):
        self._at(effect.due)
        self._take(woken(self.progress, effect.run_id, self.now))

    def _begin(self, effect):
        self._at(effect.due)
        if self.progress.state.begins is not None:
            self._take([ExecutionStarted(at=self.now)])

    def _watch(self, effect):
        sla = next(sla for sla in self.flow.sla if sla.id == effect.sla_id)
        if self._chance(0.3):
            self._at(effect.due)
            self._take(violated(self.progress, sla, "it takes too long", self.now))

    def _choose_listeners(self, effect):
        chosen = tuple(index for index in range(len(self.flow.listeners)) if self._chance(0.5))
        self._take([ListenersChosen(at=self.now, indices=chosen)])

    def _renew(self, effect):
        self._take([ExecutionRenewed(at=self.now, execution_id="next")])

    def _conclude(self, effect):
        self._take([ExecutionEnded(at=self.now, state=self.progress.outcome, outputs={"o": "x"})])
