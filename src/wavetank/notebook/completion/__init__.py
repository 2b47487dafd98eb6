"""
What can be typed here, and what does this mean: answered in Python, so that every front end has it.

`cell.py` answers for the YAML of a `%%flow` cell, `line.py` for the words of `%flow`; both know the models, the flows
that are deployed and the newest executions. `completer.py` and `inspector.py` hand the answers on to IPython.
"""
