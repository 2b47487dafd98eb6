from __future__ import annotations

import pytest

from wavetank.errors import ExpressionError, NotFoundError, SecretError
from wavetank.pebble import Renderer

FLOW = {"flow": {"id": "orders", "namespace": "company.team"}, "execution": {"id": "e1"}}
OWN = "kestra:///company/team/orders/executions/e1/tasks/t/r/a.txt"


def test_files_of_the_own_execution_and_of_the_one_that_triggered_it_can_be_read(text):
    assert text("{{ read(u) }}{{ fileSize(u) }}{{ fileExists(u) }}", u=OWN, **FLOW) == "mine4true"
    trigger = {"namespace": "company.team", "flowId": "orders", "executionId": "e1"}
    other = {"flow": {"id": "sub", "namespace": "x"}, "execution": {"id": "e2"}}
    assert text("{{ read(u) }}", u=OWN, trigger=trigger, **other) == "mine"


@pytest.mark.parametrize(
    "variables",
    [
        {"flow": {"id": "other", "namespace": "company.team"}, "execution": {"id": "e1"}},
        {"flow": {"id": "orders", "namespace": "company.team"}, "execution": {"id": "e"}},
        {"flow": {"id": "orders", "namespace": "company.team"}},
        {},
        {
            "flow": {"id": "x", "namespace": "y"},
            "execution": {"id": "z"},
            "trigger": {"flowId": "orders", "executionId": "e1"},
        },
    ],
)
def test_files_of_other_executions_cannot(text, variables):
    with pytest.raises(ExpressionError, match="didn't belong to the current execution"):
        text("{{ read(u) }}", u=OWN, **variables)


@pytest.mark.parametrize(
    "path", ["../x", "a/../../x", "a\\..\\b", "kestra:///company/team/orders/executions/e1/../e2/x"]
)
def test_paths_cannot_leave_their_folder(text, path):
    for function in ("read", "fileURI", "fileSize", "fileExists"):
        with pytest.raises(ExpressionError, match=r"\.\./"):
            text(f"{{{{ {function}(p) }}}}", p=path, **FLOW)


def test_namespace_files_are_read_by_their_path(text):
    assert text("{{ read('data/file.txt') }}{{ isFileEmpty('data/file.txt') }}", **FLOW) == "contentfalse"
    assert text("{{ fileURI('a.txt') }}", **FLOW) == "kestra:///company/team/_files/a.txt"


def test_missing_keys_and_secrets_are_errors_of_their_kind(text):
    with pytest.raises(SecretError, match="NOPE"):
        text("{{ secret('NOPE') }}")
    with pytest.raises(NotFoundError, match="nope"):
        text("{{ kv('nope') }}")
    assert text("{{ kv('nope', errorOnMissing=false) ?? 'x' }}") == "x"


def test_without_an_engine_what_needs_one_is_refused_with_the_way_out():
    for call in ("secret('A')", "kv('a')", "read('a')", "http('https://example.com')", "fileSize('a')", "fileURI('a')"):
        with pytest.raises(ExpressionError) as caught:
            Renderer().text(f"{{{{ {call} }}}}", {})
        assert "engine" in caught.value.remedy
        assert caught.value.column == 4


def test_http_passes_its_request_on(renderer, services):
    template = "{{ http('https://a', method='POST', body={'a': 1}, headers={'X': 'y'}).state }}"
    assert renderer.text(template, {}) == "up"
    assert services.requests == [
        {
            "uri": "https://a",
            "method": "POST",
            "contentType": "application/json",
            "accept": "application/json",
            "body": {"a": 1},
            "headers": {"X": "y"},
        }
    ]


def test_randomness_and_ids_are_injected(services):
    def seen():
        services.random().seed(3)
        return Renderer(services).text("{{ randomInt(0, 1000) }} {{ uuid() }} {{ nanoId(5, 'ab') }}", {})

    assert seen() == seen()


@pytest.mark.parametrize(
    "call",
    [
        "randomInt(1)",
        "randomInt('1', '2')",
        "randomInt(2, 1)",
        "fromJson()",
        "fromJson('{')",
        "fromJson(1)",
        "fromIon('{')",
        "yaml('a: [')",
        "yaml(1)",
        "isWeekend('x')",
        "isWeekend(null)",
        "dayOfWeek('x')",
        "isDateAfter('2024-06-15')",
        "isDateBefore(null, '2024-06-15')",
        "isDateBetween('2024-06-15', '2024-06-14', 'x')",
        "isDayWeekInMonth('2024-01-01', 'MON', 'FIRST')",
        "isPublicHoliday('2024-01-01', 'QQ')",
        "isLastWorkingDay('2024-01-01', 'NEVER')",
        "range(1, 2, 0)",
        "nanoId(0)",
        "nanoId(99999999)",
        "env('x')",
        "block('x')",
        "iterationOutput('x', 0)",
        "parentOutput(3)",
        "currentEachOutput(1)",
        "loopOutputs(1, 'a')",
        "encrypt('short', 'x')",
        "decrypt('I6EGNzRESu3X3pKZidrqCGOHQFUFC0yK', 'eA==')",
        "subflow('a', 'b')",
        "appLink()",
        "i18n('a')",
        "parent()",
        "nope()",
    ],
)
def test_wrong_calls_are_refused_with_their_place(text, call):
    with pytest.raises(ExpressionError) as caught:
        text(f"{{{{ {call} }}}}", outputs={"x": {}}, parents=[])
    assert caught.value.line == 1


