"""Where secrets are kept: adapters of the `Secrets` port, and the chain that asks one after the other."""
