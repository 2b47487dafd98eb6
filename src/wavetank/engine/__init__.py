"""The async shell around the core: everything that waits, writes, runs or listens."""
