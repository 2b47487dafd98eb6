"""Internal storage: the adapter of the `FileStorage` port, on the local disk and on whatever fsspec reaches."""
