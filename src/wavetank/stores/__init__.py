"""Where history is kept: adapters of the `Store` port, the folder of a home, and the claims of engines on it."""
