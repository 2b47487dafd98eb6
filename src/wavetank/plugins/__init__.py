"""Task, trigger and condition types: a folder a system, a file a type, imported when a flow first names the type."""
