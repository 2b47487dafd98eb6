from __future__ import annotations

from wavetank.plugins.call.fingerprint import fingerprint

FACTOR = 2
FRAME = [0]


def helper(n):
    return n * FACTOR


def work(n=1):
    return helper(n)


def test_the_same_text_has_the_same_fingerprint():
    namespace = {}
    for name in ("a", "b"):
        exec(f"def work(n=1):\n    return n + 1\n{name} = work", namespace)
    assert fingerprint(namespace["a"]) == fingerprint(namespace["b"])


def test_code_defaults_constants_and_called_functions_count(monkeypatch):
    before = fingerprint(work)
    monkeypatch.setattr(work, "__defaults__", (2,))
    assert fingerprint(work) != before
    monkeypatch.undo()
    monkeypatch.setitem(globals(), "FACTOR", 3)
    assert fingerprint(work) != before
    monkeypatch.undo()
    monkeypatch.setitem(globals(), "helper", lambda n: n)
    assert fingerprint(work) != before
    monkeypatch.undo()
    assert fingerprint(work) == before


def test_another_object_of_the_same_name_is_a_change(monkeypatch):
    def reads():
        return FRAME

    monkeypatch.setitem(globals(), "FRAME", [1])
    before = fingerprint(reads)
    monkeypatch.setitem(globals(), "FRAME", [1])
    assert fingerprint(reads) != before


def test_functions_may_call_themselves_and_use_what_has_no_value_yet():
    def recurse(n):
        return later(n) if n else recurse(n - 1)

    assert fingerprint(recurse) == fingerprint(recurse)
    before = fingerprint(recurse)

    def later(n):
        return n

    assert fingerprint(recurse) != before
