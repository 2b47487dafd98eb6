from __future__ import annotations

import pytest

from wavetank.core.storage_paths import (
    execution_folder,
    folder,
    input_file,
    key_file,
    namespace_file,
    slug,
    task_file,
    trigger_file,
)
from wavetank.errors import InputError


def test_a_file_of_a_task_stands_under_its_task_run():
    uri = task_file("company.team", "Daily Orders", "exec", "load_all", "run", "rows.ion")
    assert uri == "kestra:///company/team/daily-orders/executions/exec/tasks/load-all/run/rows.ion"


def test_a_file_of_an_event_stands_under_its_trigger():
    uri = trigger_file("company.team", "orders", "exec", "on_file", "a b.csv")
    assert uri == "kestra:///company/team/orders/executions/exec/trigger/on-file/a b.csv"


def test_a_file_input_stands_under_its_input():
    uri = input_file("company.team", "orders", "exec", "my_file", "in.csv")
    assert uri == "kestra:///company/team/orders/executions/exec/inputs/my_file/in.csv"


@pytest.mark.parametrize("path", ["sub/dir/file.txt", "/sub/dir/file.txt"])
def test_a_namespace_file_stands_under_its_namespace(path):
    assert namespace_file("com.acme", path) == "kestra:///com/acme/_files/sub/dir/file.txt"


def test_the_files_of_a_namespace_have_a_folder():
    assert namespace_file("com.acme", "") == "kestra:///com/acme/_files/"


def test_all_files_of_an_execution_stand_below_one_folder():
    folder = execution_folder("a.b", "f", "e")
    assert folder == "kestra:///a/b/f/executions/e/"
    assert task_file("a.b", "f", "e", "t", "r", "n").startswith(folder)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("Camel Case\tText", "camel-case-text"),
        ("snake_case", "snake-case"),
        ("déjà vu", "deja-vu"),
        ("a.b/c", "abc"),
        ("a__b - c", "a-b-c"),
        ("-edge-", "edge"),
        ("日本", ""),
    ],
)
def test_a_slug_has_latin_letters_digits_and_single_dashes(text, expected):
    assert slug(text) == expected


def test_a_folder_is_named_from_the_outside_in():
    assert folder("company.team") == "kestra:///company/team"
    assert folder("company.team", "My Flow") == "kestra:///company/team/my-flow"
    assert folder("n", "f", "e") == "kestra:///n/f/executions/e"
    assert folder("n", "f", "e", task="my_task", task_run="r") == "kestra:///n/f/executions/e/tasks/my-task/r"
    assert folder("n", "f", "e", trigger="on_file") == "kestra:///n/f/executions/e/trigger/on-file"


@pytest.mark.parametrize("named", [{"execution": "e"}, {"flow": "f", "task": "t"}, {"flow": "f", "trigger": "t"}])
def test_a_folder_without_the_one_around_it_is_refused(named):
    with pytest.raises(InputError):
        folder("n", **named)


def test_a_key_is_a_file_of_its_namespace():
    assert key_file("company.team", "my.key") == "kestra:///company/team/_kv/my.key.ion"
    assert key_file("company.team", "") == "kestra:///company/team/_kv/"
