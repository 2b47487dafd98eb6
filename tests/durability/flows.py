"""What the engine that is killed runs: each kind of work, started by each kind of event."""

from __future__ import annotations

from collections import Counter

CORE = "io.kestra.plugin.core"
HOOKS = f"""\
id: hooks
namespace: crash
tasks:
  - id: first
    type: {CORE}.debug.Return
    format: "{{{{ trigger.body.number }}}}"
  - id: beside
    type: {CORE}.flow.Parallel
    tasks:
      - id: left
        type: {CORE}.debug.Return
        format: left
      - id: right
        type: {CORE}.flow.Sleep
        duration: PT0.02S
  - id: each
    type: {CORE}.flow.ForEach
    values: ["a", "b", "c"]
    concurrencyLimit: 2
    tasks:
      - id: item
        type: {CORE}.debug.Return
        format: "{{{{ taskrun.value }}}}"
  - id: flaky
    type: {CORE}.execution.Fail
    condition: "{{{{ taskrun.attemptsCount == 0 }}}}"
    retry:
      type: constant
      interval: PT0.1S
      maxAttempts: 5
outputs:
  - id: number
    type: INT
    value: "{{{{ outputs.first.value }}}}"
afterExecution:
  - id: after
    type: {CORE}.debug.Return
    format: "{{{{ execution.state }}}}"
triggers:
  - id: webhook
    type: {CORE}.trigger.Webhook
    key: open-sesame
"""
FOLLOWING = f"""\
id: following
namespace: crash
tasks:
  - id: seen
    type: {CORE}.debug.Return
    format: "{{{{ trigger.executionId }}}}"
triggers:
  - id: ended
    type: {CORE}.trigger.Flow
    states: [SUCCESS]
    conditions:
      - type: {CORE}.condition.ExecutionFlow
        namespace: crash
        flowId: hooks
"""
RECORDS = f"""\
id: records
namespace: crash
concurrency:
  limit: 4
tasks:
  - id: taken
    type: {CORE}.debug.Return
    format: "{{{{ trigger.value.number }}}}"
  - id: logged
    type: {CORE}.log.Log
    message: "{{{{ trigger.value }}}}"
triggers:
  - id: topic
    type: io.kestra.plugin.kafka.RealtimeTrigger
    topic: numbers
    partitions: [0, 1, 2]
    groupId: crash
    properties:
      bootstrap.servers: ADDRESS
      auto.offset.reset: earliest
    serdeProperties:
      keyDeserializer: STRING
      valueDeserializer: JSON
"""
TICKS = f"""\
id: ticks
namespace: crash
tasks:
  - id: wait
    type: {CORE}.flow.Pause
    pauseDuration: PT0.2S
  - id: below
    type: {CORE}.flow.Subflow
    namespace: crash
    flowId: below
    inputs:
      date: "{{{{ trigger.date }}}}"
  - id: script
    type: io.kestra.plugin.scripts.shell.Commands
    taskRunner:
      type: io.kestra.plugin.core.runner.Process
    commands:
      - echo {{{{ taskrun.id }}}} >> FILE
triggers:
  - id: schedule
    type: {CORE}.trigger.Schedule
    cron: "* * * * * *"
    withSeconds: true
"""
BELOW = f"""\
id: below
namespace: crash
inputs:
  - id: date
    type: STRING
tasks:
  - id: one
    type: {CORE}.flow.Sleep
    duration: PT0.05S
  - id: two
    type: {CORE}.debug.Return
    format: "{{{{ inputs.date }}}}"
"""
OBJECTS = f"""\
id: objects
namespace: crash
tasks:
  - id: each
    type: {CORE}.flow.ForEach
    values: "{{{{ trigger.objects | jq('.[].key') }}}}"
    tasks:
      - id: object
        type: {CORE}.debug.Return
        format: "{{{{ taskrun.value }}}}"
triggers:
  - id: bucket
    type: io.kestra.plugin.aws.s3.Trigger
    interval: PT0.2S
    accessKeyId: KEY
    secretKeyId: SECRET
    region: REGION
    endpointOverride: ENDPOINT
    forcePathStyle: true
    bucket: incoming
    action: MOVE
    moveTo:
      bucket: archive
      key: done
"""

SHAPES = {
    "hooks": Counter(first=1, beside=1, left=1, right=1, each=1, item=3, flaky=1, after=1),
    "following": Counter(seen=1),
    "records": Counter(taken=1, logged=1),
    "ticks": Counter(wait=1, below=1, script=1),
    "below": Counter(one=1, two=1),
}
"""How many task runs of each task an execution that went well has; those of `objects` depend on what it found."""
