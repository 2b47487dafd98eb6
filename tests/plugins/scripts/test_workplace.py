from __future__ import annotations

import pytest

from wavetank.errors import TaskError
from wavetank.plugins.scripts.workplace import Workplace
from wavetank.storage.fsspec_storage import FsspecStorage


class Context:
    """What a workplace asks of a run context; `{{ x }}` renders to the variable `x`."""

    task_run_id = "run1"

    def __init__(self, directory=None):
        self.directory = directory
        self.storage = FsspecStorage("memory://")

    def render(self, value, *, extra):
        if isinstance(value, dict):
            return {name: self.render(item, extra=extra) for name, item in value.items()}
        return extra[value[2:-2].strip()] if isinstance(value, str) and value.startswith("{{") else value

    def put_file(self, name, content):
        return self.storage.put(f"kestra:///{name}", content)


def test_a_folder_that_is_shared_keeps_all_but_what_was_the_attempts_own(tmp_path):
    tmp_path.joinpath("before.txt").write_text("before")
    context = Context(tmp_path)
    uri = context.storage.put("kestra:///a/b.csv", b"b")
    place = Workplace(context, has_results=True)
    script = place.script(".py", "print()")
    text = place.prepare({"in.txt": "in"}, None, f"cat {uri}")
    assert script.read_text() == "print()"
    assert text.startswith(f"cat {tmp_path}/.task-run1/")
    place.leave()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["before.txt", "in.txt"]


def test_a_file_that_was_kept_is_taken_out_of_a_shared_folder(tmp_path):
    place = Workplace(Context(tmp_path))
    tmp_path.joinpath("out.txt").write_text("out")
    assert list(place.collect(["*.txt"])) == ["out.txt"]
    assert not tmp_path.joinpath("out.txt").exists()


def test_a_folder_of_its_own_is_removed():
    place = Workplace(Context())
    place.prepare({"in.txt": "in"}, None, "ls")
    place.leave()
    assert not place.directory.path.exists()


def test_values_that_are_no_texts_are_written_as_json(tmp_path):
    place = Workplace(Context(tmp_path))
    assert place.map({"a": 1, "b": True, "c": {"d": [None]}, "e": None}) == {
        "a": "1",
        "b": "true",
        "c": '{"d": [null]}',
    }
    assert place.texts((None, "{{ workingDir }}")) == [str(tmp_path)]


@pytest.mark.parametrize("text", ["[1", "3", '{"a": 1}'])
def test_a_text_that_is_no_list_is_refused(tmp_path, text):
    with pytest.raises(TaskError, match="no list"):
        Workplace(Context(tmp_path)).texts(text)


def test_a_file_keeps_its_path_as_its_name_whatever_characters_it_has(tmp_path):
    place = Workplace(Context(tmp_path))
    tmp_path.joinpath("ä b\\c.txt").write_text("x")
    [(path, uri)] = place.collect(["*"]).items()
    assert path == "ä b\\c.txt"
    assert uri.endswith("-__b_c.txt")
