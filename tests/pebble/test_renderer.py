from __future__ import annotations

from collections import UserDict

import pytest

from wavetank.errors import ExpressionError, NotFoundError, UndefinedError
from wavetank.pebble import Renderer
from wavetank.pebble.compiler import cached


def test_text_without_a_brace_is_returned_itself(renderer):
    value = "plain " * 10
    assert renderer.render(value, {}) is value


def test_maps_and_lists_are_rendered_keys_too_and_other_values_stay(renderer):
    rendered = renderer.render({"{{ k }}": ["{{ v }}", 1, None, {"x": "{{ v }}"}]}, {"k": "key", "v": 2})
    assert rendered == {"key": ["2", 1, None, {"x": "2"}]}


def test_of_two_keys_that_render_equal_the_first_stays(renderer):
    assert renderer.render({"a": "1", "{{ k }}": "2"}, {"k": "a"}) == {"a": "1"}


def test_a_template_is_rendered_once(renderer):
    assert renderer.text("{{ a }}", {"a": "{{ b }}", "b": 1}) == "{{ b }}"


def test_recursive_rendering_goes_on_until_nothing_changes(services):
    renderer = Renderer(services, recursive=True)
    assert renderer.text("{{ a }}", {"a": "{{ b }}", "b": "{{ c }}", "c": "end"}) == "end"
    assert renderer.text("{% raw %}{{ a }}{% endraw %}{{ a }}", {"a": "1"}) == "{{ a }}1"
    with pytest.raises(ExpressionError, match="rendering attempts"):
        renderer.text("{{ a }}", {"a": "{{ b }}", "b": "{{ a }}"})
    with pytest.raises(ExpressionError, match="render"):
        renderer.text("{{ render(a) }}", {"a": "1"})


@pytest.mark.parametrize(
    ("template", "value"),
    [
        ("{{ n }}", 1),
        ("{{ l }}", [1]),
        ("{{ n }}{{ n }}", 2),
        ("{{ f }}{{ f }}", 3.0),
        ("{{ s }}{{ s }}", "xx"),
        ("a{{ s }}", "ax"),
        ("{{ null }}", None),
        ("{{ n }}{{ null }}", 1),
        ("{{ n }}{{ s }}", "1x"),
        ("{{ n }} ", "1 "),
        ("v{{ n }}.{{ f }}", "v1.1.5"),
        ("{{ n }}{{ f }}", "11.5"),
        ("{{ true }}{{ true }}", "truetrue"),
        ("{{ n > 0 }}", True),
    ],
)
def test_typed_mode_keeps_and_adds_types(renderer, template, value):
    rendered = renderer.render(template, {"n": 1, "l": [1], "f": 1.5, "s": "x"}, typed=True)
    assert rendered == value
    assert type(rendered) is type(value)


@pytest.mark.parametrize("template", ["{{ l }}{{ l }}", "{{ l }} ", "{{ n }}{{ l }}", "{{ s }}{{ {} }}"])
def test_typed_mode_refuses_to_add_what_cannot_be_added(renderer, template):
    with pytest.raises(ExpressionError, match="Tried to add"):
        renderer.render(template, {"n": 1, "s": "x", "l": []}, typed=True)


@pytest.mark.parametrize(
    ("template", "name", "column", "hint"),
    [
        ("{{ input }}", "input", 4, "`inputs`"),
        ("ab {{ inputs.nam }}", "nam", 7, "`name`"),
        ("{{ inputs['nam'] }}", "nam", 4, "`name`"),
        ("{{ l[3] }}", "3", 4, ""),
        ("{{ inputs.name | upper | lower }} {{ none_here }}", "none_here", 38, ""),
        ("{{ nothing.x }}", "nothing", 4, "null"),
        ("{{ deep.nothing.x }}", "x", 4, "null"),
        ("{{ true ? missing : 1 }}", "missing", 11, ""),
        ("{{ 'a' ~ inputs.other ~ 'b' }}", "other", 10, "`name`"),
        ("{{ missing ?? alsomissing }}", "alsomissing", 15, ""),
        ("{{ inputs.my-task.value }}", "my", 4, "['my-task']"),
    ],
)
def test_what_is_missing_is_named_with_its_place_and_neighbours(renderer, template, name, column, hint):
    variables = {"inputs": {"name": "x", "my-task": {}}, "l": [1], "nothing": None, "deep": {"nothing": None}}
    with pytest.raises(UndefinedError) as caught:
        renderer.text(template, variables)
    assert caught.value.cause.startswith(f"Unable to find `{name}` used in the expression `{template}` at line 1")
    assert (caught.value.line, caught.value.column) == (1, column)
    assert hint in caught.value.remedy


def test_the_line_of_an_error_is_counted(renderer):
    with pytest.raises(UndefinedError) as caught:
        renderer.text("a\nb\n  {{ é ~ x }}", {"é": "ü"})
    assert (caught.value.line, caught.value.column) == (3, 10)


def test_a_key_with_null_is_defined_and_prints_nothing(renderer):
    assert renderer.text("[{{ a.b }}]", {"a": {"b": None}}) == "[]"


def test_variables_are_read_where_they_are_and_only_those_that_are_named(renderer):
    class Counted(UserDict):
        def __init__(self, data):
            super().__init__(data)
            self.asked = []

        def __getitem__(self, key):
            self.asked.append(key)
            return super().__getitem__(key)

    variables = Counted({"a": {"b": 1}, "huge": object()})
    assert renderer.text("{{ a.b }}", variables) == "1"
    assert variables.asked == ["a"]


def test_errors_of_services_keep_their_kind(renderer):
    with pytest.raises(NotFoundError, match=r"unknown\.txt"):
        renderer.text("{{ read('unknown.txt') }}", {"flow": {"namespace": "a"}})


def test_secrets_are_remembered_for_masking(renderer):
    assert renderer.text("{{ secret('TOKEN') }}", {}) == "s3cret"
    assert renderer.secrets == {"s3cret"}


def test_compiled_templates_are_shared_between_renderers(services):
    cached.cache_clear()
    for _ in range(3):
        assert Renderer(services).text("{{ 1 }} shared", {}) == "1 shared"
    assert cached.cache_info().misses == 1


def test_one_renderer_can_be_used_again_after_an_error(renderer):
    with pytest.raises(ExpressionError):
        renderer.text("{{ x }}", {})
    assert renderer.budget is None
    assert renderer.text("{{ x }}", {"x": 1}) == "1"


def test_errors_do_not_tell_secrets(renderer):
    with pytest.raises(ExpressionError) as caught:
        renderer.text("{{ secret('TOKEN') | number }}", {})
    assert "s3cret" not in str(caught.value) + repr(caught.value)
    assert caught.value.__cause__ is None


def test_the_zone_of_the_computer_knows_its_summer(monkeypatch):
    monkeypatch.setenv("TZ", "Europe/Paris")
    template = "{{ '2024-01-31' | date('XXX') }}{{ '2024-07-31' | date('XXX') }}"
    assert Renderer().text(template, {}) == "+01:00+02:00"
