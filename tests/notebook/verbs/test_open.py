from __future__ import annotations


def test_a_flow_is_opened_as_its_card(run, hello):
    run(f"%%flow --quiet\n{hello}")
    (shown,) = run("%flow open hello").shown
    assert "company.team.hello, revision 1" in shown["text/plain"]
    assert "as of" in shown["text/html"]


def test_an_execution_is_opened_by_its_id(run, engine, hello):
    run(f"%%flow --quiet\n{hello}")
    execution = engine.run("company.team.hello")
    (shown,) = run(f"%flow open {execution.id}").shown
    assert shown["text/plain"].startswith("company.team.hello SUCCESS")


def test_what_nobody_knows_is_told(run):
    assert "no execution" in str(run("%flow open nothing", ok=False).error)
