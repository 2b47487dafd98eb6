"""A type that no plugin here has gives one diagnostic that names it, and nothing that follows from it."""

from __future__ import annotations

import wavetank as wt

HEAD = "id: f\nnamespace: n\n"
SHELL = "io.kestra.plugin.scripts.shell.Commands"


def found(text):
    return [(each.code, each.path) for each in wt.check(HEAD + text)]


def test_its_properties_are_not_judged():
    text = """
tasks:
  - id: ask
    type: io.kestra.plugin.ai.agent.AIAgent
    prompt: "{{ this is | no expression }}"
    timeout: whenever
    taskCache: {enabled: true}
    anything: [{goes: ~}]
"""
    assert found(text) == [("WT-140", "tasks[0].type")]


def test_tasks_and_conditions_inside_it_are_judged():
    text = """
tasks:
  - id: around
    type: io.kestra.plugin.acme.Around
    cases:
      x:
        - id: say
          type: io.kestra.plugin.core.log.Log
          message: "{{ x | nofilter }}"
triggers:
  - id: listen
    type: io.kestra.plugin.aws.sqs.Trigger
    conditions:
      - type: io.kestra.plugin.core.condition.Expression
"""
    assert found(text) == [
        ("WT-140", "tasks[0].type"),
        ("WT-160", "tasks[0].cases.x[0].message"),
        ("WT-140", "triggers[0].type"),
        ("WT-130", "triggers[0].conditions[0].expression"),
    ]


def test_what_else_names_a_plugin_inside_it_is_named_too():
    text = """
tasks:
  - id: ask
    type: io.kestra.plugin.ai.agent.AIAgent
    provider:
      type: io.kestra.plugin.ai.provider.MistralAI
      options:
        fallback: {type: io.kestra.plugin.ai.provider.OpenAI}
    taskRunner: {type: io.kestra.plugin.core.runner.Process, of: any kind}
    retryPolicy: {type: constant}
    assets: {inputs: [{id: a, type: io.kestra.plugin.ee.assets.Table}]}
"""
    assert found(text) == [
        ("WT-140", "tasks[0].type"),
        ("WT-140", "tasks[0].provider.type"),
        ("WT-140", "tasks[0].provider.options.fallback.type"),
    ]


def test_a_type_is_named_once_with_the_lines_of_all_its_places():
    send = "{id: ID, type: io.kestra.plugin.slack.notifications.SlackIncomingWebhook, url: u}"
    text = f"tasks:\n  - {send.replace('ID', 'a')}\n  - {send.replace('ID', 'b')}\nerrors:\n  - {send}\n"
    (diagnostic,) = wt.check(HEAD + text)
    assert (diagnostic.line, diagnostic.path) == (4, "tasks[0].type")
    assert diagnostic.message.endswith("`. It also stands on the lines 5, 7.")


def test_an_unknown_task_runner_of_a_known_task_is_the_only_fault():
    text = f"tasks:\n  - id: a\n    type: {SHELL}\n    commands: [ls]\n"
    runner = "    taskRunner: {type: io.kestra.plugin.ee.kubernetes.runner.Kubernetes, namespace: default}\n"
    assert found(text + runner) == [("WT-140", "tasks[0].taskRunner.type")]


def test_ids_of_unknown_tasks_count():
    text = "tasks:\n  - {id: a, type: io.kestra.plugin.git.Clone}\n  - {id: a, type: io.kestra.plugin.git.Push}\n"
    assert found(text) == [("WT-140", "tasks[0].type"), ("WT-150", "tasks[1].id"), ("WT-140", "tasks[1].type")]


def test_outputs_of_an_unknown_task_are_not_doubted():
    text = f"""
tasks:
  - {{id: load, type: io.kestra.plugin.jdbc.duckdb.Query, sql: SELECT 1}}
  - {{id: say, type: {SHELL}, commands: ["echo {{{{ outputs.load.rows }}}}"]}}
"""
    assert found(text) == [("WT-140", "tasks[0].type")]


def test_defaults_for_unknown_types_are_taken():
    text = """
tasks:
  - {id: a, type: io.kestra.plugin.jdbc.postgresql.Query, sql: SELECT 1}
pluginDefaults:
  - type: io.kestra.plugin.jdbc.postgresql
    values: {url: u, provider: {type: io.kestra.plugin.acme.Vault}}
"""
    assert found(text) == [("WT-140", "tasks[0].type")]
