"""
The text of flows: YAML with positions becomes the model, and whatever is wrong with it becomes diagnostics.

Scalars, keys, null and booleans are taken as Jackson, the reader of a Kestra server, takes them.
"""
