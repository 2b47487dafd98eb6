"""What is written (flows, tasks, triggers: pydantic) and what happened (records, task runs, events: msgspec)."""
