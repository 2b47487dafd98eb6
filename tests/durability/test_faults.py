"""What goes wrong around the home: each fault is told, takes nothing that was kept, and passes without a restart."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import anyio
import pytest
from tests.engine.clocked import CORE, dates, flow, schedule
from tests.waiting import until

import wavetank as wt
from wavetank.model.state import State
from wavetank.notebook.widgets.live_card import LiveCard

HOOK = {"id": "hook", "type": CORE + "trigger.Webhook", "key": "open-sesame"}
TEXT = flow("f", HOOK)


@pytest.fixture
def small_disk(tmp_path):
    """A disk of two megabytes of its own; None where nothing may be mounted."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", folder], capture_output=True, check=False
    )
    yield folder if mounted.returncode == 0 else None
    if mounted.returncode == 0:
        subprocess.run(["umount", "-l", folder], check=True)


@pytest.fixture
def engine(tmp_path):
    with wt.Engine(tmp_path / "home", config={"wavetank.server.port": 0}) as engine:
        engine.deploy(TEXT)
        yield engine


def post(engine, number):
    url = engine.triggers["n.f", "hook"].url
    request = Request(url, json.dumps({"number": number}).encode(), {"Content-Type": "application/json"})
    with urlopen(request, timeout=20) as answer:
        return json.loads(answer.read())["id"]


def refused(engine):
    """The answer of a webhook that takes nothing on."""
    with pytest.raises(HTTPError) as caught:
        post(engine, 0)
    with closing(caught.value) as answer:
        assert (answer.code, answer.headers["Retry-After"]) == (HTTPStatus.SERVICE_UNAVAILABLE, "1")
        return json.loads(answer.read())["message"]


@contextmanager
def card_of(engine):
    card = LiveCard(engine, engine.flows["n.f"])
    yield card
    card.freeze()


def told(engine):
    """What the card of the flow says, in the cell."""
    with card_of(engine) as card:
        return " ".join(card.picture().notes)


def check_a_fault_that_passes(engine, said, end):
    """
    While the home cannot be written an execution is begun: it is told why it waits, and no event is taken.

    When the fault is over it runs, and what was there before is there still.
    """
    with pytest.raises(wt.StoreError, match=said) as caught:
        engine.run("n.f", labels={"asked": "in the fault"})
    assert "is done as soon as that works" in str(caught.value)
    assert caught.value.remedy
    with pytest.raises(wt.StoreError, match="Nothing was done"):
        engine.run("n.f")
    with pytest.raises(wt.StoreError, match="Nothing was done"):
        engine.deploy(TEXT)
    assert said in refused(engine)
    assert said in told(engine)
    assert said in engine.trouble
    end()
    until(lambda: engine.trouble == "")
    assert told(engine) == ""
    made = post(engine, 2)
    assert engine.execution(made).wait(10).state is State.SUCCESS
    until(lambda: all(execution.state is State.SUCCESS for execution in engine.executions()))
    return [execution.labels.get("asked", "") for execution in engine.executions()]


def test_a_full_disk_takes_nothing_on_and_goes_on_when_there_is_room(small_disk, tmp_path, caplog):
    home = (small_disk or tmp_path) / "home"
    with wt.Engine(home, config={"wavetank.server.port": 0}) as engine:
        engine.deploy(TEXT)
        first = post(engine, 1)
        engine.execution(first).wait(10)
        with full(engine, small_disk) as make_room:
            labels = check_a_fault_that_passes(engine, "The disk of the history is full", make_room)
        assert labels == ["", "in the fault", ""]
        assert engine.execution(first).state is State.SUCCESS
    assert "can be written again" in caplog.text


@contextmanager
def full(engine, disk):
    """Fills the disk of a home, or has its file not grow; lends what makes room."""
    store = engine.runtime.surroundings.store
    if disk is None:
        store._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        pages = store._writer.execute("PRAGMA page_count").fetchone()[0]
        store._writer.execute(f"PRAGMA max_page_count = {pages}")
        yield lambda: store._writer.execute("PRAGMA max_page_count = 100000")
        return
    filler = disk / "filler"
    with pytest.raises(OSError, match="No space"):
        fill(filler)
    yield filler.unlink


def fill(filler):
    with filler.open("wb", buffering=0) as file:
        for _ in range(10_000):
            file.write(b"x" * 4096)


