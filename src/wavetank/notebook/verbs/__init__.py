"""The verbs of `%flow`: each is a thin function over the Python API, and returns what that returns."""
