"""Tasks that run scripts and commands of other languages (language reference, section 10)."""
