"""Tasks that query and transform JSON in the language JSONata (jsonata.org)."""
