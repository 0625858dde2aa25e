"""New ids that look like those of a table."""

from __future__ import annotations

from hashlib import blake2b


def new_id(pattern: str, last: int, ordinal: int) -> str:
    """Write the id of a made row.

    Args:
        pattern: With a `%d`, as for `%`: the ids count up, and this one goes on behind the last.
            Without, each `x` (or `X`) is a hexadecimal digit, and they are as good as drawn: a hash
            of the other arguments.
        last: The greatest number so far; of hexadecimal ids, what tells this table from others.
        ordinal: Number of the row among all that are made, from 0.

    >>> new_id("C%06d", 100_001, 0), new_id("xxxxxxxx-xxxx", 7, 0)
    ('C100002', '047f2ee6-721a')
    """
    if "%" in pattern:
        return pattern % (last + 1 + ordinal)
    digits = iter(blake2b(f"{last}:{ordinal}".encode()).hexdigest())
    signs = {"x": lambda: next(digits), "X": lambda: next(digits).upper()}
    return "".join(signs[sign]() if sign in signs else sign for sign in pattern)
