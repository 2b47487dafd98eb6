from __future__ import annotations

import pytest

from wavetank.errors import SecretError
from wavetank.secrets.chain import SecretChain, default_chain
from wavetank.secrets.dotenv_file import DotenvSecrets
from wavetank.secrets.environment import EnvironmentSecrets


@pytest.fixture
def file(tmp_path):
    return tmp_path / ".env"


@pytest.fixture
def variables():
    return {}


@pytest.fixture
def chain(file, variables):
    return SecretChain([EnvironmentSecrets(variables), DotenvSecrets(file)])


def test_the_first_place_that_has_a_secret_gives_it(chain, variables, file):
    file.write_text("KEY=dotenv\n")
    assert chain["key"] == "dotenv"
    variables["SECRET_KEY"] = "ZW52"
    assert chain["key"] == "env"
    chain["key"] = "given"
    assert chain["KEY"] == chain.get("KEY") == "given"
    del chain["key"]
    assert chain["key"] == "env"


def test_an_empty_secret_is_one(chain, file):
    file.write_text("KEY=dotenv\n")
    chain["KEY"] = ""
    assert chain["KEY"] == ""


def test_a_missing_secret_is_an_error_that_lists_the_ways_to_set_it(chain, file):
    with pytest.raises(SecretError) as caught:
        chain["my_key"]
    assert caught.value.cause == "Cannot find secret for key 'MY_KEY'."
    assert caught.value.remedy == (
        'Set engine.secrets["MY_KEY"] = "…", or set the environment variable SECRET_MY_KEY to its base64, '
        f"or write a line MY_KEY=… in {file}."
    )
    assert chain.get("my_key") is None


def test_a_place_that_cannot_read_its_secret_is_not_passed_over(chain, variables, file):
    file.write_text("KEY=dotenv\n")
    variables["SECRET_KEY"] = "?"
    with pytest.raises(SecretError, match="SECRET_KEY"):
        chain.get("KEY")


def test_a_chain_tells_the_names_that_it_knows(chain, variables, file):
    variables |= {"SECRET_A": "eA==", "SECRET_B": "eA=="}
    file.write_text("b=x\nSECRET_C=eA==\n")
    chain["d"] = "x"
    assert sorted(chain) == ["A", "B", "C", "D"]
    assert len(chain) == 4
    assert "a" in chain
    assert "e" not in chain
    assert 1 not in chain
    assert repr(chain) == "SecretChain(A, B, C, D)"


def test_an_engine_looks_into_the_environment_and_the_file_beside_the_notebook(file, monkeypatch):
    file.write_text("FROM_FILE=x\n")
    monkeypatch.setenv("SECRET_FROM_ENVIRONMENT", "eQ==")
    chain = default_chain(file)
    assert (chain["FROM_FILE"], chain["FROM_ENVIRONMENT"]) == ("x", "y")
