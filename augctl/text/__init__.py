"""Sentences: what in them may be changed, changes as edits, and what is marked in them."""
