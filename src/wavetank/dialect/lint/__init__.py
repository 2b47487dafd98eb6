"""Advice on flows that are right: one rule a file."""
