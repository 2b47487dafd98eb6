from __future__ import annotations


def paths(engine, namespace="company.team"):
    return [file.path for file in engine.files(namespace).all()]


def test_files_are_uploaded_from_a_map_below_the_destination(engine, outputs, stored):
    uri = stored("hello")
    files = outputs("namespace.UploadFiles", filesMap={"/a/b.txt": uri}, destination="folder")["files"]
    assert files == {"/folder/a/b.txt": "kestra:///company/team/_files/folder/a/b.txt"}
    assert engine.files("company.team").read("folder/a/b.txt") == b"hello"


def test_the_map_may_be_json_text(engine, outputs, stored):
    outputs("namespace.UploadFiles", {"uri": stored("x")}, filesMap='{"a.txt": "{{ inputs.uri }}"}', namespace="other")
    assert paths(engine, "other") == ["a.txt"]


def test_a_conflict_is_an_error_or_skipped_or_overwrites(engine, outputs, failure, stored):
    engine.files("company.team").put("a.txt", "old")
    new = {"a.txt": stored("new")}
    assert "already exists" in failure("namespace.UploadFiles", filesMap=new, conflict="ERROR")
    outputs("namespace.UploadFiles", filesMap=new, conflict="SKIP")
    assert engine.files("company.team").read("a.txt") == b"old"
    outputs("namespace.UploadFiles", filesMap=new)
    assert engine.files("company.team").read("a.txt") == b"new"


def test_a_task_without_a_shared_directory_uploads_no_files_and_says_so(run):
    execution = run("namespace.UploadFiles", files=["**"])
    assert execution.task_runs[0].outputs == {"files": {}}
    assert any(entry.level == "WARN" and "WorkingDirectory" in entry.message for entry in execution.logs)


def test_a_map_of_files_in_the_place_of_patterns_is_an_error(failure, stored):
    assert "`files` must be a list" in failure("namespace.UploadFiles", files={"a.txt": stored("x")})


def test_what_leads_out_of_the_namespace_is_refused(failure, stored):
    assert "../" in failure("namespace.UploadFiles", filesMap={"../../x": stored("x")})


def test_files_that_fit_are_copied_to_the_execution(engine, outputs, text_of):
    files = engine.files("company.other")
    for path in ("a/b/one.txt", "a/b/two.csv", "three.txt"):
        files.put(path, path)
    copies = outputs("namespace.DownloadFiles", namespace="company.other", files="**.txt")["files"]
    assert {path: text_of(uri) for path, uri in copies.items()} == {
        "/a/b/one.txt": "a/b/one.txt",
        "/three.txt": "three.txt",
    }
    assert all("/executions/" in uri for uri in copies.values())


def test_a_copy_stands_below_its_destination(engine, outputs):
    engine.files("company.team").put("a.txt", "x")
    copies = outputs("namespace.DownloadFiles", namespace="company.team", files=["a.txt"], destination="in/")["files"]
    assert list(copies) == ["in/a.txt"]


def test_files_that_fit_are_deleted_and_counted(engine, run):
    for path in ("a/one.txt", "a/two.txt", "b.csv"):
        engine.files("company.team").put(path, "x")
    execution = run("namespace.DeleteFiles", namespace="company.team", files=["/a/**"])
    assert list(execution.task_runs[0].outputs["files"]) == ["/a/one.txt", "/a/two.txt"]
    assert paths(engine) == ["b.csv"]
    assert [(metric.name, metric.value) for metric in execution.metrics] == [("deleted", 2)]


def test_expressions_read_files_of_the_namespace_and_of_others(engine, outputs):
    engine.files("company.team").put("sql/q.sql", "select 1")
    engine.files("other").put("x.txt", "there")
    template = "{{ read('sql/q.sql') }} {{ fileSize('sql/q.sql') }} {{ fileExists('no') }} {{ read('x.txt', 'other') }}"
    assert outputs("debug.Return", format=template) == {"value": "select 1 8 false there"}
    assert outputs("debug.Return", format="{{ read(fileURI('sql/q.sql')) }}") == {"value": "select 1"}


def test_the_newest_version_of_a_file_is_purged_only_if_none_is_kept(engine, outputs):
    files = engine.files("company.team.data")
    for path in ("a.sql", "b/c.sql", "d.txt"):
        files.put(path, path)
    assert outputs("namespace.PurgeFiles", namespaces=["company"]) == {"size": 0}
    before = {"type": "version", "before": "2100-01-01T00:00:00Z"}
    assert outputs("namespace.PurgeFiles", namespaces=["company"], behavior=before) == {"size": 0}
    none = {"type": "version", "keepAmount": 0}
    assert outputs("namespace.PurgeFiles", namespaces=["company.team.data"], filePattern="**.sql", behavior=none) == {
        "size": 2
    }
    assert paths(engine, "company.team.data") == ["d.txt"]
