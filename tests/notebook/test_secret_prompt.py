from __future__ import annotations

from wavetank.notebook.secret_prompt import secrets_named


def test_names_that_stand_literally_are_found_once():
    text = """
    a: "{{ secret('ONE') }}"
    b: "{{ secret( \\"TWO\\" ) ~ secret('ONE') }}"
    c: "{{ secret(key='THREE', namespace='x') }}"
    d: "{{ secret(inputs.name) }} {{ my_secret('FOUR') }}"
    """.replace('\\"', '"')
    assert secrets_named(text) == ("ONE", "TWO", "THREE")


def test_a_text_without_secrets_names_none():
    assert secrets_named("id: a\nnamespace: b\n") == ()
