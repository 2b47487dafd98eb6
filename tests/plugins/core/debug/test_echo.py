from __future__ import annotations


def test_the_rendered_text_is_logged(run):
    (entry,) = run("debug.Echo", format="of {{ flow.id }}", level="WARN").logs
    assert (entry.level, entry.message) == ("WARN", "of flow")
