"""The three cells that the project is measured by; only the addresses of the servers are added."""

from __future__ import annotations

WEBHOOK_EXAMPLE = """\
%%flow
id: webhook_example
namespace: company.team

tasks:
  - id: log_payload
    type: io.kestra.plugin.core.log.Log
    message: "Received event: {{ trigger.body }}"

triggers:
  - id: webhook
    type: io.kestra.plugin.core.trigger.Webhook
    key: "{{ secret('WEBHOOK_KEY') }}"
"""

_S3_EVENT_DRIVEN = """\
%%flow
id: s3_event_driven
namespace: company.team

tasks:
  - id: process_each_file
    type: io.kestra.plugin.core.flow.ForEach
    values: "{{ trigger.objects | jq('.[].uri') }}"
    tasks:
      - id: process_file
        type: io.kestra.plugin.core.debug.Return
        format: "Processing file: {{ taskrun.value }}"

triggers:
  - id: watch
    type: io.kestra.plugin.aws.s3.Trigger
    interval: "PT5M"
    accessKeyId: "{{ secret('AWS_ACCESS_KEY_ID') }}"
    secretKeyId: "{{ secret('AWS_SECRET_KEY_ID') }}"
    region: "eu-central-1"
    bucket: "my-bucket"
    prefix: "incoming/"
    action: MOVE
    moveTo:
      key: archive
      bucket: archive-bucket
    endpointOverride: ADDRESS
    forcePathStyle: true
"""

_KAFKA_REALTIME = """\
%%flow
id: kafka_realtime
namespace: company.team

tasks:
  - id: log
    type: io.kestra.plugin.core.log.Log
    message: "{{ trigger.value }}"

triggers:
  - id: realtime_trigger
    type: io.kestra.plugin.kafka.RealtimeTrigger
    topic: orders
    properties:
      bootstrap.servers: ADDRESS
      auto.offset.reset: earliest
      fetch.max.wait.ms: 10
    serdeProperties:
      keyDeserializer: STRING
      valueDeserializer: JSON
    groupId: kestra_orders
"""


def s3_event_driven(url: str) -> str:
    """Returns the cell for a server."""
    return _S3_EVENT_DRIVEN.replace("ADDRESS", url)


def kafka_realtime(address: str) -> str:
    """Returns the cell for a broker."""
    return _KAFKA_REALTIME.replace("ADDRESS", address)
