"""FILE and SECRET inputs on their way into an execution."""

from __future__ import annotations

import pandas as pd
import pytest

import wavetank as wt
from wavetank.engine.encryption import ENCRYPTED

KEY = "I6EGNzRESu3X3pKZidrqCGOHQFUFC0yK"
FLOW = """
id: flow
namespace: company.team
inputs:
  - id: data.file
    type: FILE
    required: false
  - id: password
    type: SECRET
    required: false
outputs:
  - id: again
    type: SECRET
    value: "{{ inputs.password ?? 'none' }}"
tasks:
  - id: show
    type: io.kestra.plugin.core.debug.Return
    format: "{{ inputs.password ?? '' }}{{ inputs.data.file is null ? '' : read(inputs.data.file) }}"
  - id: say
    type: io.kestra.plugin.core.log.Log
    message: "it is {{ inputs.password ?? '' }}"
"""


@pytest.fixture
def engine():
    with wt.Engine(config={"kestra.encryption.secret-key": KEY}) as engine:
        engine.deploy(FLOW)
        yield engine


def run(engine, **inputs):
    return engine.run("company.team.flow", {name.replace("__", "."): value for name, value in inputs.items()})


def test_a_file_of_this_machine_is_stored_with_the_execution(engine, tmp_path):
    (tmp_path / "in.csv").write_text("a,b")
    execution = run(engine, data__file=tmp_path / "in.csv")
    uri = execution.inputs["data"]["file"]
    assert uri == f"kestra:///company/team/flow/executions/{execution.id}/inputs/data.file/in.csv"
    assert execution["show"]["value"] == "a,b"
    assert (tmp_path / "in.csv").exists()


def test_a_stored_file_is_taken_as_it_is(engine):
    engine.files("company.team").put("in.csv", "of the namespace")
    execution = run(engine, data__file="nsfile:///in.csv")
    assert execution.inputs["data"]["file"] == "nsfile:///in.csv"
    assert execution["show"]["value"] == "of the namespace"


def test_a_file_that_is_not_there_makes_no_execution(engine, tmp_path):
    with pytest.raises(wt.InputError, match=r"data\.file.*none\.csv"):
        run(engine, data__file=tmp_path / "none.csv")
    assert len(engine.executions()) == 0


def test_a_file_of_a_refused_execution_is_not_stored(engine, tmp_path):
    (tmp_path / "in.csv").write_text("a,b")
    engine.deploy(FLOW.replace("type: SECRET\n    required: false", "type: INT"))
    with pytest.raises(wt.InputError):
        run(engine, data__file=tmp_path / "in.csv", password="no number")
    assert engine.storage.list() == []


def test_a_secret_is_kept_encrypted_and_is_decrypted_and_masked_for_tasks(engine):
    execution = run(engine, password="open sesame")
    assert execution.inputs["password"]["type"] == ENCRYPTED
    assert execution["show"]["value"] == "open sesame"
    assert [entry.message for entry in execution.logs] == ["it is **masked***"]


def test_a_secret_output_is_kept_encrypted(engine):
    execution = run(engine, password="open sesame")
    assert execution.outputs["again"]["type"] == ENCRYPTED
    known = {"key": KEY, "text": execution.outputs["again"]["value"]}
    assert wt.render("{{ decrypt(key, text) }}", known) == "open sesame"


def test_an_expression_at_a_task_does_not_decrypt(engine):
    moment = run(engine, password="open sesame").at("say")
    assert "sesame" not in moment.eval("{{ inputs.password }}")


def test_without_a_key_a_secret_input_makes_no_execution():
    with wt.Engine() as engine:
        engine.deploy(FLOW)
        with pytest.raises(wt.InputError, match=r"encryption\.secret-key"):
            run(engine, password="open sesame")
        assert len(engine.executions()) == 0


def test_a_secret_is_never_on_disk_in_the_clear(tmp_path):
    with wt.Engine(tmp_path / "home", config={"kestra.encryption.secret-key": KEY}) as engine:
        engine.deploy(FLOW.replace("debug.Return", "debug.Echo"))
        run(engine, password="open sesame")
    files = [file for file in (tmp_path / "home").rglob("*") if file.is_file()]
    assert files
    assert all(b"sesame" not in file.read_bytes() for file in files)


def test_a_duration_is_hours_minutes_and_seconds_in_tasks_and_outputs(engine):
    engine.deploy(
        """
id: lengths
namespace: company.team
inputs:
  - {id: pause, type: DURATION, defaults: PT5M6S}
  - {id: pauses, type: ARRAY, itemType: DURATION, defaults: [PT1M]}
outputs:
  - {id: pause, type: DURATION, value: "{{ inputs.pause }}"}
tasks:
  - {id: show, type: io.kestra.plugin.core.debug.Return, format: "{{ inputs.pause }} {{ inputs.pauses }}"}
"""
    )
    execution = engine.run("company.team.lengths")
    assert execution["show"]["value"] == 'PT5M6S ["PT1M"]'
    assert execution.outputs == {"pause": "PT5M6S"}


def test_a_dataframe_becomes_a_stored_file_of_ion_rows(engine):
    frame = pd.DataFrame({"name": ["a", None], "n": [1, 2]})
    execution = run(engine, data__file=frame)
    uri = execution.inputs["data"]["file"]
    assert uri.endswith("/inputs/data.file/file.ion")
    assert execution["show"]["value"].splitlines() == ['{name:"a",n:1}', "{name:null,n:2}"]
    assert engine.storage.df(uri)["n"].to_list() == [1, 2]


def test_a_dataframe_is_written_as_the_input_wants_its_files(engine):
    engine.deploy(FLOW.replace("type: FILE", "type: FILE\n    allowedFileExtensions: [.zip, .csv]"))
    execution = run(engine, data__file=pd.DataFrame({"n": [1]}))
    assert execution.inputs["data"]["file"].endswith("/file.csv")
    assert execution["show"]["value"] == "n\n1\n"
    engine.deploy(FLOW.replace("type: FILE", "type: FILE\n    allowedFileExtensions: [.zip]"))
    with pytest.raises(wt.InputError, match=r"\[\.zip\].*a DataFrame as \.ion"):
        run(engine, data__file=pd.DataFrame({"n": [1]}))


def test_bytes_become_a_stored_file(engine):
    execution = run(engine, data__file=b"a,b")
    assert execution.inputs["data"]["file"].endswith("/inputs/data.file/file")
    assert execution["show"]["value"] == "a,b"


def test_rows_that_cannot_be_written_make_no_execution(engine):
    with pytest.raises(wt.InputError, match=r"`data\.file`: its rows cannot be written"):
        run(engine, data__file=pd.DataFrame({"n": [object()]}))
    assert len(engine.executions()) == 0


def test_a_replay_takes_a_dataframe_too(engine):
    first = run(engine)
    again = engine.replay(first.id, inputs={"data.file": pd.DataFrame({"n": [7]})}).wait(10)
    assert again["show"]["value"].strip() == "{n:7}"
