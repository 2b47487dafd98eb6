from __future__ import annotations

import pytest

BROKEN = "id: broken\nnamespace: company.team\ntasks:\n  - {id: a, type: io.kestra.plugin.core.log.Logg}\n"


def test_two_executions_are_compared(run, hello):
    run(f"%%flow --quiet\n{hello}")
    first = run("%flow run hello").value
    second = run("%flow run hello -i who=Ada").value
    diff = run(f"%flow diff {first.id} {second.id}").value
    assert ("input who", "World", "Ada") in [tuple(each) for each in diff.differences]
    assert repr(run("%flow diff last").value) == repr(diff)
    assert not run(f"%flow diff {first.id} {first.id}").value


def test_revisions_are_compared_by_flow(run, hello):
    run(f"%%flow --quiet\n{hello}")
    run(f"%%flow --quiet\n{hello.replace('Hello', 'Goodbye')}")
    assert '+    format: "Goodbye' in run("%flow diff hello").value.text
    assert run("%flow diff hello@1 company.team.hello@2").value.text == run("%flow diff hello").value.text
    assert "no flow helo" in run("%flow diff helo@1", ok=False).printed


def test_a_flow_a_variable_and_a_file_are_checked(run, shell, hello, tmp_path):
    run(f"%%flow --quiet\n{hello}")
    assert len(run("%flow check hello").value) == 0
    shell.user_ns["text"] = BROKEN
    (fault,) = run("%flow check text").value
    assert fault.code == "WT-140"
    (tmp_path / "flow.yaml").write_text(BROKEN)
    table = run("%flow check flow.yaml").value
    assert list(table.df()["line"]) == [4]
    assert "cannot be read" in run("%flow check nothing.yaml", ok=False).printed


def test_why_explains_a_task(run, hello):
    run(f"%%flow --quiet\n{hello}")
    run("%flow run hello")
    assert "Task greet is SUCCESS" in str(run("%flow why last greet").value)
    assert "Task say is SUCCESS" in str(run("%flow why hello say").value)
    assert "no task 'nothing'" in run("%flow why hello nothing", ok=False).printed


@pytest.mark.parametrize("verb", ["diff", "check", "export", "backfill", "poll"])
def test_each_explains_itself(run, verb):
    assert f"%flow {verb}" in run(f"%flow {verb}?").printed
