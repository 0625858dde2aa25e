"""Whole libraries reached through one file each.

An adapter module has `names() -> list[str]`, `find(name) -> type[Stage]` (KeyError for a name that
it does not offer) and `withheld() -> dict[str, str]`: names that the library has and that are not
offered, with the reason. The file's name is the prefix of its stages.
"""