def test_yaml_keeps_dates_as_text_and_resolves_anchors(text):
    assert text("{{ yaml(y).d }} {{ yaml(y).b.k }}", y="d: 2024-01-31\na: &r {k: v}\nb: *r\n") == "2024-01-31 v"


def test_yaml_bombs_are_refused(text):
    bomb = "a: &a [x,x,x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [{','.join([f'*{chr(97 + n)}'] * 9)}]\n" for n in range(20)
    )
    with pytest.raises(ExpressionError, match="aliases"):
        text("{{ yaml(y) }}", y=bomb)


def test_encryption_is_different_each_time_and_decrypts(text):
    key = "I6EGNzRESu3X3pKZidrqCGOHQFUFC0yK"
    first, second = (text("{{ encrypt(k, 'toto') }}", k=key) for _ in range(2))
    assert first != second
    assert text("{{ decrypt(k, c) }}", k=key, c=first) == "toto"


def test_outputs_of_the_present_round_are_found_through_all_loops(text):
    variables = {
        "outputs": {"t": {"outer": {"a": {"value": 1}, "b": {"value": 2}}}},
        "parents": [{"taskrun": {"value": "outer"}, "outputs": {"n": 7}}, {"outputs": {"n": 8}}],
        "taskrun": {"value": "b", "iteration": 1},
        "task": {"id": "t"},
    }
    assert text("{{ currentEachOutput(outputs.t).value }}", **variables) == "2"
    variables["taskrun"]["value"] = "c"
    assert text("{{ currentEachOutput(outputs.t).value ?? 'none' }}", **variables) == "none"
    variables["taskrun"]["value"] = "b"
    assert text("{{ iterationOutput() }}{{ iterationOutput('t', 1) }}", **variables) == "12"
    assert text("{{ parentOutput().n }}{{ parentOutput(0).n }}", **variables) == "78"


def test_tasks_are_found_by_their_state(text):
    tasks = {"a": {"state": "SUCCESS"}, "b": {"x": {"state": "FAILED"}, "y": {"state": "SUCCESS"}}}
    assert text("{{ tasksWithState('success') }}", tasks=tasks) == (
        '[{"taskId":"a","state":"SUCCESS"},{"taskId":"b","state":"SUCCESS","value":"y"}]'
    )


def test_rendering_again_goes_through_maps_and_lists(text):
    assert text("{{ render(m) }}", m={"k": ["{{ a }}"]}, a="{{ b }}", b=1) == '{"k":["1"]}'
    assert text("{{ renderOnce(m) }}", m={"k": ["{{ a }}"]}, a="{{ b }}", b=1) == '{"k":["{{ b }}"]}'


def test_rendering_without_an_end_is_refused(text):
    for value in ("{{ render(a) }}", "{{ render(a) }}{{ render(a) }}", "x{{ renderOnce(a) }}"):
        with pytest.raises(ExpressionError):
            text("{{ render(a) }}", a=value)


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("isWeekend('2024-06-15')", "true"),
        ("isWeekend('2024-06-14T23:00:00Z')", "false"),
        ("isDateAfter('2024-06-15T01:00:00+02:00', '2024-06-14T22:59:59')", "true"),
        ("isDateAfter('2024-06-15', '2024-06-15T00:00:00Z')", "false"),
        ("isDateBefore('2024-06-15T00:30:00+01:00', '2024-06-15')", "true"),
        ("isDateBefore('2024-06-15', '2024-06-15')", "false"),
        ("isDateBetween('2024-06-15', '2024-06-14T23:00:00Z', '2024-06-15T01:00:00Z')", "true"),
        ("isDateBetween('2024-06-15', '2024-06-15', '2024-06-16')", "false"),
        ("isDayWeekInMonth('2024-06-03', 'MONDAY', 'FIRST')", "true"),
        ("isDayWeekInMonth('2024-06-24', 'monday', 'last')", "true"),
        ("isDayWeekInMonth('2024-06-24', 'MONDAY', 'FIRST')", "false"),
        ("isLastWorkingDay('2024-06-28')", "true"),
        ("isLastWorkingDay('2024-06-30', 'SUNDAY')", "true"),
        ("isPublicHoliday('2024-12-25', 'DE', 'BY')", "true"),
        ("isPublicHoliday('2024-06-17', 'FR')", "false"),
        ("hourOfDay('2024-06-15T22:30:00+02:00')", "22"),
    ],
)
def test_questions_about_dates(text, call, expected):
    assert text(f"{{{{ {call} }}}}") == expected
