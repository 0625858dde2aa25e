"""Keeps pytest out: the benchmarks are programs, and need peers that the tests do without."""

collect_ignore_glob = ["*.py"]
