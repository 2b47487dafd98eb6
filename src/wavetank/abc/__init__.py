"""The ports of the house, and the contracts of plugins, each with its obligations."""
