"""
Warm rendering of typical templates, against bare Jinja2 in its sandbox doing the same work, in the same run.

    python benchmarks/expressions.py

Each figure is the best of several rounds in microseconds for one rendering; the last column should stay below 1.5.
"""

from __future__ import annotations

import json
import time

from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from wavetank.pebble import Renderer

VARIABLES = {
    "flow": {"id": "orders", "namespace": "company.team", "revision": 3},
    "execution": {"id": "4qXf1", "startDate": "2024-06-15T10:30:15Z"},
    "inputs": {"day": "2024-06-15", "limit": 10, "regions": ["eu", "us", "apac"], "name": "Ada"},
    "outputs": {"load": {"uri": "kestra:///a/b.ion", "rows": 1200}, "each": {"eu": {"value": {"ok": True, "n": 4}}}},
    "trigger": None,
    "vars": {f"key{number}": {"value": number, "text": "x" * 20} for number in range(1000)},
}
TEMPLATES = {
    "one output": ("{{ outputs.load.uri }}", "{{ outputs.load.uri }}"),
    "message": (
        "Flow {{ flow.namespace }}.{{ flow.id }} loaded {{ outputs.load.rows }} rows on {{ inputs.day }}",
        "Flow {{ flow.namespace }}.{{ flow.id }} loaded {{ outputs.load.rows }} rows on {{ inputs.day }}",
    ),
    "condition": (
        "{{ inputs.limit > 5 and outputs.load.rows != 0 ? 'go' : 'stop' }}",
        "{{ 'go' if inputs.limit > 5 and outputs.load.rows != 0 else 'stop' }}",
    ),
    "loop": (
        "{% for r in inputs.regions %}{{ loop.index }}:{{ r | upper }}{% if not loop.last %},{% endif %}{% endfor %}",
        "{% for r in inputs.regions %}{{ loop.index0 }}:{{ r | upper }}{% if not loop.last %},{% endif %}{% endfor %}",
    ),
    "map as JSON": (
        "{{ outputs.each['eu'].value }} {{ inputs.name | lower }}",
        "{{ outputs.each['eu'].value | compact }} {{ inputs.name | lower }}",
    ),
}


def bare_environment():
    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
    environment.filters["compact"] = lambda value: json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return environment


def microseconds(work, rounds=7, times=3000):
    best = float("inf")
    for _ in range(rounds):
        start = time.perf_counter()
        for _ in range(times):
            work()
        best = min(best, time.perf_counter() - start)
    return best / times * 1e6


def main():
    environment, renderer = bare_environment(), Renderer()
    print(f"{'template':14} {'ours':>8} {'Jinja2':>8} {'ratio':>6}   (microseconds, warm)")
    for name, (ours, theirs) in TEMPLATES.items():
        bare = environment.from_string(theirs)
        assert renderer.text(ours, VARIABLES) == bare.render(VARIABLES), name
        mine = microseconds(lambda ours=ours: renderer.text(ours, VARIABLES))
        other = microseconds(lambda bare=bare: bare.render(VARIABLES))
        print(f"{name:14} {mine:8.2f} {other:8.2f} {mine / other:6.2f}")
    plain = microseconds(lambda: renderer.render("no template at all", VARIABLES), times=100_000)
    print(f"{'plain text':14} {plain:8.3f}")
    cold = [
        microseconds(lambda n=n: renderer.text(f"{{{{ flow.id }}}} {n} {time.perf_counter_ns()}", VARIABLES), 1, 1)
        for n in range(50)
    ]
    print(f"{'first time':14} {sorted(cold)[25]:8.0f}")


if __name__ == "__main__":
    main()
