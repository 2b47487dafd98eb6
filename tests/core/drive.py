"""Leads a flow through the core alone, without engine, store or clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from wavetank.core.advance import advance, recover
from wavetank.core.effects import AnswerQuestion, AskAfterRound, StartTask, Wake
from wavetank.core.progress import Progress
from wavetank.core.results import after_round, killed, woken
from wavetank.ids import seeded_ids
from wavetank.model.records import (
    ExecutionCreated,
    ExecutionEntered,
    RunsRearranged,
    TaskRunEnded,
    TaskRunResolved,
    TaskRunStarted,
)
from wavetank.model.state import State

START = datetime(2025, 1, 1, tzinfo=UTC)


class Drive:
    """Runs a flow through the core alone: answers effects in an order and with states that are given."""

    def __init__(self, written, states=None, choose=lambda effects: 0, condition=lambda run: True):
        self.flow = written
        self.states = states or {}
        self.choose = choose
        self.condition = condition
        self.ids = seeded_ids(1)
        self.now = START
        self.progress = Progress(written)
        self.records = []
        self.effects = []
        self.most_open = 0
        self.take([ExecutionCreated(at=START, id="e", namespace="n", flow_id="f", flow_revision=1)])

    def take(self, records):
        self.now += timedelta(milliseconds=1)
        for record in records:
            self.progress.apply(record)
        decision = advance(self.progress, self.now, self.ids)
        self.records += [*records, *decision.records]
        self.effects += decision.effects

    def restart(self):
        """Forgets everything but the records, as a new process does."""
        self.progress = Progress(self.flow)
        for record in self.records:
            self.progress.apply(record)
        decision = recover(self.progress, self.now, self.ids)
        self.records += decision.records
        self.effects = list(decision.effects)

    def rearrange(self, runs):
        """Has the execution go on with these task runs."""
        opened, going_on = (ExecutionEntered(at=self.now, state=state) for state in (State.RESTARTED, State.RUNNING))
        records = [opened, RunsRearranged(at=self.now, runs=tuple(runs)), going_on]
        for record in records:
            self.progress.apply(record)
        decision = recover(self.progress, self.now, self.ids)
        self.records += [*records, *decision.records]
        self.effects = list(decision.effects)

    def step(self):
        self.most_open = max(self.most_open, sum(isinstance(effect, StartTask) for effect in self.effects))
        effect = self.effects.pop(self.choose(self.effects))
        self.now += timedelta(milliseconds=1)
        if isinstance(effect, AnswerQuestion):
            answer = self.progress.flowable(effect.run_id).question()
            started = [TaskRunStarted(at=self.now, id=effect.run_id, attempt=False)]
            if self.progress.state.runs[effect.run_id].state is State.RUNNING:
                started = []
            self.take([*started, TaskRunResolved(at=self.now, id=effect.run_id, answer=answer)])
        elif isinstance(effect, StartTask):
            task_id = self.progress.state.runs[effect.run_id].task_id
            state = self.states.get(task_id, State.SUCCESS)
            self.take([TaskRunEnded(at=self.now, id=effect.run_id, state=state, outputs={"value": task_id})])
        elif isinstance(effect, AskAfterRound):
            question = self.progress.flowable(effect.run_id).question_after()
            run = self.progress.state.runs[effect.run_id]
            answer = question | {"condition": "true" if self.condition(run) else "false"}
            self.take(after_round(self.progress, effect.run_id, answer, self.now))
        elif isinstance(effect, Wake):
            self.now = max(self.now, effect.due)
            self.take(woken(self.progress, effect.run_id, self.now))

    def task_of(self, effect):
        return self.progress.state.runs[effect.run_id].task_id

    def kill(self):
        self.effects.clear()
        self.take(killed(self.progress, self.now))

    def to_the_end(self):
        while self.effects:
            self.step()
        return self.progress.state

    @property
    def order(self):
        return [run.task_id for run in self.progress.state.runs.values()]
