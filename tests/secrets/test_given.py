from __future__ import annotations

import pytest

from wavetank.errors import SecretError
from wavetank.secrets.given import GivenSecrets


def test_a_secret_may_be_given_again_and_taken_back():
    place = GivenSecrets()
    place["key"] = "one"
    place["KEY"] = "two"
    assert place.get("key") == "two"
    del place["Key"]
    assert place.get("key") is None
    with pytest.raises(SecretError, match="No secret KEY"):
        del place["key"]


@pytest.mark.parametrize(("name", "value"), [("", "x"), ("key", 4711), ("key", b"4711"), ("key", None)])
def test_a_secret_is_a_text_with_a_name(name, value):
    with pytest.raises(SecretError) as caught:
        GivenSecrets()[name] = value
    assert "4711" not in str(caught.value)


def test_an_empty_text_is_a_secret():
    place = GivenSecrets()
    place["key"] = ""
    assert place.get("key") == ""
    del place["key"]
