from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

import wavetank as wt
from wavetank.model.level import Level
from wavetank.model.state import State

SCRIPT = "shell.Script"
COMMANDS = "shell.Commands"


def messages(execution, level=None):
    return [entry.message for entry in execution.logs if level is None or entry.level is level]


def content(engine, uri):
    return engine.runtime.surroundings.storage.read(uri).decode()


def test_lines_go_to_the_log_errors_as_such(run):
    execution = run(SCRIPT, "script: |\n  echo one\n  echo two >&2\n  echo three")
    assert execution.state is State.SUCCESS
    assert messages(execution, Level.INFO) == ["one", "three"]
    assert messages(execution, Level.ERROR) == ["two"]
    assert execution["task"]["exitCode"] == 0
    assert (execution["task"]["stdOutLineCount"], execution["task"]["stdErrLineCount"]) == (2, 1)


def test_commands_share_one_shell(run):
    execution = run(COMMANDS, "beforeCommands: [A=1, cd /]\ncommands: ['echo $A', pwd]")
    assert messages(execution) == ["1", "/"]


def test_commands_may_be_one_text_that_renders_to_a_list(run):
    more = "inputs:\n  - id: lines\n    type: ARRAY\n    itemType: STRING\n    defaults: ['echo a', 'echo b']"
    assert messages(run(COMMANDS, 'commands: "{{ inputs.lines }}"', more)) == ["a", "b"]


def test_the_first_command_that_fails_ends_the_others(run):
    execution = run(COMMANDS, "commands: ['false', echo never]")
    assert execution.state is State.FAILED
    assert "never" not in messages(execution)
    assert "exit code 1" in execution.error


def test_without_fail_fast_the_last_command_decides(run):
    execution = run(COMMANDS, "failFast: false\ncommands: ['false', echo on]")
    assert execution.state is State.SUCCESS
    assert messages(execution) == ["on"]


def test_an_interpreter_gets_the_commands_as_its_last_argument(run):
    execution = run(COMMANDS, "interpreter: [/bin/echo, heard]\nfailFast: false\ncommands: [a, b]")
    assert messages(execution) == ["heard a", "b"]


def test_an_interpreter_that_is_not_there_is_named(run):
    execution = run(COMMANDS, "interpreter: [/no/such/shell, -c]\ncommands: [a]")
    assert execution.state is State.FAILED
    assert "/no/such/shell" in execution.error


def test_a_program_that_is_not_there_is_named_by_the_shell(run):
    execution = run(COMMANDS, "commands: [no-such-program]")
    assert execution["task"]["exitCode"] == 127
    assert "no-such-program" in messages(execution, Level.ERROR)[0]
    assert "install it" in execution.error


def test_env_is_rendered_and_reaches_the_commands(run):
    execution = run(
        COMMANDS, 'env: {"A_{{ flow.id }}": "{{ 1 + 1 }}", N: 3, B: true}\ncommands: [\'echo $A_scripts $N $B\']'
    )
    assert messages(execution) == ["2 3 true"]


def test_the_working_directory_is_known_to_expressions_and_commands(run):
    script = (
        'script: \'[ "{{ workingDir }}" = "$WORKING_DIR" ] && [ "$(pwd)" = "$WORKING_DIR" ] && echo "$WORKING_DIR"\''
    )
    execution = run(SCRIPT, script)
    assert execution.state is State.SUCCESS
    assert not Path(messages(execution)[0]).exists(), "it is removed at the end"


def test_input_files_stand_in_the_working_directory(run, engine):
    uri = engine.runtime.surroundings.storage.put("kestra:///company/team/_files/a.txt", b"stored")
    engine.files("company.team").put("b.txt", "of the namespace")
    properties = f"""
        inputFiles:
          "{{{{ flow.id }}}}/plain.txt": "hello {{{{ flow.id }}}}"
          stored.txt: {uri}
          named.txt: nsfile:///b.txt
          none.txt: null
        commands: [cat scripts/plain.txt stored.txt named.txt, ls]
    """
    text = "".join(messages(run(COMMANDS, properties)))
    assert text == "hello scriptsstoredof the namespacenamed.txtscriptsstored.txt"


def test_input_files_may_be_one_text_in_json(run):
    execution = run(COMMANDS, """inputFiles: '{"a.txt": "hello"}'\ncommands: [cat a.txt]""")
    assert messages(execution) == ["hello"]


@pytest.mark.parametrize("name", ["/etc/a", "../a", "./a", "a/../../b"])
def test_input_files_with_names_that_lead_elsewhere_are_refused(run, name):
    execution = run(COMMANDS, f"inputFiles: {{'{name}': x}}\ncommands: [ls]")
    assert execution.state is State.FAILED
    assert name in execution.error


def test_namespace_files_stand_in_the_working_directory_below_input_files(run, engine):
    for path in ("a.txt", "sub/b.txt", "sub/c.csv"):
        engine.files("company.team").put(path, "namespace")
    properties = """
        namespaceFiles: {enabled: true, include: ["**/*.txt"]}
        inputFiles: {a.txt: own}
        commands: [cat a.txt, echo, cat sub/b.txt, echo, test ! -e sub/c.csv]
    """
    execution = run(COMMANDS, properties)
    assert execution.state is State.SUCCESS
    assert messages(execution) == ["own", "namespace"]


def test_namespace_files_of_others_may_stand_in_folders_of_their_own(run, engine):
    engine.files("company.other").put("a.txt", "theirs")
    properties = """
        namespaceFiles: {namespaces: [company.other], folderPerNamespace: true}
        commands: [cat company.other/a.txt]
    """
    assert messages(run(COMMANDS, properties)) == ["theirs"]


