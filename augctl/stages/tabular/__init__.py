"""Stages on tables. A file with a leading underscore is shared by several stages."""
