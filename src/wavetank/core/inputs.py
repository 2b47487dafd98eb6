from __future__ import annotations
def resolve_inputs(declared, given, *, strict=True):
    return {i.id: given.get(i.id, i.defaults) for i in declared if i.id in given or i.defaults is not None}
def coerce_output(output, value): return value
