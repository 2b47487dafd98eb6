from __future__ import annotations

import base64
import json
import re
import subprocess
import sys

import pytest


@pytest.fixture
def told(outputs, url):
    """Sends a request, and returns what the server says it got."""

    def send(given=None, path="/tell", **properties):
        return json.loads(outputs("http.Request", given, uri=url + path, **properties)["body"])

    return send


def test_the_answer_is_kept_as_text_with_code_and_headers(outputs, url):
    found = outputs("http.Request", {"path": "tell"}, uri=url + "/{{ inputs.path }}")
    assert (found["code"], found["uri"]) == (200, f"{url}/tell")
    assert found["headers"]["X-Twice"] == ["1"]
    assert json.loads(found["body"])["method"] == "GET"


def test_parameters_are_added_to_the_query_and_blanks_are_escaped(told):
    assert told(path="/tell?a=b c")["path"] == "/tell?a=b%20c"
    assert told(path="/tell?a=b", params={"n": "{{ 1 + 1 }}", "x": "ü&"})["path"] == "/tell?a=b&n=2&x=%C3%BC%26"


def test_headers_are_sent_as_rendered(told):
    assert told({"token": "t"}, headers={"X-Token": "{{ inputs.token }}"})["headers"]["X-Token"] == "t"


def test_a_body_is_json_unless_it_says_otherwise(told):
    got = told(method="post", body='{"a": {{ 1 }}}')
    assert (got["method"], got["body"], got["headers"]["Content-Type"]) == ("POST", '{"a": 1}', "application/json")
    assert told(method="PUT", body={"a": ["{{ 1 }}"]})["body"] == '{"a":["1"]}'
    assert told(method="POST", body="x", contentType="text/plain")["headers"]["Content-Type"] == "text/plain"


def test_a_form_is_url_encoded(told):
    got = told(method="POST", formData={"a b": "ü", "n": 1})
    assert got["body"] == "a+b=%C3%BC&n=1"
    assert got["headers"]["Content-Type"] == "application/x-www-form-urlencoded"


def test_a_multipart_form_sends_files_under_their_names(told, stored):
    form = {"text": "hello", "file": stored("one", "one.txt"), "named": {"name": "2.txt", "content": stored("two")}}
    body = told(method="POST", contentType="multipart/form-data", formData=form)["body"]
    parts = dict(re.findall(r'name="([^"\r]*(?:"; filename="[^"]*)?)".*?\r\n\r\n(.*?)\r\n--', body, re.DOTALL))
    assert parts == {"text": "hello", 'file"; filename="one.txt': "one", 'named"; filename="2.txt': "two"}


def test_a_failing_status_fails_the_task_with_code_and_body(failure, url):
    error = failure("http.Request", uri=url + "/teapot")
    assert "418" in error
    assert "short and stout" in error


@pytest.mark.parametrize("properties", [{"allowFailed": True}, {"options": {"allowFailed": True}}])
def test_a_failing_status_may_be_allowed(outputs, url, properties):
    assert outputs("http.Request", uri=url + "/teapot", **properties)["code"] == 418


def test_allowed_codes_are_the_only_ones(outputs, failure, url):
    assert outputs("http.Request", uri=url + "/teapot", options={"allowedResponseCodes": [418]})["code"] == 418
    assert "200" in failure("http.Request", uri=url + "/tell", options={"allowedResponseCodes": [418]})


def test_redirects_are_followed_unless_told_otherwise(outputs, url):
    assert json.loads(outputs("http.Request", uri=url + "/moved")["body"])["path"] == "/landed"
    assert outputs("http.Request", uri=url + "/moved", options={"followRedirects": False})["code"] == 301


@pytest.mark.parametrize(
    "properties",
    [
        {"options": {"auth": {"type": "BASIC", "username": "me", "password": "pass"}}},
        {"options": {"basicAuthUser": "me", "basicAuthPassword": "pass"}},
        {"auth": {"type": "BASIC", "username": "{{ 'me' }}", "password": "pass"}},
    ],
)
def test_a_name_and_a_password_are_sent(told, properties):
    assert told(**properties)["headers"]["Authorization"] == f"Basic {base64.b64encode(b'me:pass').decode()}"


def test_a_token_is_sent(told):
    options = {"auth": {"type": "BEARER", "token": "{{ 't' }}"}}
    assert told(options=options)["headers"]["Authorization"] == "Bearer t"


def test_digest_answers_the_challenge(outputs, url):
    options = {"auth": {"type": "DIGEST", "username": "me", "password": "pass"}}
    assert outputs("http.Request", uri=url + "/digest", options=options)["body"].startswith('Digest username="me"')


def test_a_body_is_read_in_its_charset_and_what_is_no_text_is_refused(outputs, failure, url):
    assert outputs("http.Request", uri=url + "/latin")["body"] == "ü"
    assert outputs("http.Request", uri=url + "/zipped")["body"] == "unzipped"
    assert "http.Download" in failure("http.Request", uri=url + "/binary")


def test_a_large_body_is_refused(failure, url):
    assert "1,000 bytes" in failure("http.Request", uri=url + "/large", options={"maxContentLength": 1000})


def test_an_answer_that_breaks_off_fails_the_task(failure, url):
    assert "has no answer" in failure("http.Request", uri=url + "/cut")


def test_a_server_that_is_not_there_fails_the_task_without_its_password(failure):
    error = failure("http.Request", uri="http://me:pass@127.0.0.1:1/x")
    assert "http://127.0.0.1:1/x" in error
    assert "pass" not in error


def test_an_encrypted_body_is_decrypted_for_expressions_only(engine, run_flow, url):
    core = "io.kestra.plugin.core."
    execution = run_flow(
        {"id": "get", "type": core + "http.Request", "uri": url + "/teapot", "allowFailed": True, "encryptBody": True},
        {"id": "show", "type": core + "debug.Return", "format": "{{ outputs.get.encryptedBody | length }}"},
    )
    got, shown = (run.outputs for run in execution.task_runs)
    assert "body" not in got
    assert "stout" not in json.dumps(got)
    assert shown == {"value": "15"}


def test_a_certificate_that_nobody_signed_is_trusted_only_on_request(outputs, failure, self_signed_url):
    assert "certificate" in failure("http.Request", uri=self_signed_url + "/tell").lower()
    options = {"ssl": {"insecureTrustAllCertificates": True}}
    assert outputs("http.Request", uri=self_signed_url + "/tell", options=options)["code"] == 200


def test_what_is_logged_is_what_was_asked_for(run, url):
    options = {"logs": ["REQUEST_HEADERS", "REQUEST_BODY", "RESPONSE_HEADERS", "RESPONSE_BODY"]}
    execution = run("http.Request", uri=url + "/latin", method="POST", body="{{ 'sent' }}", options=options)
    first = [entry.message.partition(":")[0] for entry in execution.logs if entry.level == "DEBUG"]
    assert first == ["request headers", "request body", "response headers", "response body"]


def test_an_address_that_is_none_is_refused(failure):
    assert "cannot be requested" in failure("http.Request", uri="http://[::1/")
    assert "nowhere" in failure("http.Request", uri="nowhere/at/all")


def test_the_client_library_is_loaded_with_the_first_flow_that_needs_it():
    script = "import sys, wavetank as wt; wt.Engine; sys.exit('httpx' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
