"""An engine is killed with SIGKILL at random moments while events come in: nothing is lost, nothing made twice."""

from __future__ import annotations

import os
import random
import time
from contextlib import ExitStack

import pytest

from .scene import Scene

pytestmark = [pytest.mark.server, pytest.mark.timeout(0)]

KILLS = int(os.environ.get("WAVETANK_KILLS", "200"))
# A home is killed so often; then another one begins.
KILLS_OF_A_HOME = 200
# So often everything is given the time to end, and is then examined.
BETWEEN_RESTS = 50
# Seconds: most lives end while the engine works, some before it listens.
SHORTEST, LONGEST = 0.02, 0.9


@pytest.mark.parametrize(
    ("seed", "kills"),
    [(first, min(KILLS_OF_A_HOME, KILLS - first)) for first in range(0, KILLS, KILLS_OF_A_HOME)],
)
def test_nothing_is_lost_or_made_twice_however_often_the_engine_is_killed(tmp_path, kafka_broker, seed, kills):
    chance, cut = random.Random(seed), 0
    with ExitStack() as together:
        scene = Scene(tmp_path, kafka_broker.address, together)
        for number in range(1, kills + 1):
            scene.victim.live()
            time.sleep(chance.uniform(SHORTEST, LONGEST))
            cut += scene.die_and_be_examined()
            if number % BETWEEN_RESTS == 0 or number == kills:
                scene.rest()
        print("calls answered", len(scene.called))
        print("records confirmed", len(scene.producer.acknowledged))
        print("executions cut off", cut)
    assert scene.called
    assert scene.producer.acknowledged
    assert cut > kills
