from __future__ import annotations

from wavetank.dialect.place_of_task import place_of_task

TEXT = """\
id: f
namespace: n
tasks:
  - id: each
    type: io.kestra.plugin.core.flow.ForEach
    values: [1]
    tasks:
      - type: io.kestra.plugin.core.log.Log
        id: load
        message: "{{ outputs.nothing }}"
"""


def test_a_task_is_found_where_its_id_stands_however_deep():
    assert place_of_task(TEXT, "load")[0] == 9
    assert place_of_task(TEXT, "each")[0] == 4


def test_the_property_that_an_error_quotes_is_the_place():
    line, shown = place_of_task(TEXT, "load", "no value in '{{ outputs.nothing }}'")
    assert line == 10
    assert "^" in shown.splitlines()[-1]


def test_a_task_that_the_text_does_not_name_has_no_place():
    assert place_of_task(TEXT, "other") is None
    assert place_of_task("", "other") is None
    assert place_of_task("id: [", "other") is None
