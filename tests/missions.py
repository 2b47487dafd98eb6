"""The three flows that the project is measured by, as a Kestra server takes them, without a change."""

from __future__ import annotations

WEBHOOK = """\
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

S3 = """\
id: s3_event_driven
namespace: company.team
tasks:
  - id: process_files
    type: io.kestra.plugin.core.flow.ForEach
    values: "{{ trigger.objects | jq('.[].uri') }}"
    tasks:
      - id: handle
        type: io.kestra.plugin.core.debug.Return
        format: "Processing file: {{ taskrun.value }}"
triggers:
  - id: watch_bucket
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
      bucket: "archive-bucket"
"""

KAFKA = """\
id: kafka_realtime
namespace: company.team
tasks:
  - id: log_event
    type: io.kestra.plugin.core.log.Log
    message: "{{ trigger.value }}"
triggers:
  - id: realtime_trigger
    type: io.kestra.plugin.kafka.RealtimeTrigger
    topic: orders
    properties:
      bootstrap.servers: localhost:9092
    serdeProperties:
      keyDeserializer: STRING
      valueDeserializer: JSON
    groupId: kestra_orders
"""
