"""The obligations of the `Secrets` port, for every place."""

from __future__ import annotations

import base64

import pytest

from wavetank.secrets.chain import SecretChain
from wavetank.secrets.dotenv_file import DotenvSecrets
from wavetank.secrets.environment import EnvironmentSecrets
from wavetank.secrets.given import GivenSecrets

VALUE = "pa$$ wörd=${HOME}#1\n"


def encoded(text):
    return base64.b64encode(text.encode()).decode()


def given(_):
    place = GivenSecrets()
    place["api_KEY"] = VALUE
    return place


def environment(_):
    return EnvironmentSecrets({"SECRET_API_KEY": encoded(VALUE), "API_KEY": "no secret", "HOME": "/root"})


def dotenv(folder):
    file = folder / ".env"
    file.write_text(f"SECRET_API_KEY={encoded(VALUE)}\n", encoding="utf-8")
    return DotenvSecrets(file)


def plain_dotenv(folder):
    file = folder / ".env"
    file.write_text("api_key='pa$$ wörd=${HOME}#1\n'\n", encoding="utf-8")
    return DotenvSecrets(file)


def chain(folder):
    return SecretChain([environment(folder)])


@pytest.fixture(params=[given, environment, dotenv, plain_dotenv, chain])
def place(request, tmp_path):
    return request.param(tmp_path)


@pytest.mark.parametrize("name", ["API_KEY", "api_key", "Api_Key"])
def test_a_secret_is_found_by_its_name_in_any_case(place, name):
    assert place.get(name) == VALUE


@pytest.mark.parametrize("name", ["OTHER", "HOME", "", "SECRET_API_KEY"])
def test_a_secret_that_is_not_there_is_none(place, name):
    assert place.get(name) is None


def test_a_representation_shows_names_and_no_value(place):
    assert "API_KEY" in repr(place)
    assert "rd=" not in repr(place)
    assert encoded(VALUE) not in repr(place)
