"""A folder for the module search path of scripts: what is in it is no part of this package, and imports none of it."""
