from __future__ import annotations


def test_the_file_has_the_name_that_the_server_gives_without_its_folders(outputs, url, text_of):
    found = outputs("http.Download", uri=url + "/file")
    assert text_of(found["uri"]) == "a,b\n1,2\n"
    assert found["uri"].endswith("/report 1.csv")
    assert (found["code"], found["length"]) == (200, 8)
    assert found["headers"]["Content-Length"] == ["8"]


def test_without_a_name_the_file_has_the_extension_of_the_address(outputs, url):
    assert outputs("http.Download", uri=url + "/nested-data.csv?x=y.txt")["uri"].endswith(".csv")


def test_the_file_may_be_named_by_the_flow(outputs, url):
    assert outputs("http.Download", uri=url + "/file", saveAs="mine.{{ 'csv' }}")["uri"].endswith("/mine.csv")


def test_bytes_are_kept_as_they_are_and_compression_is_undone(engine, outputs, url):
    assert engine.storage.read(outputs("http.Download", uri=url + "/binary")["uri"]) == b"\xff\xfe\xfd"
    assert engine.storage.read(outputs("http.Download", uri=url + "/zipped")["uri"]) == b"unzipped"


def test_a_large_answer_is_kept_whole(outputs, url):
    assert outputs("http.Download", uri=url + "/large")["length"] == 2_000_000


def test_an_empty_answer_fails_the_task_unless_it_may_be_empty(outputs, failure, url):
    assert "No response" in failure("http.Download", uri=url + "/empty")
    assert outputs("http.Download", uri=url + "/empty", failOnEmptyResponse=False)["length"] == 0


def test_a_failing_status_fails_the_task(failure, outputs, url):
    assert "418" in failure("http.Download", uri=url + "/teapot")
    assert outputs("http.Download", uri=url + "/teapot", allowFailed=True)["code"] == 418


def test_an_answer_that_breaks_off_leaves_no_file(engine, failure, url):
    assert "has no answer" in failure("http.Download", uri=url + "/cut")
    assert engine.storage.list() == []
