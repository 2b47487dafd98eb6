"""What the benchmarks share: figures with their goals, medians, turns with the floor, tables, and what others did."""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import statistics
import sys
import time
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_NOISY = 0.25
COLUMNS = ("", "what", "goal", "seen", "floor", "ratio", "")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Figure:
    """
    One line of the table.

    Attributes:
        workload: W1 to W9, K1 to K4.
        what: What was measured.
        unit: Of goal, seen and floor.
        seen: What Wavetank takes, or reaches.
        goal: None where there is none.
        least: The goal is the least to be reached; otherwise it is the most that it may take.
        floor: What the floor takes in the same run; None where there is none.
    """

    workload: str
    what: str
    unit: str
    seen: float
    goal: float | None = None
    least: bool = False
    floor: float | None = None

    @property
    def reached(self):
        """Whether the goal is reached; None without one."""
        if self.goal is None:
            return None
        return self.seen >= self.goal if self.least else self.seen <= self.goal

    @property
    def row(self):
        """How it stands in the table."""
        goal = "" if self.goal is None else f"{'≥' if self.least else '≤'} {_text(self.goal)}"
        ratio = "" if not self.floor else (self.floor / self.seen if self.least else self.seen / self.floor)
        floor = "" if self.floor is None else self.floor
        missed = "MISSED" if self.reached is False else ""
        return self.workload, f"{self.what}, {self.unit}", goal, self.seen, floor, ratio, missed


def run(about, measure, **options):
    """
    Runs a benchmark from the command line: `measure(chosen)` returns figures.

    Each option is a number or a list of numbers, which is its default. With `--json` only JSON is printed.
    """
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true")
    for name, default in options.items():
        several = isinstance(default, list)
        kind = type(default[0] if several else default)
        parser.add_argument(f"--{name}", type=kind, default=default, nargs="+" if several else None)
    chosen = parser.parse_args()
    with Neighbours() as neighbours:
        figures = measure(chosen)
    if chosen.json:
        told = {"figures": [dataclasses.asdict(figure) for figure in figures], "others": neighbours.cores}
        json.dump(told, sys.stdout)
        return
    show(about.strip().partition("\n")[0], COLUMNS, [figure.row for figure in figures])
    print(f"  {neighbours}")


def milliseconds(work):
    """Returns how long `work()` takes, in ms."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1e3


def median(values):
    return statistics.median(values)


def percentile(values, share):
    """Returns the value below which `share` (0 to 1) of the values lie."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def alternating(rounds, ours, floor):
    """Returns the results of `rounds` calls of each; they take turns, so that both meet the same weather."""
    ours(), floor()
    pairs = [(ours(), floor()) for _ in range(rounds)]
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


def show(title, columns, rows):
    """Prints a table; numbers are rounded to three digits that matter."""
    texts = [tuple(columns), *(tuple(map(_text, row)) for row in rows)]
    widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
    print(f"\n{title}")
    for row in texts:
        cells = (
            text.ljust(width) if place < 2 else text.rjust(width)
            for place, (text, width) in enumerate(zip(row, widths, strict=True))
        )
        print("  " + "  ".join(cells).rstrip())


def _text(value):
    if isinstance(value, int):
        return f"{value:,}"
    if not isinstance(value, float):
        return str(value)
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


class Neighbours:
    """Counts how many cores other processes used inside a `with` block (Linux)."""

    cores = 0.0

    def __enter__(self):
        self._began, self._others = time.monotonic(), _others()
        return self

    def __exit__(self, *_):
        self.cores = max((_others() - self._others) / (time.monotonic() - self._began), 0.0)

    def __str__(self):
        return weather(self.cores)


def weather(cores):
    """Returns what a run is worth in which others used so many cores."""
    verdict = "NOISY: repeat it" if cores > _NOISY else "quiet"
    return f"others used {cores:.2f} of {os.cpu_count()} cores meanwhile: {verdict}"


def _others():
    """Returns the seconds of all cores that were spent outside this process and those that it waited for."""
    busy = [int(ticks) for ticks in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
    spent = os.times()
    return (sum(busy) - busy[3] - busy[4]) / _TICKS - sum(spent[:4])