def test_a_store_that_another_program_locks_is_written_when_it_lets_go(engine, caplog):
    other = sqlite3.connect(engine.home / "history.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    labels = check_a_fault_that_passes(engine, "Another process has been writing", lambda: other.execute("ROLLBACK"))
    other.close()
    assert labels == ["", "in the fault"]


def test_a_home_that_is_gone_is_told_and_written_again_when_it_is_back(engine, caplog):
    """SQLite would go on writing into files that have no name any more."""
    first = post(engine, 1)
    engine.execution(first).wait(10)
    elsewhere = engine.home.with_name("elsewhere")
    engine.home.rename(elsewhere)
    labels = check_a_fault_that_passes(engine, "The history was removed", lambda: elsewhere.rename(engine.home))
    assert len(labels) == 3


@pytest.fixture
def card(engine):
    with card_of(engine) as card:
        yield card


def test_a_store_that_is_damaged_while_it_is_open_takes_nothing_on(engine, card, caplog):
    store = engine.runtime.surroundings.store
    store._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    store._writer.execute("PRAGMA cache_size = 0")
    database = engine.home / "history.db"
    whole = database.read_bytes()
    with database.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (len(whole) - 4096))
    store._writer.execute("PRAGMA shrink_memory")
    with pytest.raises(wt.StoreError, match=r"damaged.*wt\.doctor"):
        engine.run("n.f")
    assert "damaged" in refused(engine)
    assert "damaged" in " ".join(card.picture().notes)
    database.write_bytes(whole)
    until(lambda: engine.trouble == "")
    assert engine.execution(post(engine, 2)).wait(10).state is State.SUCCESS


@pytest.mark.parametrize("left", [b"", b"no database at all, but long enough to be looked at" * 100])
def test_a_store_that_is_no_store_is_refused_at_the_start_and_left_as_it_is(tmp_path, left):
    home = tmp_path / "home"
    home.mkdir()
    (home / "history.db").write_bytes(left)
    if not left:
        with wt.Engine(home) as engine:
            assert len(engine.executions()) == 0, "an empty file is a new home"
        return
    engine = wt.Engine(home)
    for _ in range(2):
        with pytest.raises(wt.StoreError, match="damaged"):
            engine.start()
    assert (home / "history.db").read_bytes() == left
    assert list((home / "engines").iterdir()) == [], "no lease is left behind"


def test_a_store_that_was_cut_short_is_refused_at_the_start_or_told_when_it_is_read(engine, tmp_path):
    for number in range(50):
        post(engine, number)
    engine.stop()
    database = engine.home / "history.db"
    database.write_bytes(database.read_bytes()[: 4096 * 6])
    other = wt.Engine(engine.home)
    with pytest.raises(wt.StoreError, match="damaged"), other:
        other.executions(limit=None)


def test_a_storage_folder_that_is_gone_is_made_again(engine):
    shutil.rmtree(engine.home / "storage")
    write = {"id": "write", "type": CORE + "storage.Write", "content": "kept", "extension": ".txt"}
    engine.deploy(flow("g", tasks=[write]))
    execution = engine.run("n.g")
    assert execution.state is State.SUCCESS, execution.error
    assert engine.storage.read(execution["write"]["uri"]) == b"kept"


class Wall:
    """The machine's clock, as it shows when somebody sets it."""

    def __init__(self):
        self.ahead = timedelta()

    def now(self):
        return datetime.now(UTC) + self.ahead

    async def sleep_until(self, moment):
        while self.now() < moment:  # noqa: ASYNC110 - as the real one
            await anyio.sleep(0.01)


def test_a_clock_that_is_set_back_fires_no_date_twice_and_one_that_jumps_ahead_fires_all(tmp_path):
    wall = Wall()
    with wt.Engine(tmp_path / "home", clock=wall) as engine:
        engine.deploy(flow("f", schedule("* * * * * *", withSeconds=True)))
        until(lambda: len(dates(engine)) >= 2)
        wall.ahead = timedelta(seconds=-60)
        engine.run("n.f")
        assert "set back by 60 s" in told(engine)
        fired = len(dates(engine))
        wall.ahead = timedelta(seconds=60)
        until(lambda: len(dates(engine)) > fired + 60)
        assert "set forward, or the machine slept, by 120 s" in told(engine)
        found = [date for date in dates(engine) if date is not None]
        assert found == [found[0] + timedelta(seconds=number) for number in range(len(found))]
