from __future__ import annotations

import pytest

from wavetank.errors import SecretError
from wavetank.secrets.environment import EnvironmentSecrets


def test_base64_may_be_wrapped_into_lines():
    assert EnvironmentSecrets({"SECRET_KEY": "cGxh\nbg==\n"}).get("KEY") == "plan"


@pytest.mark.parametrize("value", ["my-plain-password", "password", "cGxhaW4", "/////w=="])
def test_a_value_that_is_not_the_base64_of_a_text_is_an_error_that_does_not_show_it(value):
    with pytest.raises(SecretError, match="The value of SECRET_KEY is not the base64 of a text") as caught:
        EnvironmentSecrets({"SECRET_KEY": value}).get("key")
    assert "base64" in caught.value.remedy
    assert caught.value.__cause__ is caught.value.__context__ is None
    assert value not in f"{caught.value}{caught.value!r}"


def test_a_name_is_found_however_the_variable_is_written():
    assert EnvironmentSecrets({"SECRET_my_key": "eA=="}).get("MY_KEY") == "x"


def test_a_change_of_the_environment_counts_at_once():
    variables = {}
    place = EnvironmentSecrets(variables)
    assert place.get("KEY") is None
    variables["SECRET_KEY"] = "eA=="
    assert place.get("KEY") == "x"


def test_the_process_has_an_environment(monkeypatch):
    monkeypatch.setenv("SECRET_WAVETANK_TEST", "eA==")
    assert EnvironmentSecrets().get("wavetank_test") == "x"
