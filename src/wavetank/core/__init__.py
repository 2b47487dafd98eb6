"""Pure decisions: what an execution is, and what happens to it next. No await, no I/O, no clock, no randomness."""
