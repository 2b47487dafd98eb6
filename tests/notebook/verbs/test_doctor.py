from __future__ import annotations


def test_the_doctor_shows_a_table_of_what_it_found(run, shell):
    run("%load_ext wavetank")
    found = run("%flow doctor").value
    assert {"home", "integrity", "disk", "engine", "pace"} <= {finding.subject for finding in found}
    assert "All pages and indexes of the history are whole." in repr(found)


def test_a_repair_is_asked_for(run):
    assert "Set right" in run("%flow doctor --help").printed
    assert {finding.grade for finding in run("%flow doctor --repair").value} <= {"FINE", "NOTE"}
