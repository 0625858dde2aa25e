"""Dates and times in cells: which form they have, and seconds since 1970 in both directions.

A zone stands in the form as it is written, if all cells have the same one; seconds count from 1970
in that zone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import lru_cache

import numpy as np

from augctl.tables.block import Floats

_DATES = ("%Y-%m-%d", "%Y/%m/%d", "%d.%m.%Y", "%m/%d/%Y", "%d/%m/%Y", "%d-%m-%Y")
_TIMES = ("%H:%M", "%H:%M:%S", "%H:%M:%S.%f")
_PARTS = {
    "%Y": "(?P<Y>[12][0-9]{3})",
    "%m": "(?P<m>0[1-9]|1[0-2])",
    "%d": "(?P<d>0[1-9]|[12][0-9]|3[01])",
    "%H": "(?P<H>[01][0-9]|2[0-3])",
    "%M": "(?P<M>[0-5][0-9])",
    "%S": "(?P<S>[0-5][0-9])",
    "%f": "(?P<f>[0-9]{1,6})",
}
_ZONE = re.compile(r"(Z|[+-][0-9]{2}:?[0-9]{2})$")
_EPOCH = datetime(1970, 1, 1)


def forms_of(cell: str) -> list[str]:
    """List the forms that a cell may have, as for `strptime`; the likeliest first.

    >>> forms_of("2024-05-31T12:00:00Z"), forms_of("03/04/2024"), forms_of("12")
    (['%Y-%m-%dT%H:%M:%SZ'], ['%m/%d/%Y', '%d/%m/%Y'], [])
    """
    zone = _ZONE.search(cell) if ":" in cell else None
    suffix = zone[0] if zone else ""
    forms = [
        date + (sign + time + suffix if time else "")
        for date in _DATES
        for sign, time in [("", ""), *((s, t) for s in "T " for t in _TIMES)]
    ]
    return [form for form in forms if _pattern(form).fullmatch(cell)]


def form_of(cells: Sequence[str]) -> str | None:
    """Return the form that all cells have, if there is one."""
    for form in forms_of(cells[0]) if cells else []:
        if not seconds_of(cells, form)[1]:
            return form
    return None


def seconds_of(cells: Sequence[str], form: str) -> tuple[Floats, list[int]]:
    """Read times of one form.

    Returns:
        Seconds since 1970, shape (m,), NaN for the bad; and which cells have another form.
    """
    match = _pattern(form).fullmatch
    values = np.full(len(cells), np.nan)
    good, texts, bad = [], [], []
    for i, cell in enumerate(cells):
        found = match(cell)
        text = _iso(found.groupdict()) if found else None
        if text is None:
            bad.append(i)
        else:
            good.append(i)
            texts.append(text)
    if texts:
        values[good] = np.array(texts, "datetime64[us]").astype(np.int64) / 1e6
    return values, bad


def digits_of(cells: Iterable[str], form: str) -> int:
    """Count the most digits of fractions of seconds."""
    if "%f" not in form:
        return 0
    found = (_pattern(form).fullmatch(cell) for cell in cells)
    return max((len(each["f"]) for each in found if each), default=0)


def text_of(seconds: float, form: str, digits: int) -> str:
    """Write a time, rounded to the last digit that its form has.

    >>> text_of(86399.6, "%Y-%m-%d %H:%M:%S", 0), text_of(0.25, "%H:%M:%S.%f", 3)
    ('1970-01-02 00:00:00', '00:00:00.250')
    """
    unit = 10.0**-digits if "%f" in form else _unit(form)
    micros = round(round(seconds / unit) * unit * 1e6)
    moment = _EPOCH + timedelta(microseconds=micros)
    fraction = f"{moment.microsecond:06d}"[:digits]
    return moment.strftime(form.replace("%f", fraction))


def _unit(form: str) -> float:
    for sign, unit in (("%S", 1.0), ("%M", 60.0)):
        if sign in form:
            return unit
    return 86400.0


def _iso(parts: dict[str, str]) -> str | None:
    day = f"{parts['Y']}-{parts['m']}-{parts['d']}"
    if parts["d"] > "28":
        try:
            datetime(int(parts["Y"]), int(parts["m"]), int(parts["d"]))
        except ValueError:
            return None
    clock = f"{parts.get('H', '00')}:{parts.get('M', '00')}:{parts.get('S', '00')}"
    return f"{day}T{clock}.{parts.get('f', '0')}"


@lru_cache(maxsize=256)
def _pattern(form: str) -> re.Pattern[str]:
    pieces = re.split("(%[a-zA-Z])", form)
    return re.compile("".join(_PARTS.get(piece, re.escape(piece)) for piece in pieces))
