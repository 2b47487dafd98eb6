"""Tasks that make other data of data."""
