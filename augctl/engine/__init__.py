"""Renders units and runs, commits and resumes shards of them."""
