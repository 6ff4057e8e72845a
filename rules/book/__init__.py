"""Reads a rulebook: YAML nodes in, a Rulebook or every mistake at once out."""
