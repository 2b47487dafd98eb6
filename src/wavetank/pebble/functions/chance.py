from __future__ import annotations

import math
import struct
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from wavetank.ids import ALPHABET
from wavetank.pebble.kinds import integer_of, text_of
from wavetank.pebble.limits import checked_length
from wavetank.pebble.missing import RefusedError

if TYPE_CHECKING:
    from wavetank.pebble.scope import Scope

_NANO_ALPHABET: Final = "_-0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_KSUID_EPOCH: Final = 1_400_000_000
_KSUID_LENGTH: Final = 27
_FIRST_FREE_PORT: Final = 1024
_LAST_PORT: Final = 65535
_LONGEST_NANO_ID: Final = 10_000


def uuid_text(scope: Scope) -> str:
    """Returns a random UUID."""
    digits = f"{scope.renderer.services.random().getrandbits(128):032x}"
    variant = "89ab"[int(digits[16], 16) % 4]
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:]}"


def identifier(scope: Scope) -> str:
    """Returns an identifier as Kestra gives them to executions."""
    return scope.renderer.services.new_id()


def random_int(scope: Scope, lower: int, upper: int) -> int:
    """Returns a random integer from `lower` up to, and without, `upper`."""
    least, end = integer_of(lower, "randomInt", "lower"), integer_of(upper, "randomInt", "upper")
    if end < least:
        raise RefusedError("In 'randomInt' the argument 'upper' must not be less than 'lower'.")
    return scope.renderer.services.random().randrange(least, max(end, least + 1))


def random_port(scope: Scope) -> int:
    """Returns a random number of a port that needs no privileges; nobody has looked whether it is free."""
    return scope.renderer.services.random().randrange(_FIRST_FREE_PORT, _LAST_PORT + 1)


def nano_id(scope: Scope, length: int = 21, alphabet: str = _NANO_ALPHABET) -> str:
    """Returns a random text of some characters of an alphabet."""
    size, characters = integer_of(length, "nanoId", "length"), text_of(alphabet, "nanoId")
    if not 0 < size <= _LONGEST_NANO_ID or not characters:
        raise RefusedError(f"'nanoId' needs a length from 1 to {_LONGEST_NANO_ID:,} and an alphabet.")
    checked_length(size)
    return "".join(scope.renderer.services.random().choices(characters, k=size))


def ksuid(scope: Scope) -> str:
    """Returns an identifier that sorts by the time at which it was made."""
    services = scope.renderer.services
    seconds = math.floor((services.now() - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds()) - _KSUID_EPOCH
    number = int.from_bytes(struct.pack(">I", seconds & 0xFFFFFFFF), "big") << 128 | services.random().getrandbits(128)
    digits = ""
    while number:
        number, rest = divmod(number, len(ALPHABET))
        digits = ALPHABET[rest] + digits
    return digits.rjust(_KSUID_LENGTH, "0")
