"""Dialogues as walks through a Markov model: its file, its arithmetic, and what is said."""
