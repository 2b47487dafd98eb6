from __future__ import annotations
def check(text, registry, dialect="kestra1"): return []
