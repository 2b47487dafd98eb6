"""What the benchmarks share: medians, percentiles, tables, and how busy others kept the machine meanwhile."""

from __future__ import annotations

import os
import statistics
import time
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_NOISY = 0.25


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
        first, *others = (text.rjust(width) for text, width in zip(row, widths, strict=True))
        print("  " + row[0].ljust(len(first)), *others, sep="  ")


def _text(value):
    if isinstance(value, int):
        return f"{value:,}"
    if not isinstance(value, float):
        return str(value)
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


class Neighbours:
    """Counts how many cores other processes used inside a `with` block, and says so at its end (Linux)."""

    def __enter__(self):
        self._began, self._others = time.monotonic(), _others()
        return self

    def __exit__(self, *_):
        cores = (_others() - self._others) / (time.monotonic() - self._began)
        verdict = "NOISY: repeat it" if cores > _NOISY else "quiet"
        print(f"  others used {max(cores, 0):.2f} of {os.cpu_count()} cores meanwhile: {verdict}")


def _others():
    """Returns the seconds of all cores that were spent outside this process and those that it waited for."""
    busy = [int(ticks) for ticks in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
    spent = os.times()
    return (sum(busy) - busy[3] - busy[4]) / _TICKS - sum(spent[:4])
