"""A process of its own that commits: `claim PATH NAME COUNT` or `endless PATH`."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from store_samples import append, creating, creation, summary

from wavetank.model.transaction import Transaction
from wavetank.stores.sqlite_store import SqliteStore


def claim(path, name, count):
    store = SqliteStore(Path(path))
    for number in range(int(count)):
        made = f"{name}{number}"
        if not store.commit(creating(creation(made, f"i{number}"), synced=True)):
            print(made)


def endless(path):
    store = SqliteStore(Path(path))
    store.commit(creating(creation("one", labels={"n": "0"})))
    number = 0
    while True:
        number += 1
        changed = summary("one", labels={"n": f"{number}"})
        store.commit(Transaction(appends=[append("one", number)], summaries=[changed]))
        print(number, flush=True)


{"claim": claim, "endless": endless}[sys.argv[1]](*sys.argv[2:])