def test_namespace_files_that_are_not_enabled_are_not_there(run, engine):
    engine.files("company.team").put("a.txt", "namespace")
    assert run(COMMANDS, "namespaceFiles: {enabled: false}\ncommands: [test ! -e a.txt]").state is State.SUCCESS


def test_output_files_are_kept_by_their_paths(run, engine):
    properties = """
        outputFiles: ["*.txt", "out/**"]
        commands: ["echo a > a.txt", "mkdir -p out/deep", "echo b > 'out/deep/b c.csv'", "echo c > c.json"]
    """
    execution = run(COMMANDS, properties)
    files = execution["task"]["outputFiles"]
    assert sorted(files) == ["a.txt", "out/deep/b c.csv"]
    assert content(engine, files["a.txt"]) == "a\n"
    assert content(engine, files["out/deep/b c.csv"]) == "b\n"
    assert files["a.txt"].endswith("-a.txt")


def test_output_directory_keeps_all_that_is_in_it(run, engine):
    execution = run(COMMANDS, "outputDirectory: true\ncommands: ['echo a > {{ outputDir }}/a', 'mkdir $OUTPUT_DIR/b']")
    assert list(execution["task"]["outputFiles"]) == ["a"]


def test_uris_in_commands_become_paths_of_local_copies(run, engine):
    uri = engine.runtime.surroundings.storage.put("kestra:///company/team/_files/deep/a.csv", b"stored\n")
    execution = run(COMMANDS, f"commands: ['cat {uri} {uri}', 'echo {uri}', ls]\noutputFiles: ['**']")
    assert messages(execution)[:2] == ["stored", "stored"]
    assert messages(execution)[2].endswith("/a.csv")
    assert execution["task"]["outputFiles"] == {}, "copies are no results"


def test_a_uri_that_names_no_file_fails_the_task(run):
    assert "no file" in run(COMMANDS, "commands: ['cat kestra:///no/such/file']").error


def test_a_task_that_fails_keeps_its_outputs(run, engine):
    properties = """
        outputFiles: [a.txt]
        commands: ["echo a > a.txt", 'echo ''::{"outputs":{"x":1}}::''', exit 3]
        allowFailure: true
    """
    after = """
  - id: next
    type: io.kestra.plugin.core.debug.Return
    format: "{{ outputs.task.vars.x }} {{ outputs.task.exitCode }}"
"""
    execution = run(COMMANDS, properties, after)
    assert execution.state is State.WARNING
    assert execution["next"]["value"] == "1 3"
    assert content(engine, execution["task"]["outputFiles"]["a.txt"]) == "a\n"


def test_a_text_longer_than_an_argument_may_be_is_run(run):
    execution = run(SCRIPT, f"script: |\n  : {'x' * 200_000}\n  echo done")
    assert messages(execution) == ["done"]


def test_former_runner_names_a_process_and_has_an_output_directory(run):
    execution = run(COMMANDS, "runner: PROCESS\ncommands: ['echo a > $OUTPUT_DIR/a.txt']")
    assert list(execution["task"]["outputFiles"]) == ["a.txt"]


def test_what_was_written_of_runners_is_given_back(engine):
    written = {
        "id": "task",
        "type": "io.kestra.plugin.scripts.shell.Commands",
        "commands": ["ls"],
        "runner": "DOCKER",
        "docker": {"image": "alpine"},
        "taskRunner": {"type": "io.kestra.plugin.core.runner.Process"},
    }
    flow = engine.deploy(json.dumps({"id": "f", "namespace": "n", "tasks": [written]}))
    assert flow.to_dict()["tasks"] == [written]


def test_a_runner_that_is_none_is_refused_at_its_place():
    diagnostics = wt.check("""
id: f
namespace: n
tasks:
  - id: task
    type: io.kestra.plugin.scripts.shell.Commands
    commands: [ls]
    taskRunner:
      type: io.kestra.plugin.core.log.Log
""")
    assert any(found.path == "tasks[0].taskRunner.type" and "runner" in found.message for found in diagnostics)


def until(condition, seconds=20):
    """Returns when a condition holds that nothing tells of."""
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit
        time.sleep(0.01)


def test_a_timeout_ends_all_that_was_started(run, mark):
    properties = f"env: {{{mark.name}: {mark.value}}}\ntimeout: PT0.5S\ncommands: [sleep 100 & sleep 200, echo never]"
    execution = run(COMMANDS, properties)
    assert execution.state is State.FAILED
    assert "Timeout" in execution.error
    assert not mark.running


def test_a_killed_execution_ends_all_that_was_started(run, engine, mark):
    execution = run(
        COMMANDS, f"env: {{{mark.name}: {mark.value}}}\ncommands: [sleep 100 & sleep 200, echo never]", wait=False
    )
    until(lambda: len(mark.running) >= 3)
    engine.kill(execution.id)
    assert execution.wait(20).state is State.KILLED
    until(lambda: not mark.running)


def test_an_engine_that_stops_ends_all_that_was_started(run, engine, mark):
    run(COMMANDS, f"env: {{{mark.name}: {mark.value}}}\ncommands: [sleep 100 & sleep 200, echo never]", wait=False)
    until(lambda: len(mark.running) >= 3)
    engine.stop()
    assert not mark.running


def test_lines_are_in_the_log_while_the_command_runs(run, engine):
    execution = run(COMMANDS, "commands: [echo early, sleep 100, echo never]", wait=False)
    until(lambda: "early" in messages(engine.execution(execution.id)))
    engine.kill(execution.id)
    assert execution.wait(20).state is State.KILLED
